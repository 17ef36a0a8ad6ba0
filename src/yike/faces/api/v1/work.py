"""The queues of the grid room for staff and programmes of units, without words and names; and a case reported."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Field, Router, Status
from ninja.pagination import paginate
from ninja.security import django_auth

from yike.core.apikeys.models import ApiKey, Scope
from yike.core.areas.models import Area
from yike.core.deadlines.queries import open_of_many
from yike.core.look.often import WINDOW, too_often
from yike.core.rights.by import by_of
from yike.core.rights.right import Right
from yike.engines.faults import Fault
from yike.faces.api.v1.callers import Key, TooOften, hand_of, key_of, unkept
from yike.faces.api.v1.grid import Sending, no_such_community, require_random
from yike.faces.api.v1.pages import Pages
from yike.faces.api.v1.shapes import REFUSED, Told
from yike.faces.api.v1.workshapes import CaseLine, KindLine, NewReport, Reported, RequestLine, WhistleLine
from yike.rooms.grid import rules
from yike.rooms.grid.actions.cases import NewCase, report
from yike.rooms.grid.flows.whistles import COMING
from yike.rooms.grid.models import Case, CaseKind, Request, Whistle, WhistleCall
from yike.rooms.grid.models import cases as case_models
from yike.rooms.grid.models.requests import OPEN
from yike.rooms.grid.models.whistles import OVER
from yike.rooms.grid.queries import requests as request_queries
from yike.rooms.grid.queries import whistles as whistle_queries
from yike.rooms.grid.queries.cases.finding import visible_cases
from yike.rooms.grid.rules import cases as case_rules

router = Router()
REPORTS = 120  # of one key in ten minutes: more at once is a programme gone wrong
Show = Literal["open", "all"]
Answers = {**REFUSED, 429: Told}
Code = Annotated[str, Field(max_length=32, pattern=r"^[0-9A-Za-z._-]+$")]
READS = [django_auth, Key(Scope.QUEUE)]


def _narrowed(rows: Any, request: HttpRequest, area: str | None, right: Right) -> Any:
    """Return the rows of an area, for a key of its unit's. Raises ``Http404`` for an area outside one's scope.

    It is the same answer as for an area that there is not. What reaches somebody from elsewhere is in their scope.
    """
    key = key_of(request)
    if key is not None:
        rows = rows.filter(area__path__startswith=key.unit.area.path)
    if area is None:
        return rows
    found = Area.objects.light().filter(code=area).first()
    if found is None:
        raise Http404
    inside = rows.filter(area__path__startswith=found.path)
    if key is not None:
        known = found.path.startswith(key.unit.area.path)
    else:
        known = right.allows(request.user, found) or inside.exists()
    if not known:
        raise Http404
    return inside


def _line(request: HttpRequest, row: Any, unit: Any) -> dict[str, Any]:
    where = request.build_absolute_uri(row.get_absolute_url())
    return {
        "number": row.number,
        "state": row.state,
        "area": row.area.code,
        "unit": str(unit or ""),
        "url": where,
    }


@router.get(
    "/requests", auth=READS, response={200: list[RequestLine], **Answers}, operation_id="grid_request_queue"
)
@unkept
@paginate(Pages)
def requests(request: HttpRequest, show: Show = "open", area: Code | None = None) -> Any:
    """List the requests you see, for a key those of its unit's area, the latest first: the open ones, or all.

    Secret reports are told to people alone, never to a key.
    """
    if key_of(request) is None:
        rules.DESK.require(by_of(request))
        rows = request_queries.requests(request.user)
    else:
        rows = Request.objects.select_related("area", "category", "owner_unit").defer("area__polygon")
        rows = rows.filter(secret=False)
    rows = _narrowed(rows, request, area, rules.SEE).order_by("-pk")
    return _Lines(
        rows.filter(state__in=OPEN) if show == "open" else rows, lambda part: _requests(request, part)
    )


def _requests(request: HttpRequest, rows: list[Request]) -> list[dict[str, Any]]:
    plain = ("kind", "source", "received_at", "reply_by", "due_at", "urgent", "secret")
    return [
        _line(request, row, row.owner_unit)
        | {name: getattr(row, name) for name in plain}
        | {"category": row.category.code if row.category else ""}
        for row in rows
    ]


@router.get("/cases", auth=READS, response={200: list[CaseLine], **Answers}, operation_id="grid_case_queue")
@unkept
@paginate(Pages)
def cases(request: HttpRequest, show: Show = "open", area: Code | None = None) -> Any:
    """List the cases you see, for a key those of its unit's area, the latest first: the open ones, or all."""
    if key_of(request) is None:
        case_rules.DESK.require(by_of(request))
        rows = visible_cases(request.user)
    else:
        rows = Case.objects.select_related("kind", "area", "unit").defer("area__polygon")
    rows = _narrowed(rows, request, area, case_rules.REPORT).order_by("-pk")
    rows = rows.filter(state__in=case_models.OPEN) if show == "open" else rows
    return _Lines(rows, lambda part: _cases(request, part))


