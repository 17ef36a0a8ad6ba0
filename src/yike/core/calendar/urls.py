"""Where the pages of ``calendar`` live, below /desk/calendar/."""

from __future__ import annotations

from django.urls import path

from yike.core.calendar.views import hours, reckoning, years

app_name = "calendar"
urlpatterns = [
    path("", years.index, name="index"),
    path("seed/", years.seed, name="seed"),
    path("<int:number>/", years.year, name="year"),
    path("<int:number>/publish/", years.publish, name="publish"),
    path("<int:number>/upload/", years.upload, name="upload"),
    path("<int:number>/download/", years.download, name="download"),
    path("<int:number>/<str:iso>/", years.day, name="day"),
    path("hours/", hours.index, name="hours"),
    path("hours/all/", hours.edit, name="hours-all"),
    path("hours/all/date/", hours.date, name="hours-all-date"),
    path("hours/<int:pk>/", hours.edit, name="hours-unit"),
    path("hours/<int:pk>/drop/", hours.drop, name="hours-drop"),
    path("hours/<int:pk>/date/", hours.date, name="hours-unit-date"),
    path("hours/date/<int:pk>/drop/", hours.drop_date, name="hours-date-drop"),
    path("reckon/", reckoning.ask, name="reckon"),
]
