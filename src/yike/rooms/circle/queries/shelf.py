"""What lists tell of points and items, held in memory for each edition of the directory.

A page of results names a dozen points out of thousands. Reading them from the database with their hours and offers
took ten times as long as the walk among them; here everything is read once for an edition. While a new one is being
read, the few that a page needs come from the database: nobody is ever sent to a point that has just closed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connections
from django.http import Http404

from yike.core.record.clock import today
from yike.engines.reach.hours import Hours
from yike.rooms.circle.models import Mode, PointItem, PointState, ServiceItem, ServicePoint
from yike.rooms.circle.models.points import SHOWN
from yike.rooms.circle.queries.edition import edition
from yike.rooms.circle.reading import KEPT_OFFER, Away, Kept, KeptOffer, exceptions, own_hours, point_hours
from yike.rooms.circle.walking.current import Current

Reader = Callable[[Kept, tuple[Away, ...]], Hours | None]


@dataclass(frozen=True, slots=True)
class Offered:
    """One way of doing an item at a point; ``keeps``: its own hours, None where those of the point hold alone."""

    item: ServiceItem
    mode: str
    keeps: Hours | None
    last_day: date | None = None

    @property
    def mode_name(self) -> str:
        """How it is done, in words."""
        return str(Mode(self.mode).label)


@dataclass(frozen=True, slots=True)
class Line:
    """A point as lists tell it. ``hours`` as written; ``keeps`` with holidays, exceptions and bounds.

    ``keeps`` is None where nobody knows the hours.
    """

    pk: int
    code: str
    name: str
    kind: str
    address: str
    phone: str
    lon: float
    lat: float
    state: str
    state_reason: str
    back_on: date | None
    features: tuple[str, ...]
    hours: str
    last_day: date | None
    keeps: Hours | None
    offers: tuple[Offered, ...] = ()

    @property
    def state_name(self) -> str:
        """The state in words."""
        return str(PointState(self.state).label)


COLUMNS = (
    *(
        "pk",
        "code",
        "name",
        "kind",
        "address",
        "phone",
        "lon",
        "lat",
        "state",
        "state_reason",
        "back_on",
        "features",
    ),
    *Kept._fields,
)


@dataclass(frozen=True)
class Shelf:
    """The points that residents find, running or paused, and the items in use, of one edition."""

    lines: dict[int, Line]
    items: dict[int, ServiceItem]
    codes: dict[str, ServiceItem]
    offering: dict[int, dict[int, Line]]

    @classmethod
    def of(cls, lines: dict[int, Line], items: dict[int, ServiceItem]) -> Shelf:
        """Return points and items, and which points offer which item."""
        found: dict[int, dict[int, Line]] = {}
        for line in lines.values():
            for offer in line.offers:
                found.setdefault(offer.item.pk, {})[line.pk] = line
        return cls(lines, items, {item.code: item for item in items.values()}, found)

    def some(self, item: int | None, among: Collection[int] | None) -> Iterable[Line]:
        """Return the points that offer an item, and those of these keys; None: any."""
        found = self.lines if item is None else self.offering.get(item, {})
        return found.values() if among is None else [found[pk] for pk in among if pk in found]


def lines(
    *, item: int | None = None, among: Collection[int] | None = None
) -> list[tuple[Line, tuple[Offered, ...]]]:
    """Return points residents find today, each with what it offers (of ``item`` alone). One query, mostly."""
    day = today()
    shelf = _held.get() or _read(among)
    found = ((line, _present(line, item, day)) for line in shelf.some(item, among))
    return [
        (line, offers) for line, offers in found if not _over(line.last_day, day) and (offers or item is None)
    ]


def _present(line: Line, item: int | None, day: date) -> tuple[Offered, ...]:
    return tuple(
        offer for offer in line.offers if item in {None, offer.item.pk} and not _over(offer.last_day, day)
    )


def _over(last: date | None, day: date) -> bool:
    return last is not None and last < day


def public_item(pk: int) -> ServiceItem:
    """Return an item with its materials. Raises ``Http404`` for none, and for one no longer in use."""
    shelf = _held.get()
    item = _items(pk=pk).get(pk) if shelf is None else shelf.items.get(pk)
    if item is None:
        raise Http404
    return item


def item_by_code(code: str) -> ServiceItem:
    """Return an item in use by its code. Raises ``Http404``."""
    shelf = _held.get()
    item = next(iter(_items(code=code).values()), None) if shelf is None else shelf.codes.get(code)
    if item is None:
        raise Http404
    return item


def _items(**only: object) -> dict[int, ServiceItem]:
    rows = ServiceItem.objects.filter(in_use=True, **only).prefetch_related("materials")
    return {row.pk: row for row in rows}


def _read(among: Collection[int] | None = None) -> Shelf:
    """Read all that residents find, or the points of these keys, with what they offer."""
    only = {} if among is None else {"point_id__in": list(among)}
    items = _items() if among is None else _items(offers__point__in=list(among))
    away, offers = exceptions(**only), _offers(items, **only)
    points = ServicePoint.objects.filter(state__in=SHOWN).order_by("name", "pk")
    rows = (points if among is None else points.filter(pk__in=list(among))).values_list(*COLUMNS)
    hours = cache(point_hours)
    return Shelf.of(
        {row[0]: _line(row, away.get(row[0], ()), offers.get(row[0], ()), hours) for row in rows}, items
    )


def _line(row: tuple[Any, ...], away: tuple[Away, ...], offers: tuple[Offered, ...], hours: Reader) -> Line:
    plain, kept = row[: -len(Kept._fields)], Kept(*row[-len(Kept._fields) :])
    *told, features = plain
    values = (*told, tuple(features), kept.hours, kept.last_day, hours(kept, away), offers)
    return Line(*values)


def _offers(items: dict[int, ServiceItem], **only: object) -> dict[int, tuple[Offered, ...]]:
    """Return what is offered of these items, by point; the many that are alike are one."""
    found: dict[int, list[Offered]] = {}
    made = cache(_offered)
    rows = PointItem.objects.filter(item__in=items, **only).order_by("item__name", "mode")
    for point, item, mode, *kept in rows.values_list("point_id", "item_id", "mode", *KEPT_OFFER):
        found.setdefault(point, []).append(made(items[item], mode, KeptOffer(*kept)))
    return {point: tuple(offers) for point, offers in found.items()}


def _offered(item: ServiceItem, mode: str, kept: KeptOffer) -> Offered:
    return Offered(item, mode, own_hours(kept), kept.last_day)


class _Held:
    """What is held in this process, made when first asked for: settings are not read at import."""

    def __init__(self) -> None:
        self.current: Current[Shelf] | None = None

    def get(self) -> Shelf | None:
        if self.current is None:
            self.current = Current(edition, _load, apart=settings.YIKE_LOAD_APART)
        return self.current.fresh()


_held = _Held()


def _load(_former: Shelf | None) -> Shelf:
    try:
        return _read()
    finally:
        if settings.YIKE_LOAD_APART:
            connections.close_all()  # those of this thread


def forget() -> None:
    """Hold nothing any more: for tests, whose editions begin anew."""
    _held.current = None
