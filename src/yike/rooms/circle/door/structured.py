"""The point for search engines and assistants: schema.org, as a block of data in its page."""

from __future__ import annotations

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from yike.rooms.circle.models import PointKind, ServicePoint
from yike.rooms.circle.models.points import RUNNING
from yike.rooms.circle.opening import clock, hours_of, weekly

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
TYPES = {
    PointKind.BANK: "BankOrCreditUnion",
    PointKind.POST_OFFICE: "PostOffice",
    PointKind.HEALTH_STATION: "MedicalClinic",
    PointKind.LEGAL: "LegalService",
    PointKind.JOB_STATION: "EmploymentAgency",
    PointKind.EVENT: "Place",
}
ESCAPED = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def block(point: ServicePoint, url: str, photo: str = "") -> SafeString:
    """Return the point as JSON-LD that can stand in a page whatever its words are."""
    text = json.dumps(about(point, url, photo), ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(ESCAPED))  # noqa: S308 - nothing in it can end the block any more


def about(point: ServicePoint, url: str, photo: str = "") -> dict[str, Any]:
    """Return a point as schema.org has it. The whole of it is public."""
    told = {
        "@context": "https://schema.org",
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


def _week(point: ServicePoint) -> list[dict[str, Any]]:
    hours = hours_of(point, ())
    if hours is None:
        return []
    only = {"validFrom": point.first_day, "validThrough": point.last_day}
    valid = {name: day.isoformat() for name, day in only.items() if day}
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": [f"https://schema.org/{DAYS[weekday]}" for weekday in weekdays],
            "opens": clock(start),
            "closes": clock(end),
            **valid,
        }
        for (start, end), weekdays in weekly(hours).items()
    ]
