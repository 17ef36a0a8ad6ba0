"""Door signs: printed in batches that are remembered, and taken down."""

from __future__ import annotations

import secrets

from yike.core.record.clock import now, today
from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.rooms.circle import rules
from yike.rooms.circle.actions.points import ALPHABET
from yike.rooms.circle.models import ServicePoint, SignPrint
from yike.rooms.circle.queries.signs import digest


def print_signs(by: By, point: ServicePoint, *, copies: int = 1, where: str = "") -> SignPrint:
    """Remember that so many signs of a point were printed with what is true now. Returns the batch."""
    with deed(by, "circle.sign.print") as d:
        point = d.lock(point)
        rules.KEEP.require(by, point.area)
        offers = point.offers.select_related("item")
        row = SignPrint(number=_number(), point=point, printed_at=now(), printed_by=by.user, copies=copies)
        row.where, row.placed, row.digest = where.strip(), point.placed, digest(point, offers)
        return d.add(row)


def _number() -> str:
    """Return a short number nobody has: it stands in the address behind the QR code and is read aloud."""
    while True:
        number = "".join(secrets.choice(ALPHABET) for _ in range(6))
        if not SignPrint.objects.filter(number=number).exists():
            return number


def take_down(by: By, sign: SignPrint) -> SignPrint:
    """Say that the signs of a batch hang no more. Said twice, the first day stays."""
    with deed(by, "circle.sign.down") as d:
        row = d.lock(sign)
        rules.KEEP.require(by, row.point.area)
        return row if row.taken_down_on else d.change(row, taken_down_on=today())
