"""Where the pages of the record live, below /desk/record/."""

from __future__ import annotations

from django.urls import path

from yike.core.record import views

app_name = "record"
urlpatterns = [
    path("", views.history, name="history"),
    path("<int:pk>/", views.entry, name="entry"),
    path("chain/", views.chain, name="chain"),
    path("figures/", views.figures, name="figures"),
    path("figures/<str:code>/", views.figure, name="figure"),
]
