"""Where the pages of ``look`` live, below /desk/look/."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "look"
urlpatterns: list[URLPattern] = []
