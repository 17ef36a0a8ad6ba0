"""Where the pages of the almanac live, below /desk/almanac/."""

from __future__ import annotations

from django.urls import path

from yike.rooms.almanac import views

app_name = "almanac"
urlpatterns = [
    path("groups/", views.groups, name="groups"),
    path("groups/<int:pk>/", views.group, name="group"),
    path("groups/<int:pk>/change/", views.change, name="change"),
    path("groups/<int:pk>/hand-over/", views.hand_over, name="hand_over"),
    path("groups/<int:pk>/move/", views.move, name="move"),
]
