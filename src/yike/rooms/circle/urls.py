"""Where the desk's pages of the circle room live, below /desk/circle/."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "circle"
urlpatterns: list[URLPattern] = []
