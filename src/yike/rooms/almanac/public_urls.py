"""Where residents' pages of the almanac live, below /."""

from __future__ import annotations

from django.urls import URLPattern, path

from yike.rooms.almanac.views.door import activity, mine

app_name = "on"
urlpatterns: list[URLPattern] = [
    path("on/a/<str:code>/", activity.activity, name="activity"),
    path("on/a/<str:code>/activity.ics", activity.calendar, name="calendar"),
    path("on/me/<str:link>/", mine.mine, name="mine"),
    path("on/me/<str:link>/<slug:what>/", mine.act, name="act"),
]