def _cases(request: HttpRequest, rows: list[Case]) -> list[dict[str, Any]]:
    due = open_of_many(row.of for row in rows)
    plain = ("level", "source", "lon", "lat", "reported_at")
    return [
        _line(request, row, row.unit)
        | {name: getattr(row, name) for name in plain}
        | _said_of(request, row)
        | {"kind": row.kind.code, "due_at": due[row.of].due_at if row.of in due else None}
        for row in rows
    ]


@router.get(
    "/whistles", auth=READS, response={200: list[WhistleLine], **Answers}, operation_id="grid_whistle_queue"
)
@unkept
@paginate(Pages)
def whistles(request: HttpRequest, show: Show = "open", area: Code | None = None) -> Any:
    """List the whistles you see, for a key those of its unit's area, the latest first: those not over, or all.

    A key is told of those that have sounded. ``due_at`` is when the next unit has to be there.
    """
    if key_of(request) is None:
        rules.COME.require(by_of(request))
        rows = whistle_queries.visible_to(request.user)
    else:
        rows = Whistle.objects.select_related("area", "caller__unit").defer("area__polygon")
        rows = rows.filter(blown_at__isnull=False).exclude(request__secret=True)
    rows = _narrowed(rows, request, area, rules.SEE).order_by("-pk").prefetch_related("calls")
    return _Lines(
        rows.exclude(state__in=OVER) if show == "open" else rows, lambda part: _whistles(request, part)
    )


def _whistles(request: HttpRequest, rows: list[Whistle]) -> list[dict[str, Any]]:
    return [
        _line(request, row, row.caller.unit if row.caller else None)
        | {name: getattr(row, name) for name in ("kind", "made_at", "blown_at")}
        | _said_of(request, row)
        | whistle_queries.standing(row.calls.all())
        | {"due_at": _next_due(row, row.calls.all())}
        for row in rows
    ]


def _said_of(request: HttpRequest, row: Case | Whistle) -> dict[str, str]:
    """Return what somebody wrote of the place: to people alone, for it may name one."""
    return {"address": row.address if key_of(request) is None else ""}


def _next_due(whistle: Whistle, calls: Iterable[WhistleCall]) -> datetime | None:
    """Return when the next unit has to be there; None where nobody is waited for."""
    if whistle.blown_at is None:
        return whistle.agreed_for
    return min((call.due_at for call in calls if call.state in COMING and call.due_at), default=None)


class _Lines:
    """Rows of a query that are told a page at a time: ``tell`` is given a page and reads what all of it needs."""

    def __init__(self, rows: Any, tell: Any) -> None:
        self.rows, self.tell = rows, tell

    def all(self) -> "_Lines":
        return self

    def count(self) -> int:
        found: int = self.rows.count()
        return found

    def __getitem__(self, part: slice) -> list[dict[str, Any]]:
        told: list[dict[str, Any]] = self.tell(list(self.rows[part]))
        return told


@router.get(
    "/kinds",
    auth=[django_auth, Key(Scope.REPORT)],
    response={200: list[KindLine], **Answers},
    operation_id="grid_case_kinds",
)
def kinds(request: HttpRequest) -> list[dict[str, Any]]:
    """List the kinds of cases that can be reported."""
    if key_of(request) is None:
        case_rules.DESK.require(by_of(request))
    rows = CaseKind.objects.filter(in_use=True, street=None)
    return [
        {"code": row.code, "name": row.name, "group": row.group, "limit": row.amount, "unit": row.measure}
        for row in rows
    ]


@router.post(
    "/cases", auth=Key(Scope.REPORT), response={201: Reported, **Answers}, operation_id="grid_report"
)
def report_case(request: HttpRequest, said: NewReport, sending: Sending) -> Status[dict[str, Any]]:
    """Report a case in the area of the key's unit, once for each Idempotency-Key and content: sent again, the same.

    The key is 16 to 200 random characters, another for each report, a UUID for example.
    """
    key = key_of(request)
    if key is None:
        raise Http404
    require_random(sending)
    if too_often(str(key.pk), "api report", REPORTS):
        raise TooOften(WINDOW)
    row = report(hand_of(key), _new(key, said, sending), within=key.unit.area)
    where = request.build_absolute_uri(row.get_absolute_url())
    return Status(201, {"number": row.number, "state": row.state, "area": row.area.code, "url": where})


def _new(key: ApiKey, said: NewReport, sending: str) -> NewCase:
    kind = CaseKind.objects.filter(code=said.kind, street=None).first()
    if kind is None:
        raise Fault("没有这一类", "there is no such kind", do_zh="请看 kinds", do_en="See kinds")
    area = Area.objects.light().open().filter(code=said.community).first() if said.community else None
    if said.community and area is None:
        raise no_such_community()
    plain = {name: getattr(said, name) for name in ("lon", "lat", "address", "text", "level", "source")}
    content = sorted(dict(said).items())
    once = uuid.uuid5(uuid.NAMESPACE_URL, f"yike api {key.pk} {sending} {content}")
    return NewCase(kind, area=area, key=once, **plain)
