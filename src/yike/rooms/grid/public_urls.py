"""Where the public pages of the grid room live, below /."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "say"
urlpatterns: list[URLPattern] = []
