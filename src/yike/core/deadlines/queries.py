"""All that is read of deadlines: of a thing, of a person, of a place; always by the real deadline."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from yike.core.deadlines.flows import OPEN, State
from yike.core.deadlines.models import MINUTE, Deadline, DeadlineStep
from yike.core.record.lookup import rows_where

_OPEN = sorted(OPEN)


def _by_due(rows: QuerySet[Deadline]) -> QuerySet[Deadline]:
    """Order by the real deadline; those whose clock stands come last."""
    return rows.order_by(F("due_at").asc(nulls_last=True), "pk")


def deadlines_of(of: str) -> QuerySet[Deadline]:
    """Return all deadlines a thing has had, the latest first."""
    return Deadline.objects.filter(of=of).order_by("-pk")


def running(of: str) -> list[Deadline]:
    """Return the open deadlines of a thing, the next one first."""
    found = rows_where(Deadline, of=of, state=_OPEN)
    return sorted(found, key=lambda row: (row.due_at is None, row.due_at or row.since, row.pk))


def running_of_many(ofs: Iterable[str]) -> list[Deadline]:
    """Return the open deadlines of some things with their pauses and moves, the next first."""
    rows = Deadline.objects.filter(of__in=list(ofs), state__in=_OPEN)
    return list(_by_due(rows.prefetch_related("pauses", "moves")))


def open_deadline(of: str, kind: str) -> Deadline | None:
    """Return the open deadline of a kind that a thing has; there is at most one."""
    return next(iter(rows_where(Deadline, of=of, kind=kind, state=_OPEN)), None)


def open_of_many(ofs: Iterable[str]) -> dict[str, Deadline]:
    """Return for each thing the next of its open deadlines, with one query: what a list of things shows."""
    rows = _by_due(Deadline.objects.filter(of__in=list(ofs), state__in=_OPEN))
    found: dict[str, Deadline] = {}
    for row in rows:
        found.setdefault(row.of, row)
    return found


def open_of_owner(user: Any) -> QuerySet[Deadline]:
    """Return what somebody has to keep in their own name, the next first."""
    return _by_due(Deadline.objects.filter(owner=user, state__in=_OPEN))


def mine(user: Any) -> QuerySet[Deadline]:
    """Return what somebody has to keep today: their own, of whom they stand in for, and their unit's ownerless."""
    owners = {user.pk, *(held.principal for held in user.holdings if held.principal)}
    whose = Q(owner__in=owners)
    if user.unit_id:
        whose |= Q(owner=None, owner_unit=user.unit_id)
    return _by_due(Deadline.objects.filter(whose, state__in=_OPEN))


def due_before(moment: datetime, user: Any) -> QuerySet[Deadline]:
    """Return what somebody has to have done before a moment, the next first; what stands still is left out."""
    return mine(user).filter(state=State.RUNNING, due_at__lt=moment)


def to_climb(at: datetime) -> QuerySet[Deadline]:
    """Return what has a step of the ladder to take at a moment, the longest waiting first."""
    return Deadline.objects.filter(next_at__lte=at).order_by("next_at", "pk")


def untold() -> QuerySet[DeadlineStep]:
    """Return the steps that were taken and not told of yet, in order, with their deadlines."""
    return DeadlineStep.objects.filter(told_at=None).select_related("deadline").order_by("pk")


def all_open() -> QuerySet[Deadline]:
    """Return everything that is open, the next first, with pauses and moves."""
    return _by_due(Deadline.objects.filter(state__in=_OPEN)).prefetch_related("pauses", "moves")


def steps_of(of: str) -> QuerySet[DeadlineStep]:
    """Return the steps of the ladder that were taken for a thing, the latest first."""
    return DeadlineStep.objects.filter(deadline__of=of).select_related("deadline").order_by("-pk")


def overdue(at: datetime) -> QuerySet[Deadline]:
    """Return what runs and has passed at a moment, the longest overdue first."""
    rows = Deadline.objects.filter(state=State.RUNNING, due_at__lte=at - MINUTE)
    return rows.select_related("owner", "owner_unit", "area").defer("area__polygon").order_by("due_at", "pk")


def standing_since(moment: datetime) -> QuerySet[Deadline]:
    """Return what has stood still since a moment or longer, the longest first; ``stood_from`` says since when."""
    rows = Deadline.objects.filter(state=State.PAUSED, pauses__end=None, pauses__begin__lte=moment)
    rows = rows.annotate(stood_from=F("pauses__begin"), why=F("pauses__reason"))
    return (
        rows.select_related("owner", "owner_unit", "area").defer("area__polygon").order_by("stood_from", "pk")
    )
