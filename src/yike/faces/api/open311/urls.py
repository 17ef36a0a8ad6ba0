"""Where Open311 lives: /open311/v2/."""

from __future__ import annotations

from django.urls import path

from yike.faces.api.open311 import views

app_name = "open311"
urlpatterns = [
    path("discovery.<str:form>", views.discovery, name="discovery"),
    path("services.<str:form>", views.services, name="services"),
    path("services/<str:code>.<str:form>", views.service, name="service"),
    path("requests.<str:form>", views.requests, name="requests"),
    path("requests/<str:number>.<str:form>", views.one, name="one"),
]
