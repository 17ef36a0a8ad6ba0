"""Cases as the desk finds them: the queue, one case, its photos, the map."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.http import Http404

from yike.core.areas.models import Area
from yike.core.deadlines.flows import State
from yike.core.deadlines.models import Deadline
from yike.core.deadlines.queries import open_of_many
from yike.core.look.asked import row_number
from yike.core.record.prepared import Asked, Prepared
from yike.core.rights.flow import Arrow
from yike.rooms.grid.flows.cases import CASE
from yike.rooms.grid.models import Case, CaseLevel, CaseSource, CaseState, Photo
from yike.rooms.grid.models.cases import OPEN
from yike.rooms.grid.queries.cases.looks import LOOKS, OF, TO_DO, condition
from yike.rooms.grid.queries.cases.steps import has_handled
from yike.rooms.grid.rules import cases as rules
from yike.rooms.grid.rules.requests import units_of
from yike.rooms.grid.wordindex import CASES, indexed

BY_DUE = {*TO_DO, "mine"}
LATEST = 20_000
"""So many cases are read for words where no index finds them."""
COMMON = 100
"""A word is common that over so many of the latest say: then no index helps."""


def visible_cases(user: Any) -> QuerySet[Case]:
    """Return the cases of one's areas, those that lie with one's unit, and those one has reported."""
    rows = Case.objects.select_related("kind", "area", "unit").defer("area__polygon")
    whose = Q(pk__in=[])
    for path in rules.REPORT.paths(user):
        whose |= Q(area__path__startswith=path)
    if rules.HANDLE.allows(user):
        whose |= Q(unit__in=units_of(user, rules.HANDLE))
    if rules.REPORT.allows(user):
        whose |= Q(reporter=user.pk)
    return rows.filter(whose)


def access_case(user: Any, pk: int) -> Case:
    """Return one case. Raises ``Http404`` where ``user`` has nothing to do with it."""
    found = visible_cases(user).select_related("reporter", "handler", "place").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def access_photo(user: Any, case: Case, pk: int) -> Photo:
    """Return a photo of a case this person sees. Raises ``Http404``."""
    found = Photo.objects.filter(of=case.of, pk=pk).first()
    if found is None or not visible_cases(user).filter(pk=case.pk).exists():
        raise Http404
    return found


def photos_of(case: Case) -> QuerySet[Photo]:
    """Return the photos of a case without their pixels."""
    return Photo.objects.filter(of=case.of).defer("jpeg").order_by("pk")


@dataclass(frozen=True)
class Wanted:
    """What the queue is narrowed down to; empty means all that is open. ``look``: one of ``LOOKS``."""

    text: str = ""
    state: str = ""
    source: str = ""
    level: str = ""
    kind: int | None = None
    area: int | None = None
    unit: int | None = None
    look: str = ""

    @classmethod
    def of(cls, asked: Any) -> Wanted:
        """Read what a page was asked for; what cannot be is left out."""

        def one(name: str, known: Any) -> str:
            return asked.get(name, "") if asked.get(name, "") in known else ""

        return cls(
            asked.get("q", "").strip()[:100],
            one("state", CaseState.values),
            one("source", CaseSource.values),
            one("level", CaseLevel.values),
            row_number(asked.get("kind", "")),
            row_number(asked.get("area", "")),
            row_number(asked.get("unit", "")),
            one("look", LOOKS),
        )


def find_cases(user: Any, wanted: Wanted) -> QuerySet[Case]:
    """Return the visible cases as wanted; without state, look or words only open ones.

    Urgent ones first; on a list of what is to be done then by what is due, else the latest first.
    """
    rows = visible_cases(user)
    plain = {name: getattr(wanted, name) for name in ("source", "level", "kind", "unit")}
    rows = rows.filter(**{name: value for name, value in plain.items() if value})
    if wanted.area is not None:
        area = Area.objects.light().filter(pk=wanted.area).first()
        rows = rows.filter(area__path__startswith=area.path) if area else rows.none()
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    elif wanted.look:
        rows = rows.filter(condition(user, wanted.look))
    elif not wanted.text:
        rows = rows.filter(state__in=OPEN)
    if wanted.text:
        rows = _said(rows, wanted.text, narrowed=replace(wanted, text="") != Wanted())
    if wanted.look in BY_DUE:
        return rows.alias(due=Subquery(_due())).order_by("-level", F("due").asc(nulls_last=True), "pk")
    return rows.order_by("-level", "-pk")


def _said(rows: QuerySet[Case], text: str, *, narrowed: bool) -> QuerySet[Case]:
    """Return what is called so, else what says so: among all where an index finds a rare word, else the latest.

    Those are the latest of all cases, or of what the queue is ``narrowed`` down to.
    """
    called = rows.filter(number=text.upper())
    if called.exists():
        return called
    said = Q(text__icontains=text) | Q(address__icontains=text)
    newest = Case.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    if indexed(text, rows.db):
        near = Case.objects.order_by("-pk").filter(said, pk__gt=newest - LATEST)
        if near[: COMMON + 1].count() <= COMMON:
            return rows.filter(said).filter(CASES.may_hold(text))
    if not narrowed:
        return rows.filter(said, pk__gt=newest - LATEST)
    before = rows.order_by("-pk").values_list("pk", flat=True)[LATEST : LATEST + 1].first()
    return rows.filter(said, pk__gt=before or 0)


def _due() -> QuerySet[Any]:
    """Return by when the case of the outer query has to be moved on; nothing while the clock stands."""
    of = Concat(Value(OF), Cast(OuterRef("pk"), CharField()))
    return Deadline.objects.filter(of=of, state=State.RUNNING).order_by("due_at").values("due_at")[:1]


def counts(user: Any) -> dict[str, int]:
    """Return how many visible cases each list of ``TO_DO`` and "mine" holds; asked once for a page. One query."""
    if "_cases_counted" not in user.__dict__:
        user.__dict__["_cases_counted"] = COUNTED(user)
    found: dict[str, int] = user.__dict__["_cases_counted"]
    return found


def _to_count(user: Any) -> Asked:
    wanted = {look: Count("pk", filter=condition(user, look)) for look in (*TO_DO, "mine")}
    return visible_cases(user).order_by().filter(state__in=OPEN), wanted


COUNTED = Prepared(_to_count)


def with_deadlines(cases: list[Case]) -> list[tuple[Case, Deadline | None]]:
    """Return cases with the next of their open deadlines. One query."""
    found = open_of_many(case.of for case in cases)
    return [(case, found.get(case.of)) for case in cases]


def open_arrows(user: Any, case: Case) -> list[Arrow]:
    """Return the arrows a person may go from here, in the order of the table: the buttons of the page."""
    handled = has_handled(user, case)
    return [
        one
        for one in CASE
        if case.state in one.since
        and rules.may_go(user, one, case, has_handled=handled)
        and not (one.verb == "return" and case.ruled)
    ]


def recent_of(user: Any, most: int) -> list[Case]:
    """Return the latest cases somebody has reported."""
    return list(Case.objects.filter(reporter=user).select_related("kind").order_by("-pk")[:most])
