"""The lists of the desk: points searched and narrowed down, and those somebody should look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from yike.core.areas.models import Area, AreaLevel
from yike.core.areas.queries import visible_to as visible_areas
from yike.core.look.asked import row_number
from yike.core.record.clock import today
from yike.core.record.prepared import Asked, Prepared
from yike.rooms.circle import rules
from yike.rooms.circle.models import PointItem, PointKind, PointState, ServiceItem, ServicePoint
from yike.rooms.circle.models.points import ENDS_SOON, SHOWN, STALE_DAYS
from yike.rooms.circle.queries.points import visible_to

LEVELS = (AreaLevel.STREET, AreaLevel.COMMUNITY)


@dataclass(frozen=True)
class Wanted:
    """What a list of points is narrowed down to; empty means all. ``look``: stale, ending, late, over."""

    text: str = ""
    kind: str = ""
    state: str = ""
    area: int | None = None
    look: str = ""

    @classmethod
    def of(cls, asked: Any) -> Wanted:
        """Read what a page was asked for; what cannot be is left out."""
        area, kind, state = asked.get("area", ""), asked.get("kind", ""), asked.get("state", "")
        return cls(
            asked.get("q", "").strip()[:100],
            kind if kind in PointKind.values else "",
            state if state in PointState.values else "",
            row_number(area),
            asked.get("look", "") if asked.get("look", "") in LOOKS else "",
        )


def stale() -> Q:
    """Points that nobody has checked for ``STALE_DAYS``."""
    since = today() - timedelta(days=STALE_DAYS)
    return Q(state__in=SHOWN) & (Q(checked_on=None) | Q(checked_on__lt=since))


def ending() -> Q:
    """Points whose agreement ends within ``ENDS_SOON`` days, or has ended."""
    soon = today() + timedelta(days=ENDS_SOON)
    return Q(agreement_until__lte=soon) & ~Q(state=PointState.CLOSED)


def late() -> Q:
    """Paused points whose day of return has passed."""
    return Q(state=PointState.PAUSED, back_on__lt=today())


def over() -> Q:
    """Temporary points that are over and not closed."""
    return Q(state__in=SHOWN, last_day__lt=today())


LOOKS = {"stale": stale, "ending": ending, "late": late, "over": over}


def find_points(user: Any, wanted: Wanted) -> QuerySet[ServicePoint]:
    """Return the visible points as wanted, with area, host, partner and exceptions; closed ones if asked for."""
    rows = visible_to(user).defer("area__polygon").prefetch_related("exceptions")
    if wanted.text:
        word = wanted.text
        rows = rows.filter(Q(name__contains=word) | Q(address__contains=word) | Q(code__iexact=word))
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    rows = rows.filter(state=wanted.state) if wanted.state else rows.exclude(state=PointState.CLOSED)
    if wanted.area is not None:
        area = Area.objects.light().filter(pk=wanted.area).first()
        rows = rows.filter(area__path__startswith=area.path) if area else rows.none()
    if wanted.look:
        rows = rows.filter(LOOKS[wanted.look]())
    return rows


def to_look_at(user: Any) -> dict[str, int]:
    """Return how many points of ``user`` each list of ``LOOKS`` holds, and how many are ``paused``. One query."""
    return COUNTED(user)


def _to_count(user: Any) -> Asked:
    wanted = {name: look() for name, look in LOOKS.items()} | {"paused": Q(state=PointState.PAUSED)}
    counted = {name: Count("pk", filter=condition) for name, condition in wanted.items()}
    return visible_to(user).order_by(), counted


COUNTED = Prepared(_to_count)


def communities(user: Any) -> QuerySet[Area]:
    """Return the street and communities whose points ``user`` sees, to narrow a list down."""
    rows: QuerySet[Area] = visible_areas(user).open().light().filter(level__in=LEVELS)
    return rows


def kept_areas(user: Any) -> QuerySet[Area]:
    """Return the street and communities whose points ``user`` keeps."""
    rows = Area.objects.open().light().filter(level__in=LEVELS)
    return rules.KEEP.visible(rows, user, "path")


def find_items(text: str, *, level: str = "", out_of_use: bool = False) -> QuerySet[ServiceItem]:
    """Return items by name, everyday word or code; those out of use where asked for."""
    rows = ServiceItem.objects.all() if out_of_use else ServiceItem.objects.filter(in_use=True)
    if word := text.strip()[:100]:
        rows = rows.filter(Q(name__contains=word) | Q(everyday__contains=word) | Q(code__iexact=word))
    return rows.filter(level=level) if level else rows


def offers_of(point: ServicePoint) -> QuerySet[PointItem]:
    """Return what a point offers, by code of the item."""
    return PointItem.objects.filter(point=point).select_related("item").order_by("item__code", "mode")


def offered_where(user: Any, item: ServiceItem) -> QuerySet[PointItem]:
    """Return where an item is offered, of the points ``user`` sees."""
    rows = PointItem.objects.filter(item=item, point__in=visible_to(user).order_by()).select_related(
        "point__area"
    )
    return rows.defer("point__area__polygon").order_by("point__kind", "point__name", "mode")
