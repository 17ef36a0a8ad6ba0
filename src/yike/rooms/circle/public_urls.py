"""Where the public pages of the circle room live, below /."""

from __future__ import annotations

from django.urls import path

from yike.rooms.circle.views.door import box, home, items, lists, maps, points, rating, searching

app_name = "near"
urlpatterns = [
    path("robots.txt", maps.robots, name="robots"),
    path("find/map/", maps.chooser, name="map"),
    path("find/map.geojson", maps.ground, name="ground"),
    path("find/streets.geojson", maps.street_lines, name="streets"),
    path("find/", searching.search, name="search"),
    path("find/suggest/", searching.suggest, name="suggest"),
    path("find/box/", box.box, name="box"),
    path("home/", home.home, name="home"),
    path("i/<int:pk>/", items.item, name="item"),
    path("p/", lists.points, name="points"),
    path("p/<str:code>/", points.point, name="point"),
    path("p/<str:code>/rate/", rating.rate, name="rate"),
    path("r/<str:link>/", rating.rated, name="rated"),
    path("p/<str:code>/way.geojson", points.way_json, name="way"),
    path("p/<str:code>/hours.ics", points.calendar, name="calendar"),
    path("p/<str:code>/photo.jpg", points.photo, name="photo"),
]
