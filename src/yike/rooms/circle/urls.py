"""Where the desk's pages of the circle room live, below /desk/circle/."""

from __future__ import annotations

from django.urls import path, re_path

from yike.rooms.circle.views import (
    board,
    exchange,
    items,
    keeping,
    leader,
    plans,
    points,
    ratings,
    sheets,
    signs,
)

app_name = "circle"
urlpatterns = [
    path("points/", points.points, name="points"),
    path("points/new/", keeping.add, name="add_point"),
    path("points/ground.geojson", points.keep_map, name="keep_map"),
    path("points/<int:pk>/", points.point, name="point"),
    path("points/<int:pk>/map.geojson", points.point_map, name="point_map"),
    path("points/<int:pk>/photo.jpg", points.photo, name="photo"),
    path("points/<int:pk>/change/", keeping.change, name="change_point"),
    path("points/<int:pk>/go/<str:verb>/", keeping.go, name="go"),
    path("points/<int:pk>/hours/", keeping.hours, name="hours"),
    path("points/<int:pk>/days/", keeping.exception, name="exception"),
    path("points/<int:pk>/days/<int:row>/drop/", keeping.drop_exception, name="drop_exception"),
    path("points/<int:pk>/check/", keeping.check, name="check"),
    path("points/<int:pk>/photo/", keeping.photo, name="keep_photo"),
    path("points/<int:pk>/photo/drop/", keeping.drop_photo, name="drop_photo"),
    path("points/<int:pk>/offers/", keeping.offer, name="offer"),
    path("points/<int:pk>/offers/<int:offer>/withdraw/", keeping.withdraw, name="withdraw"),
    path("points/<int:pk>/signs/", signs.new_sign, name="new_sign"),
    path("signs/", signs.all_signs, name="signs"),
    path("signs/<int:pk>/", signs.sign, name="sign"),
    path("signs/<int:pk>/down/", signs.take_down, name="take_down"),
    path("items/", items.items, name="items"),
    path("items/new/", items.add, name="add_item"),
    path("items/<int:pk>/", items.item, name="item"),
    path("items/<int:pk>/change/", items.change, name="change_item"),
    path("files/", exchange.exchange, name="exchange"),
    path("files/confirm/", exchange.confirm, name="confirm"),
    re_path(r"^files/(?P<what>all)\.(?P<form>xlsx)$", exchange.give_out, name="export"),
    re_path(r"^files/(?P<what>points)\.(?P<form>geojson)$", exchange.give_out, name="export"),
    re_path(
        r"^files/(?P<what>points|items|materials|offers)\.(?P<form>csv)$", exchange.give_out, name="export"
    ),
    path("ratings/", ratings.ratings, name="ratings"),
    path("ratings/<int:pk>/", ratings.rating, name="rating"),
    path("ratings/<int:pk>/go/<str:verb>/", ratings.go, name="go_rating"),
    path("ratings/<int:pk>/answer/", ratings.answer, name="answer_rating"),
    path("ratings/<int:pk>/phone/", ratings.phone, name="rating_phone"),
    path("board/", board.board, name="board"),
    path("board/map.geojson", board.board_map, name="board_map"),
    path("board/board.xlsx", sheets.board_sheet, name="board_sheet"),
    path("board/<int:pk>/", board.behind, name="behind"),
    path("leader/", leader.leader, name="leader"),
    path("sites/", leader.sites, name="sites"),
    path("plans/", plans.plans, name="plans"),
    path("plans/new/", plans.add, name="add_plan"),
    path("plans/beside/", plans.beside, name="plans_beside"),
    path("plans/<int:pk>/", plans.plan, name="plan"),
    path("plans/<int:pk>/map.geojson", plans.plan_map, name="plan_map"),
    path("plans/<int:pk>/plan.xlsx", sheets.plan_sheet, name="plan_sheet"),
    path("plans/<int:pk>/undo/", plans.undo, name="undo_step"),
    path("plans/<int:pk>/name/", plans.rename, name="rename_plan"),
    path("plans/<int:pk>/remove/", plans.remove, name="remove_plan"),
]
