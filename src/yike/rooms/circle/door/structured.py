"""The point for search engines and assistants: schema.org, as a block of data in its page.

What can be done there stands in it as offers of government services; what is there for some days only as events.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from yike.engines.reach.hours.spans import Span
from yike.rooms.circle.models import PointItem, PointKind, ServicePoint
from yike.rooms.circle.models.points import RUNNING
from yike.rooms.circle.opening import clock, hours_of, read_hours, spans_on, weekly
from yike.rooms.circle.queries import item_name
from yike.rooms.circle.walking.timetable import Days

Json = dict[str, Any]
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
TYPES = {
    PointKind.BANK: "BankOrCreditUnion",
    PointKind.POST_OFFICE: "PostOffice",
    PointKind.HEALTH_STATION: "MedicalClinic",
    PointKind.LEGAL: "LegalService",
    PointKind.JOB_STATION: "EmploymentAgency",
    PointKind.EVENT: "Place",
}
SCHEMA = "https://schema.org"
LOCAL = "+08:00"
MOST_EVENTS, AHEAD = 20, 62  # stretches that are told of a temporary point, within so many days
ESCAPED = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def block(
    point: ServicePoint,
    url: str,
    photo: str = "",
    offers: Iterable[PointItem] = (),
    coming: Iterable[Json] = (),
) -> SafeString:
    """Return the point as JSON-LD that can stand in a page whatever its words are; see ``about``."""
    told = about(point, url, photo) | more(point, url, offers, coming)
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(ESCAPED))  # noqa: S308 - nothing in it can end the block any more


def about(point: ServicePoint, url: str, photo: str = "") -> Json:
    """Return a point as schema.org has it. The whole of it is public."""
    told = {
        "@context": SCHEMA,
        "@type": TYPES.get(PointKind(point.kind), "GovernmentOffice"),
        "@id": url,
        "url": url,
        "name": point.name,
        "telephone": point.phone,
        "address": {"@type": "PostalAddress", "streetAddress": point.address, "addressCountry": "CN"},
        "geo": {"@type": "GeoCoordinates", "latitude": point.lat, "longitude": point.lon},
        "image": photo,
        "openingHoursSpecification": _week(point) if point.state in RUNNING else [],
        "amenityFeature": [
            {"@type": "LocationFeatureSpecification", "name": name, "value": True}
            for name in point.feature_labels
        ],
    }
    return {name: value for name, value in told.items() if value}


def more(point: ServicePoint, url: str, offers: Iterable[PointItem], coming: Iterable[Json]) -> Json:
    """Return what can be done at a point, and when it is there (``events``) where that is for some days only.

    A point that does not serve offers nothing.
    """
    serves = point.state in RUNNING
    told = [_offer(one, url) for one in offers] if serves else []
    catalogue = {"@type": "OfferCatalog", "itemListElement": told} if told else {}
    found = {"hasOfferCatalog": catalogue, "event": list(coming) if serves else []}
    return {name: value for name, value in found.items() if value}


def _offer(one: PointItem, url: str) -> Json:
    """Return what is done as an offer; ``hoursAvailable`` where it has a week of its own."""
    item = one.item
    channel = {"@type": "ServiceChannel", "serviceUrl": item.online_url} if item.online_url else {}
    service = {
        "@type": "GovernmentService",
        "name": item_name(item),
        "identifier": item.code,
        "serviceType": str(item.get_type_display()),
        "description": item.plain,
        "provider": {"@id": url},
        "availableChannel": channel,
        "hoursAvailable": _stretches(one.hours, _valid(one.first_day, one.last_day)) if one.hours else [],
    }
    limits = {
        "validFrom": one.first_day and one.first_day.isoformat(),
        "validThrough": one.last_day and one.last_day.isoformat(),
    }
    said = {
        "@type": "Offer",
        "description": "；".join(text for text in (one.place, item.fee, one.note) if text),
        "availableAtOrFrom": {"@id": url},
        "itemOffered": {name: value for name, value in service.items() if value},
        **limits,
    }
    return {name: value for name, value in said.items() if value}


def _valid(first: date | None, last: date | None) -> Json:
    only = {"validFrom": first, "validThrough": last}
    return {name: day.isoformat() for name, day in only.items() if day}


def events(point: ServicePoint, url: str, today: date, days: Days) -> Iterator[Json]:
    """Yield the stretches in which a temporary point is there, from today on, as events; none of a lasting one."""
    hours = hours_of(point)
    if point.last_day is None or hours is None:
        return
    first = max(today, point.first_day or today)
    ahead = min((point.last_day - first).days + 1, AHEAD)
    dates = [first + timedelta(days=n) for n in range(ahead)]
    stretches = [(day, span) for day in dates for span in spans_on(hours, day, days)]
    for day, span in stretches[:MOST_EVENTS]:
        begin, end = (datetime.combine(day, time()) + timedelta(minutes=minute) for minute in span)
        yield {
            "@type": "Event",
            "name": point.name,
            "startDate": begin.isoformat() + LOCAL,
            "endDate": end.isoformat() + LOCAL,
            "eventStatus": f"{SCHEMA}/EventScheduled",
            "eventAttendanceMode": f"{SCHEMA}/OfflineEventAttendanceMode",
            "location": {"@type": "Place", "name": point.name, "address": point.address},
            "url": url,
        }


def _week(point: ServicePoint) -> list[Json]:
    hours = hours_of(point, ())
    if hours is None:
        return []
    return _spans(weekly(hours), _valid(point.first_day, point.last_day))


def _stretches(text: str, valid: Json) -> list[Json]:
    return _spans(weekly(read_hours(text)), valid)


def _spans(week: dict[Span, list[int]], valid: Json) -> list[Json]:
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": [f"{SCHEMA}/{DAYS[weekday]}" for weekday in weekdays],
            "opens": clock(start),
            "closes": clock(end),
            **valid,
        }
        for (start, end), weekdays in week.items()
    ]
