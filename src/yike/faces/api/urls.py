"""Where the API lives: /api/v1/."""

from __future__ import annotations

from django.urls import path

from yike.faces.api.v1 import api

urlpatterns = [path("api/v1/", api.urls)]
