"""Where the pages of ``areas`` live, below /desk/areas/."""

from __future__ import annotations

from django.urls import path, re_path

from yike.core.areas.views import drawing, exchanging, keeping, looking

app_name = "areas"
urlpatterns = [
    path("", looking.tree, name="tree"),
    path("map/", looking.map_page, name="map"),
    path("map.geojson", looking.geojson, name="geojson"),
    path("problems/", looking.problems, name="problems"),
    path("<int:pk>/", looking.area, name="area"),
    path("<int:pk>/map.geojson", looking.area_geojson, name="area_geojson"),
    path("<int:pk>/add/", keeping.add, name="add"),
    path("<int:pk>/describe/", keeping.describe, name="describe"),
    path("<int:pk>/code/", keeping.recode, name="recode"),
    path("<int:pk>/move/", keeping.move, name="move"),
    path("<int:pk>/close/", keeping.close, name="close"),
    path("<int:pk>/reopen/", keeping.reopen, name="reopen"),
    path("<int:pk>/border/", drawing.draw, name="draw"),
    path("<int:pk>/border.geojson", drawing.canvas, name="canvas"),
    path("<int:pk>/border/save/", drawing.save, name="save"),
    path("<int:pk>/import/", exchanging.take_in, name="import"),
    path("<int:pk>/import/confirm/", exchanging.confirm, name="confirm"),
    re_path(r"^(?P<pk>\d{1,18})/areas\.(?P<form>geojson|xlsx)$", exchanging.give_out, name="export"),
]
