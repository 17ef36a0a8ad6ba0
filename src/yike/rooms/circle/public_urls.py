"""Where the public pages of the circle room live, below /."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "near"
urlpatterns: list[URLPattern] = []
