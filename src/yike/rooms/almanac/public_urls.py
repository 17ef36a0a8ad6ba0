"""Where residents' pages of the almanac live, below /."""

from __future__ import annotations

from django.urls import URLPattern, path

from yike.rooms.almanac.views.door import (
    activity,
    again,
    issue,
    judging,
    keeper,
    mail,
    mine,
    series,
    survey,
    team,
    whats_on,
    zone,
)

app_name = "on"
urlpatterns: list[URLPattern] = [
    path("on/a/<str:code>/", activity.activity, name="activity"),
    path("on/a/<str:code>/activity.ics", activity.calendar, name="calendar"),
    path("on/a/<str:code>/share.png", activity.share, name="share"),
    path("on/a/<str:code>/survey/", survey.on_the_spot, name="survey_here"),
    path("on/a/<str:code>/crowd/", activity.crowd, name="crowd"),
    path("on/a/<str:code>/photos/<int:photo>.jpg", activity.photo, name="activity_photo"),
    path("on/s/<str:code>/", series.series, name="series"),
    path("on/s/<str:code>/series.ics", series.calendar, name="series_calendar"),
    path("on/z/<str:code>/", zone.zone, name="zone"),
    path("on/judge/<str:link>/", judging.judge, name="judge"),
    path("on/judge/<str:link>/<int:team>/", judging.sheet, name="sheet"),
    path("on/team/<str:link>/", team.team, name="team"),
    path("on/a/<str:code>/lost/", again.lost, name="lost"),
    path("on/me/", again.all_mine, name="all_mine"),
    path("on/me/forget/", again.forget, name="forget_mine"),
    path("on/me/<str:link>/", mine.mine, name="mine"),
    path("on/me/<str:link>/survey/", survey.survey, name="survey"),
    path("on/me/<str:link>/photos/", mine.photos, name="photos"),
    path("on/me/<str:link>/<slug:what>/", mine.act, name="act"),
    path("on/", whats_on.whats_on, name="whats_on"),
    path("on/calendar.ics", whats_on.calendar, name="feed"),
    path("on/mail/", mail.subscribe, name="subscribe"),
    path("on/mail/asked/", mail.asked, name="mail_asked"),
    path("on/mail/yes/<str:link>/", mail.yes, name="mail_yes"),
    path("on/mail/<str:link>/", mail.leave, name="mail_leave"),
    path("on/issues/<int:pk>/", issue.issue, name="issue"),
    path("on/issues/<int:pk>/poster.pdf", issue.poster, name="poster"),
    path("on/issues/<int:pk>/picture.png", issue.picture, name="picture"),
    path("on/issues/<int:pk>/calendar.ics", issue.calendar, name="issue_calendar"),
    path("on/my/<str:link>/", keeper.mine, name="keeper"),
    path("on/my/<str:link>/<int:pk>/done/", keeper.done, name="keeper_done"),
    path("on/my/<str:link>/<int:pk>/ask/", keeper.ask, name="keeper_ask"),
]
