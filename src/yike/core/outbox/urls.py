"""Where the pages of the outbox live, below /desk/outbox/."""

from __future__ import annotations

from django.urls import path

from yike.core.outbox.views import deliveries, endpoints, notices

app_name = "outbox"
urlpatterns = [
    path("", deliveries.index, name="index"),
    path("<int:pk>/", deliveries.message, name="message"),
    path("deliveries/<int:pk>/<slug:verb>/", deliveries.tend, name="tend"),
    path("many/", deliveries.tend_many, name="tend-many"),
    path("endpoints/", endpoints.index, name="endpoints"),
    path("endpoints/add/", endpoints.add, name="endpoint-add"),
    path("endpoints/<int:pk>/", endpoints.edit, name="endpoint"),
    path("endpoints/<int:pk>/test/", endpoints.test, name="endpoint-test"),
    path("notices/", notices.index, name="notices"),
    path("notices/<int:pk>/read/", notices.read, name="notice-read"),
    path("notices/read/", notices.read_all, name="notices-read"),
]
