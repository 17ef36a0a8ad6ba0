"""The step of an arrow, and what it counts."""

from __future__ import annotations

from yike.core.record.deed import Deed
from yike.rooms.grid import measures
from yike.rooms.grid.models import Case, CaseStep


def keep_step(d: Deed, case: Case, verb: str, text: str) -> CaseStep:
    """Append that a case went an arrow, with its fact where the arrow counts something."""
    step = CaseStep(
        case=case, verb=verb, state=case.state, at=d.at, user=d.by.user, unit=case.unit, text=text
    )
    counted = measures.CASES.get(verb)
    if counted is not None:
        d.fact(counted.code, 1, area=case.area_id, source=case)
    return d.add(step)
