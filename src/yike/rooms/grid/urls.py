"""Where the desk's pages of the grid room live, below /desk/grid/."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "grid"
urlpatterns: list[URLPattern] = []
