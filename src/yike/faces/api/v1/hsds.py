"""The directory in the words of HSDS 3 (Open Referral): what is a point and an offer here is a location there.

Source: the Human Services Data Specification 3.0, docs.openreferral.org. Keys there are UUIDs; ours are made from
the codes, so that the same thing keeps its key.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from yike.core.areas.models import Area, AreaLevel
from yike.rooms.circle import queries
from yike.rooms.circle.models import Feature, HoursException, PointItem, PointState, ServiceItem, ServicePoint
from yike.rooms.circle.opening import DAY_CODES, clock, hours_of, read_hours, weekly

Json = dict[str, Any]
Spans = Mapping[tuple[int, int], Sequence[int]]  # minutes since midnight, and the weekdays, 0 for Monday
DAY = timedelta(1)
SPACE = uuid.UUID("5f0a5a0e-9f0d-4e5b-8f0e-1f0c1a5e0a01")  # of all keys made here


def directory(url: str) -> Json:
    """Return every item in use with the points that offer it; ``url`` is the address of this house."""
    points = {point.pk: point for point in queries.with_hours(queries.public_points().select_related("host"))}
    offers: dict[int, list[PointItem]] = defaultdict(list)
    for offer in queries.present_offers().filter(point__in=points):
        offers[offer.item_id].append(offer)
    items = queries.items().prefetch_related("materials")
    office = _organization(url)
    told = [_service(item, offers[item.pk], points) | {"organization": office} for item in items]
    return {"version": "3.0", "total_items": len(told), "contents": told}


def _key(*parts: object) -> str:
    return str(uuid.uuid5(SPACE, "|".join(map(str, parts))))


def _service(item: ServiceItem, offers: Iterable[PointItem], points: dict[int, ServicePoint]) -> Json:
    return {
        "id": _key("service", item.code),
        "name": item.name,
        "alternate_name": item.name_en,
        "description": item.plain,
        "url": item.online_url,
        "status": "active",
        "fees_description": item.fee,
        "assured_date": None if item.source_date is None else item.source_date.isoformat(),
        "required_documents": [
            {"id": _key("document", item.code, one.order), "document": one.name}
            for one in item.materials.all()
        ],
        "attributes": [
            _attribute("service", item.code, name, days)
            for name, days in (("legal_days", item.legal_days), ("promised_days", item.promised_days))
            if days is not None
        ],
        "service_at_locations": [_at(item, offer, points[offer.point_id]) for offer in offers],
    }


def _attribute(entity: str, code: str, name: str, value: object) -> Json:
    """Return what HSDS has no field for, by a name of ours."""
    term = {"id": _key("term", name), "code": name, "name": name, "description": ""}
    return {
        "id": _key("attribute", entity, code, name, value),
        "link_entity": entity,
        "taxonomy_term": term,
        "value": str(value),
    }


def _organization(url: str) -> Json:
    street = Area.objects.filter(level=AreaLevel.STREET).values_list("name", flat=True).first()
    return {"id": _key("organization"), "name": street or "", "description": "", "website": url}


def _at(item: ServiceItem, offer: PointItem, point: ServicePoint) -> Json:
    return {
        "id": _key("at", point.code, item.code, offer.mode),
        "description": "；".join(text for text in (offer.place, offer.note) if text),
        "location": _location(point),
        "schedules": list(_schedules(point, offer)),
    }


def _location(point: ServicePoint) -> Json:
    """Return a point as a location. A paused one is told by the state of its description."""
    paused = point.state == PointState.PAUSED
    return {
        "id": _key("location", point.code),
        "location_type": "physical",
        "name": point.name,
        "description": point.state_reason if paused else point.note,
        "latitude": point.lat,
        "longitude": point.lon,
        "addresses": [
            {
                "id": _key("address", point.code),
                "address_1": point.address,
                "address_2": point.entrance,
                "city": "",
                "state_province": "",
                "postal_code": "",
                "country": "CN",
                "address_type": "physical",
            }
        ],
        "phones": [{"id": _key("phone", point.code), "number": point.phone}] if point.phone else [],
        "accessibility": [
            {"id": _key("accessibility", point.code, code), "description": str(Feature(code).label)}
            for code in point.features
            if code in Feature.values
        ],
        "attributes": [_attribute("location", point.code, *one) for one in _more(point)],
    }


def _more(point: ServicePoint) -> Iterator[tuple[str, str]]:
    """Yield the code of the point around one, where residents find that, and the devices."""
    if point.host is not None and point.host.shown:
        yield "host", point.host.code
    yield from (("device", device) for device in point.device_list)


def _schedules(point: ServicePoint, offer: PointItem) -> Iterator[Json]:
    """Yield the week, one schedule for each stretch with the days it is kept on; then the days with other hours."""
    hours = read_hours(offer.hours) if offer.hours else hours_of(point, ())
    if hours is None or point.state == PointState.PAUSED:
        return
    for (start, end), weekdays in weekly(hours).items():
        yield {
            "id": _key("schedule", point.code, offer.pk, start, end),
            "freq": "WEEKLY",
            "byday": ",".join(DAY_CODES[weekday] for weekday in weekdays),
            "opens_at": clock(start),
            "closes_at": clock(end),
            **_valid(point, offer),
        }
    for special, since, until in _kept(point.exceptions.all()):
        yield from _special(point, offer, special, since, until)


def _kept(exceptions: Iterable[HoursException]) -> list[tuple[HoursException, date, date]]:
    """Return exceptions with the days on which they hold, by day: where some meet, the one entered last."""
    taken: list[tuple[date, date]] = []
    kept: list[tuple[HoursException, date, date]] = []
    for one in sorted(exceptions, key=lambda row: row.pk, reverse=True):
        left = [(one.since, one.until)]
        for since, until in taken:
            left = [part for piece in left for part in _without(piece, since, until)]
        taken.append((one.since, one.until))
        kept += [(one, *piece) for piece in left]
    return sorted(kept, key=lambda row: row[1])


def _without(piece: tuple[date, date], since: date, until: date) -> Iterator[tuple[date, date]]:
    """Yield what is left of a stretch of days without another one."""
    first, last = piece
    if since > first:
        yield first, min(last, since - DAY)
    if until < last:
        yield max(first, until + DAY), last


def _special(
    point: ServicePoint, offer: PointItem, special: HoursException, since: date, until: date
) -> Iterator[Json]:
    """Yield a schedule for each stretch of days with other hours; one without a time where it is shut."""
    about = {"freq": "DAILY", "notes": special.reason, "valid_from": since.isoformat()}
    about["valid_to"] = until.isoformat()
    spans: Spans = weekly(read_hours(special.hours)) if special.hours else {}
    if offer.hours:  # served while the point is open and its own hours hold
        spans = _both(spans, weekly(read_hours(offer.hours)))
    if not spans:
        shut = {"id": _key("special", point.code, offer.pk, special.pk, since), "description": "closed"}
        yield shut | about
    for (start, end), weekdays in spans.items():
        yield {
            "id": _key("special", point.code, offer.pk, special.pk, since, start, end),
            "byday": ",".join(DAY_CODES[weekday] for weekday in weekdays),
            "opens_at": clock(start),
            "closes_at": clock(end),
            **about,
        }


def _both(one: Spans, other: Spans) -> Spans:
    """Return the stretches that lie in both weeks, with the days on which they do."""
    found: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    for (a, b), days in one.items():
        for (c, d), others in other.items():
            if max(a, c) < min(b, d):
                found[max(a, c), min(b, d)] |= set(days) & set(others)
    return {span: sorted(days) for span, days in sorted(found.items()) if days}


def _valid(point: ServicePoint, offer: PointItem) -> Json:
    """Return from when until when a point is there and the offer holds, where either is for some days only."""
    first = max((day for day in (point.first_day, offer.first_day) if day), default=None)
    last = min((day for day in (point.last_day, offer.last_day) if day), default=None)
    return {name: day.isoformat() for name, day in (("valid_from", first), ("valid_to", last)) if day}
