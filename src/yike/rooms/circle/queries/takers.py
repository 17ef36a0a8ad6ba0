"""Who took each step of a plan, as the history has it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yike.core.record.models import HistoryEntry
from yike.rooms.circle.models.plans import PlanStep


@dataclass(frozen=True)
class Taker:
    """Whoever took a step, and when. ``user`` is the key of an account, None for a machine."""

    user: int | None
    name: str
    at: datetime | None

    def is_(self, user: Any) -> bool:
        """Return whether this is that person."""
        return user is not None and user.pk == self.user


def taken_by(steps: Iterable[PlanStep]) -> dict[int, Taker]:
    """Return who took each step, by its key. One query."""
    rows = list(steps)
    made = HistoryEntry.objects.filter(
        subject__in={step.recorded_subject() for step in rows},
        model=PlanStep._meta.label_lower,
        object_pk__in=[str(step.pk) for step in rows],
        verb="circle.plan.step",
    )
    known = {entry.object_pk: Taker(entry.actor_id, entry.actor_name, entry.at) for entry in made}
    return {step.pk: known.get(str(step.pk), Taker(None, "", None)) for step in rows}
