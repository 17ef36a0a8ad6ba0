"""Where the public pages live."""

from __future__ import annotations

from django.urls import path

from yike.faces.door import views

app_name = "door"
urlpatterns = [path("", views.front, name="front")]
