"""Where appearance, language and the living page of the design system are found."""

from __future__ import annotations

from django.urls import path

from yike.core.look import views

app_name = "look"
urlpatterns = [
    path("look/appearance/", views.appearance, name="appearance"),
    path("look/language/", views.language, name="language"),
    path("style/", views.style, name="style"),
    path("style/ask/", views.ask, name="ask"),
    path("style/town.geojson", views.town, name="town"),
]
