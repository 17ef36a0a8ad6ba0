"""Where the public pages of the grid room live, below /."""

from __future__ import annotations

from django.urls import URLPattern, path

from yike.rooms.grid.views import who
from yike.rooms.grid.views.door import photos, same, saying, told

app_name = "say"
urlpatterns: list[URLPattern] = [
    path("say/who/", who.who, name="who"),
    path("grid/<str:code>/", who.grid, name="grid"),
    path("say/", saying.say, name="say"),
    path("say/near/", same.near, name="near"),
    path("say/near/<int:pk>/", same.echo, name="echo"),
    path("say/e/<str:link>/", same.echoed, name="echoed"),
    path("say/q/<str:link>/", told.told, name="told"),
    path("say/q/<str:link>/photo/<int:photo>.jpg", photos.photo, name="photo"),
    path("say/q/<str:link>/photo/<int:photo>/", photos.blur, name="blur"),
    path("say/q/<str:link>/<slug:what>/", told.act, name="act"),
]
