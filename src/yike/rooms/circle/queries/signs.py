"""What stands on a door sign, and which printed ones tell something else by now."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.http import Http404

from yike.rooms.circle.models import PointItem, PointState, ServicePoint, SignPrint
from yike.rooms.circle.queries.points import visible_to

PARTS = ("name", "place", "hours", "items")
LENGTH = 16  # hexadecimal digits of each part: which of them changed can be told
CLOSED = "closed"


def digest(point: ServicePoint, offers: Iterable[PointItem]) -> str:
    """Return what stands on a sign of a point as 64 digits, sixteen for each of ``PARTS``."""
    told: dict[str, Any] = {
        "name": [point.name, point.kind, point.phone],
        "place": [point.address, point.entrance, point.placed],
        "hours": [point.hours, point.keeps_holidays, str(point.first_day), str(point.last_day)],
        "items": sorted([o.item.name, o.mode, o.place, o.hours] for o in offers),
    }
    return "".join(_short(told[part]) for part in PARTS)


def _short(told: Any) -> str:
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:LENGTH]


@dataclass(frozen=True)
class Sign:
    """A printed batch, and which of ``PARTS`` (or ``CLOSED``) are not as printed any more."""

    print: SignPrint
    changed: tuple[str, ...]

    @property
    def stale(self) -> bool:
        """Return whether it still hangs and tells something that is not true."""
        return bool(self.changed) and self.print.taken_down_on is None


def changed_since(sign: SignPrint, point: ServicePoint, offers: Iterable[PointItem]) -> tuple[str, ...]:
    """Return which parts of a sign changed since it was printed; ``CLOSED`` alone where the point is gone."""
    if point.state == PointState.CLOSED:
        return (CLOSED,)
    now = digest(point, offers)
    cuts = range(0, len(PARTS) * LENGTH, LENGTH)
    differ = [sign.digest[at : at + LENGTH] != now[at : at + LENGTH] for at in cuts]
    moved = sign.placed != point.placed
    return tuple(
        part for part, other in zip(PARTS, differ, strict=True) if other or (moved and part == "place")
    )


def sign_changes(point: ServicePoint, number: str) -> tuple[str, ...]:
    """Return what changed since the sign with this number was printed, for whoever scanned it.

    Empty where nothing did, and for a number that is no sign of this point.
    """
    sign = SignPrint.objects.filter(point=point, number=number[:20]).first() if number else None
    if sign is None:
        return ()
    return changed_since(sign, point, point.offers.select_related("item"))


def of_point(point: ServicePoint) -> list[Sign]:
    """Return the batches printed for a point, the latest first."""
    offers = list(point.offers.select_related("item"))
    return [Sign(row, changed_since(row, point, offers)) for row in point.signs.select_related("printed_by")]


def standing(user: Any) -> list[Sign]:
    """Return the signs that hang at the points ``user`` sees, the stale ones first. Two queries."""
    rows = SignPrint.objects.filter(taken_down_on=None, point__in=visible_to(user).order_by())
    offers = Prefetch("point__offers", PointItem.objects.select_related("item"))
    rows = (
        rows.select_related("point__area", "printed_by")
        .defer("point__area__polygon")
        .prefetch_related(offers)
    )
    signs = [Sign(row, changed_since(row, row.point, row.point.offers.all())) for row in rows]
    return sorted(signs, key=lambda sign: not sign.stale)


def stale_signs(user: Any) -> int:
    """Return how many batches hang and tell something that is not true."""
    return sum(sign.stale for sign in standing(user))


def access_sign(user: Any, pk: int) -> SignPrint:
    """Return one batch of a visible point. Raises ``Http404``."""
    rows = SignPrint.objects.select_related("point__area", "printed_by")
    found = rows.filter(pk=pk, point__in=visible_to(user).order_by()).first()
    if found is None:
        raise Http404
    return found
