"""Where the pages of the desk shell live."""

from __future__ import annotations

from django.urls import path

from yike.faces.desk import keys, views

app_name = "desk"
urlpatterns = [path("", views.today, name="today"), path("keys/", keys.keys, name="keys")]
