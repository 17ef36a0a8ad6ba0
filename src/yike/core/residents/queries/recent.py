"""The persons somebody worked on last: read from the history, shown only while they may still be seen."""

from __future__ import annotations

from typing import Any

from yike.core.record.models import HistoryEntry
from yike.core.residents.queries.lines import PersonLine, person_lines
from yike.core.residents.queries.scope import visible_to

LOOKED_THROUGH = 200  # rows of somebody's own history, newest first
SUBJECT = "residents.person:"


def recently_worked_on(user: Any, most: int = 6) -> list[PersonLine]:
    """Return up to ``most`` persons whom somebody's last deeds were about, the latest first, each once.

    A merged or erased person, and one outside the reader's areas by now, is left out.
    """
    rows = HistoryEntry.objects.filter(actor=user.pk).order_by("-id")
    subjects = rows.values_list("subject", flat=True)[:LOOKED_THROUGH]
    pks = [int(one.removeprefix(SUBJECT)) for one in dict.fromkeys(subjects) if one.startswith(SUBJECT)]
    if not pks:
        return []
    persons = (
        visible_to(user).select_related("household__dwelling", "area").defer("area__polygon").in_bulk(pks)
    )
    return person_lines(user, [persons[pk] for pk in pks if pk in persons][:most])
