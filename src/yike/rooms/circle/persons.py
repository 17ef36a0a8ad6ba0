"""What ratings hold of a person of the register: a telephone while somebody has to call, and what was said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from yike.core.record.actions import erase_subjects
from yike.core.record.deed import Deed
from yike.core.residents.elsewhere import FORGOTTEN, Holding, Sought, register_holding, told_of
from yike.rooms.circle.models import Rating

TOLD = ("number", "grade", "state", "visited_on", "received_at", "words", "phone", "answer", "afterthought")


def _find(whom: Sought) -> Iterable[Rating]:
    """Return ratings with their telephone: few have one at a time, so each is opened."""
    rows = Rating.objects.filter(phone__isnull=False).select_related("point").order_by("pk")
    return [row for row in rows if whom.has_phone(row.phone)]


def _tell(row: Rating) -> dict[str, Any]:
    return {str(row.point._meta.verbose_name): str(row.point)} | told_of(row, TOLD)


def _erase(d: Deed, _whom: Sought, rows: Sequence[Any]) -> None:
    """Forget whom to call, what was said and the visitor's page; grade, states and facts stay."""
    for one in rows:
        row = d.lock(one)
        said = {name: FORGOTTEN for name in ("words", "answer", "afterthought") if getattr(row, name)}
        d.change(row, phone=None, link=f"gone-{row.uid.hex}", **said)
    erase_subjects(d, [row.recorded_subject() for row in rows])


RATINGS = register_holding(Holding("circle.rating", "好差评", "Ratings", _find, _tell, _erase))
