"""Where the desk's pages of the grid room live, below /desk/grid/."""

from __future__ import annotations

from django.urls import URLPattern, path

from yike.rooms.grid.views import duties
from yike.rooms.grid.views.requests import lists, page, taking

app_name = "grid"
urlpatterns: list[URLPattern] = [
    path("duties/", duties.duties, name="duties"),
    path("duties/map/", duties.duty_map, name="duty_map"),
    path("duties/map.geojson", duties.ground, name="duty_ground"),
    path("duties/new/", duties.add, name="add_duty_place"),
    path("duties/sheet/", duties.sheet, name="duty_sheet"),
    path("duties/sheet/confirm/", duties.sheet_confirm, name="duty_sheet_confirm"),
    path("duties/duties.xlsx", duties.file, name="duty_file"),
    path("duties/<int:pk>/", duties.duty_place, name="duty_place"),
    path("duties/<int:pk>/map.geojson", duties.duty_place_map, name="duty_place_map"),
    path("duties/<int:pk>/change/", duties.change, name="change_duty_place"),
    path("duties/<int:pk>/give/", duties.give, name="give_duty"),
    path("duties/<int:pk>/terms/<int:duty>/", duties.correct, name="correct_duty"),
    path("duties/<int:pk>/terms/<int:duty>/end/", duties.end, name="end_duty"),
    path("duties/<int:pk>/drop/", duties.drop, name="drop_duty_place"),
    path("duties/<int:pk>/take-up/", duties.take_up, name="take_up_duty_place"),
    path("notices/", duties.notices, name="notices"),
    path("notices/<int:pk>/", duties.notice, name="notice"),
    path("requests/", lists.index, name="requests"),
    path("requests/find/", lists.find, name="find_requests"),
    path("requests/take/", taking.take, name="take_request"),
    path("requests/<int:pk>/", page.request_page, name="request"),
    path("requests/<int:pk>/who/", page.who, name="request_who"),
    path("requests/<int:pk>/go/<slug:verb>/", page.go, name="go_request"),
]
