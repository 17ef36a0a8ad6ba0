"""Where residents' pages of the almanac live, below /."""

from __future__ import annotations

from django.urls import URLPattern, path

from yike.rooms.almanac.views.door import activity

app_name = "on"
urlpatterns: list[URLPattern] = [
    path("on/a/<str:code>/", activity.activity, name="activity"),
]
