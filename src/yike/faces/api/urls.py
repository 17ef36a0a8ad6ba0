"""Where the API lives: /api/v1/, and Open311 beside it."""

from __future__ import annotations

from django.urls import include, path

from yike.faces.api.v1 import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("open311/v2/", include("yike.faces.api.open311.urls")),
]
