"""Where the public pages of the grid room live, below /."""

from __future__ import annotations

from django.urls import URLPattern, path

from yike.rooms.grid.views import who

app_name = "say"
urlpatterns: list[URLPattern] = [
    path("say/who/", who.who, name="who"),
    path("grid/<str:code>/", who.grid, name="grid"),
]
