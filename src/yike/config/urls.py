"""All routes of the house."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("yike.faces.door.urls")),
    path("", include("yike.rooms.circle.public_urls")),
    path("", include("yike.rooms.grid.public_urls")),
    path("", include("yike.rooms.almanac.public_urls")),
    path("", include("yike.core.accounts.urls")),
    path("", include("yike.core.look.urls")),
    path("", include("yike.faces.api.urls")),
    path("desk/", include("yike.faces.desk.urls")),
    path("desk/record/", include("yike.core.record.urls")),
    path("desk/calendar/", include("yike.core.calendar.urls")),
    path("desk/areas/", include("yike.core.areas.urls")),
    path("desk/api-keys/", include("yike.core.apikeys.urls")),
    path("desk/outbox/", include("yike.core.outbox.urls")),
    path("desk/residents/", include("yike.core.residents.urls")),
    path("desk/circle/", include("yike.rooms.circle.urls")),
    path("desk/almanac/", include("yike.rooms.almanac.urls")),
    path("desk/grid/", include("yike.rooms.grid.urls")),
]

handler400 = "yike.faces.desk.trouble.bad_request"
handler403 = "yike.core.look.errors.forbidden"
handler404 = "yike.core.look.errors.not_found"
handler429 = "yike.core.look.errors.too_often"  # asked for by django-allauth
handler500 = "yike.faces.desk.trouble.broken"
