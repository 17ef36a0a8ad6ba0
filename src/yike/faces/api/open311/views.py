"""Discovery, services, requests: read by anybody, of public categories alone; words and persons are never told.

GeoReport v2 gives the description and the exact place of a request to everybody. Here both may tell of a person:
the category stands in place of the words, and the place is told to a hundred metres.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware
from django.views.decorators.csrf import csrf_exempt

from yike.core.look import site
from yike.core.look.faults import told
from yike.core.look.often import too_often
from yike.core.record.clock import now
from yike.core.rights.by import By
from yike.core.rights.guard import public
from yike.engines.faults import Fault
from yike.faces.api.open311.writing import FORMS, answer, wrong
from yike.rooms.grid.actions.requests import NewRequest, take_request
from yike.rooms.grid.door import emergency
from yike.rooms.grid.door.links import link_for, press
from yike.rooms.grid.models import Category, Request
from yike.rooms.grid.models.requests import OPEN
from yike.rooms.grid.queries.categories import categories
from yike.rooms.grid.queries.places import place_at

MOST, SPAN = 1000, timedelta(days=90)  # the standard's own bounds of one answer
ASKS, SAYS = 120, 8  # in ten minutes from one address
YEARS = range(1970, 2200)  # of moments asked for: well within what can be reckoned with
NAMES = 50  # of numbers or codes in one question
STATES = {"open", "closed"}
LEFT_OUT = ("media_url", "media", "email", "address_id")  # of the standard, and of what programmes add to it
READING, SAYING = ("GET", "HEAD"), ("GET", "HEAD", "POST")
SHORTEST, LONGEST, SIGNS = 16, 200, 6  # of a programme's own word for one sending: characters, different ones
WHY = "public categories and the state of requests are for everybody; the words are not told"
View = Callable[..., HttpResponse]


def paced(most: int, what: str, methods: tuple[str, ...] = READING) -> Callable[[View], View]:
    """Let one address ask so often, and only in a way and for a form that the standard has."""

    def outer(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, form: str, **named: Any) -> HttpResponse:
            if form not in FORMS:
                return wrong("json", 404, "the formats are json and xml")
            if request.method not in methods:
                refused = wrong(form, 405, f"the methods are {', '.join(methods)}")
                refused["Allow"] = ", ".join(methods)
                return refused
            if too_often(request.META.get("REMOTE_ADDR", ""), what, most):
                return wrong(form, 429, "too many questions from one address: try again in ten minutes")
            return view(request, form, **named)

        return inner

    return outer


@public(WHY)
@paced(ASKS, "open311")
def discovery(request: HttpRequest, form: str) -> HttpResponse:
    """Say where the interface is, and in which formats."""
    url = site.address(request, reverse("open311:discovery", args=[form])).rsplit("/", 1)[0]
    endpoint = {
        "specification": "http://wiki.open311.org/GeoReport_v2",
        "url": url,
        "changeset": "2026-11-27T00:00:00+08:00",
        "type": "production",
        "formats": ["text/xml", "application/json"],
    }
    about = {"changeset": endpoint["changeset"], "contact": "12345", "key_service": "none is needed"}
    return answer(form, "discovery", about | {"endpoints": [endpoint]})


def _service(row: Category) -> dict[str, Any]:
    return {
        "service_code": row.code,
        "service_name": row.name,
        "description": row.name_en or row.name,
        "metadata": False,
        "type": "realtime",
        "keywords": "",
        "group": row.parent.name if row.parent else "",
    }


@public(WHY)
@paced(ASKS, "open311")
def services(request: HttpRequest, form: str) -> HttpResponse:  # noqa: ARG001 - the framework gives it
    """List the public categories."""
    return answer(form, "services", [_service(row) for row in categories().filter(public=True)])


@public(WHY)
@paced(ASKS, "open311")
def service(request: HttpRequest, form: str, code: str) -> HttpResponse:  # noqa: ARG001 - the framework gives it
    """Say what a category asks for beside the words: nothing."""
    if not categories().filter(public=True, code=code).exists():
        return wrong(form, 404, "service_code not found")
    return answer(form, "service_definition", {"service_code": code, "attributes": []})


def _request(row: Request) -> dict[str, Any]:
    """Return all that the standard names, empty where it is kept from everybody or not known here."""
    return {
        "service_request_id": row.number,
        "status": "open" if row.state in OPEN else "closed",
        "status_notes": row.get_state_display(),
        "service_name": row.category.name,
        "service_code": row.category.code,
        "description": row.category.name,
        "agency_responsible": row.owner_unit.name if row.owner_unit else "",
        "service_notice": None,
        "requested_datetime": row.received_at.isoformat(),
        "updated_datetime": row.moved_at.isoformat(),
        "expected_datetime": row.due_at.isoformat() if row.due_at else None,
        "address": row.area.name,
        "address_id": None,
        "zipcode": None,
        "lat": None if row.lat is None else round(row.lat, 3),
        "long": None if row.lon is None else round(row.lon, 3),
        "media_url": None,
    }


def _public_rows() -> QuerySet[Request]:
    rows = Request.objects.filter(category__public=True, secret=False).exclude(kind="report")
    return rows.select_related("category", "area", "owner_unit").defer("area__polygon").order_by("-pk")


def _moment(asked: QueryDict, name: str) -> datetime | None:
    """Return the moment asked for, None where none is. Raises ``ValueError`` for what is none."""
    text = asked.get(name, "")
    if not text:
        return None
    wrong_date = f"{name} is no date of the years 1970 to 2199: write it like 2026-11-30T09:30:00+08:00"
    try:
        found = parse_datetime(text.replace(" ", "+") if "T" in text else text)  # a + not written as %2B
    except ValueError as error:
        raise ValueError(wrong_date) from error
    if found is None or found.year not in YEARS:
        raise ValueError(wrong_date)
    return make_aware(found) if is_naive(found) else found


def _names(asked: QueryDict, name: str) -> list[str]:
    """Return what stands between commas. Raises ``ValueError`` for too many: none is passed over."""
    said = [one.strip() for one in asked.get(name, "").split(",")]
    if len(said) > NAMES:
        raise ValueError(f"{name}: at most {NAMES} at once")
    return [one for one in said if one]


def _states(asked: QueryDict) -> set[str]:
    """Return the states asked for, both where none is. Raises ``ValueError`` for what is none."""
    said = set(_names(asked, "status"))
    if not said <= STATES:
        raise ValueError("status is open, closed, or both with a comma between")
    return said or STATES


def _asked(request: HttpRequest) -> QuerySet[Request]:
    """Return the public requests asked for: by number, else by category, state and days.

    Raises ``ValueError`` for whatever of it cannot be, also where the number decides alone.
    """
    asked, rows = request.GET, _public_rows()
    numbers, codes, wanted = (
        _names(asked, "service_request_id"),
        _names(asked, "service_code"),
        _states(asked),
    )
    until = _moment(asked, "end_date") or now()
    since = max(_moment(asked, "start_date") or until - SPAN, until - SPAN)
    if numbers:
        return rows.filter(number__in=numbers)
    rows = rows.filter(received_at__gte=since, received_at__lte=until)
    if codes:
        rows = rows.filter(category__code__in=codes)
    if wanted == STATES:
        return rows
    return rows.filter(state__in=OPEN) if "open" in wanted else rows.exclude(state__in=OPEN)


@csrf_exempt
@public(WHY)
def requests(request: HttpRequest, form: str) -> HttpResponse:
    """List public requests, or take one that is posted."""
    return _create(request, form) if request.method == "POST" else _list(request, form)


@paced(ASKS, "open311", SAYING)
def _list(request: HttpRequest, form: str) -> HttpResponse:
    try:
        rows = _asked(request)
    except ValueError as error:
        return wrong(form, 400, str(error))
    return answer(form, "service_requests", [_request(row) for row in rows[:MOST]])


@public(WHY)
@paced(ASKS, "open311")
def one(request: HttpRequest, form: str, number: str) -> HttpResponse:  # noqa: ARG001 - the framework gives it
    """Give one public request by its number."""
    row = _public_rows().filter(number=number).first()
    return (
        wrong(form, 404, "service_request_id not found")
        if row is None
        else answer(form, "service_requests", [_request(row)])
    )


@paced(SAYS, "open311-say", SAYING)
def _create(request: HttpRequest, form: str) -> HttpResponse:
    said = request.POST
    if any("\0" in text for text in said.values()):
        return wrong(form, 400, "there is a NUL (%00) in what was sent: take it out and try again")
    category = categories().filter(public=True, code=said.get("service_code", "")).first()
    if category is None:
        return wrong(form, 400, "service_code is missing or not a public one")
    key = request.headers.get("Idempotency-Key", "").strip()
    if key and not (SHORTEST <= len(key) <= LONGEST and len(set(key)) >= SIGNS):
        return wrong(form, 400, "Idempotency-Key: 16 to 200 random characters, a fresh UUID for each request")
    try:
        row, link = _taken(said, category, key)
    except (Fault, ValueError) as error:
        return wrong(
            form, 400, told(error) if isinstance(error, Fault) else "lat and long are numbers of degrees"
        )
    made = {
        "service_request_id": row.number,
        "service_notice": "; ".join(_notices(request, row)),
        "account_id": None,
        "status_url": site.address(request, reverse("say:told", args=[link])),
    }
    return answer(form, "service_requests", [made], 201)


def _notices(request: HttpRequest, row: Request) -> Iterator[str]:
    """Yield what whoever sent it should know: whom to call first, and what of it was not kept.

    A picture at another address is not fetched, and no reason to turn down what was said in words.
    """
    if calls := ", ".join(call.number for call in emergency.calls(row.words)):
        yield f"有险情请先打电话 In danger call first: {calls}"
    left = [name for name in LEFT_OUT if request.POST.get(name, "").strip() or name in request.FILES]
    if left:
        yield f"没有收下，联系电话请用 phone Not kept, to be called use phone: {', '.join(left)}"


def _taken(said: QueryDict, category: Category, key: str) -> tuple[Request, str]:
    """Register what was said; return it with its secret link.

    The link is as secret as what it is made from: a fresh random word, or the long random one by which a programme
    recognises its own second try, with all that was said. Nothing that two people may share is ever enough.
    """
    lon, lat = (float(str(said[name])) if said.get(name) else None for name in ("long", "lat"))
    words, address = said.get("description", ""), said.get("address_string", "")
    place = place_at(address, lon=lon, lat=lat)
    link = link_for(key, *(f"{name}={said[name]}" for name in sorted(said))) if key else link_for(press())
    name = f"{said.get('last_name', '')}{said.get('first_name', '')}"
    urgent = bool(emergency.calls(words))
    new = NewRequest(
        words, place, category=category, name=name, phone=said.get("phone", ""), urgent=urgent, link=link
    )
    return take_request(By(None, "Open311", "api"), new), link
