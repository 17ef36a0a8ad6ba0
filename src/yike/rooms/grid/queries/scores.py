"""Scoring rules: all that are kept, and those in force in an area on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from yike.core.areas.models import Area, lineage
from yike.engines.scoring import Curve
from yike.rooms.grid import rules, scoring
from yike.rooms.grid.models.scores import ALWAYS, ScoreRule
from yike.rooms.grid.queries.streets import all_streets


@dataclass(frozen=True)
class Version:
    """One version of a rule as it is shown and given out; ``bundled`` ones come with the house."""

    source: str
    indicator: str
    since: date
    curve: Curve | None
    note: str
    street: Area | None = None
    bundled: bool = False


def in_force(area: Area, day: date) -> dict[tuple[str, str], Curve]:
    """Return the rules in force in an area on a day by source and indicator: the street's, everybody's, bundled."""
    paths = lineage(area.path)
    rows = ScoreRule.objects.filter(Q(street=None) | Q(street__path__in=paths), active=True, since__lte=day)
    found: dict[tuple[str, str], Curve | None] = {**scoring.sample()}
    for street in (False, True):
        for row in rows.filter(street__isnull=not street).order_by("since", "pk"):
            found[row.source, row.indicator] = row.curve
    return {key: curve for key, curve in found.items() if curve is not None}


def streets(user: Any) -> QuerySet[Area]:
    """Return the streets whose rules somebody sees, all for the machine itself (``user`` None)."""
    return all_streets() if user is None else rules.SEE.visible(all_streets(), user, "path")


def kept(user: Any) -> QuerySet[ScoreRule]:
    """Return the rules that are kept: everybody's and those of the streets one sees."""
    rows = ScoreRule.objects.select_related("street").defer("street__polygon")
    return rows.filter(Q(street=None) | Q(street__in=streets(user)))


def versions(user: Any) -> list[Version]:
    """Return every version in use, and the bundled rules that nobody has replaced from the beginning."""
    rows = list(kept(user).filter(active=True))
    ours = {(row.source, row.indicator) for row in rows if row.street_id is None and row.since == ALWAYS}
    notes = scoring.sample_notes()
    bundled = [
        Version(*key, ALWAYS, curve, notes.get(key, ""), bundled=True)
        for key, curve in scoring.sample().items()
        if key not in ours
    ]
    found = [Version(row.source, row.indicator, row.since, row.curve, row.note, row.street) for row in rows]
    return sorted((*bundled, *found), key=_place)


def _place(one: Version) -> tuple[str, str, bool, date]:
    return one.source, one.indicator, one.street is not None, one.since
