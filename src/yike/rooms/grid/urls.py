"""Where the desk's pages of the grid room live, below /desk/grid/."""

from __future__ import annotations

from django.urls import URLPattern, path

from yike.rooms.grid.views import duties, indicators
from yike.rooms.grid.views.requests import (
    categories,
    exporting,
    hotline,
    linking,
    lists,
    page,
    ratings,
    taking,
)
from yike.rooms.grid.views.whistles import moves, pages

app_name = "grid"
urlpatterns: list[URLPattern] = [
    path("board/", indicators.board, name="board"),
    path("stuck/", indicators.stuck, name="stuck"),
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
    path("requests/export/", exporting.export, name="export_requests"),
    path("requests/ratings/", ratings.index, name="rating_requests"),
    path("requests/ratings/<int:pk>/", ratings.take, name="take_rating"),
    path("requests/categories/", categories.index, name="categories"),
    path("requests/categories/sheet/", categories.sheet, name="categories_sheet"),
    path("requests/categories/confirm/", categories.confirm, name="categories_confirm"),
    path("requests/categories/sample/", categories.sample, name="categories_sample"),
    path("requests/categories/categories.xlsx", categories.file, name="categories_file"),
    path("requests/hotline/", hotline.index, name="hotline"),
    path("requests/hotline/columns/", hotline.columns, name="hotline_columns"),
    path("requests/hotline/confirm/", hotline.confirm, name="hotline_confirm"),
    path("requests/hotline/replies/", hotline.replies, name="hotline_replies"),
    path("requests/<int:pk>/", page.request_page, name="request"),
    path("requests/<int:pk>/with/<int:other>/<slug:kind>/", linking.link, name="link_request"),
    path("requests/<int:pk>/who/", page.who, name="request_who"),
    path("requests/<int:pk>/go/<slug:verb>/", page.go, name="go_request"),
    path("whistles/", pages.whistles, name="whistles"),
    path("whistles/new/", pages.new, name="new_whistle"),
    path("whistles/<int:pk>/", pages.whistle, name="whistle"),
    path("whistles/<int:pk>/change/", pages.edit, name="change_whistle"),
    path("whistles/<int:pk>/go/<slug:verb>/", moves.go, name="go_whistle"),
    path("whistles/<int:pk>/calls/<int:call_pk>/go/<slug:verb>/", moves.step, name="step_call"),
    path("whistles/<int:pk>/calls/<int:call_pk>/arrive/", moves.arrive, name="arrive"),
    path("whistles/<int:pk>/calls/<int:call_pk>/refuse/", moves.refuse_call, name="refuse_call"),
    path("whistles/<int:pk>/calls/<int:call_pk>/rule/<slug:verb>/", moves.rule_call, name="rule_call"),
    path("whistles/<int:pk>/calls/<int:call_pk>/rate/<slug:side>/", moves.rate, name="rate_whistle"),
    path("whistles/<int:pk>/tasks/<int:task_pk>/", moves.task, name="do_task"),
    path("calls/<int:pk>/", pages.part, {"what": "call"}, name="call"),
    path("tasks/<int:pk>/", pages.part, {"what": "task"}, name="task"),
]
