"""Where the pages of the almanac live, below /desk/almanac/."""

from __future__ import annotations

from django.urls import URLPattern, path

from yike.rooms.almanac.views import groups
from yike.rooms.almanac.views.activities import moves, pages, venues

app_name = "almanac"
urlpatterns: list[URLPattern] = [
    path("groups/", groups.groups, name="groups"),
    path("groups/<int:pk>/", groups.group, name="group"),
    path("groups/<int:pk>/change/", groups.change, name="change"),
    path("groups/<int:pk>/hand-over/", groups.hand_over, name="hand_over"),
    path("groups/<int:pk>/move/", groups.move, name="move"),
    path("activities/", pages.activities, name="activities"),
    path("activities/new/", pages.new, name="new_activity"),
    path("activities/<int:pk>/", pages.activity, name="activity"),
    path("activities/<int:pk>/change/", pages.edit, name="change_activity"),
    path("activities/<int:pk>/go/<slug:verb>/", moves.go, name="go_activity"),
    path("venues/", venues.venues, name="venues"),
    path("venues/new/", venues.add, name="add_venue"),
    path("venues/<int:pk>/", venues.change, name="change_venue"),
]
