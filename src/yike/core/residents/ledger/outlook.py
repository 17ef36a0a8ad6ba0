"""What people are shown of a plan: figures and the first lines, small however large the file."""

from __future__ import annotations

from dataclasses import dataclass

from yike.core.residents import masks
from yike.core.residents.ledger.planning import PersonPlan, Plan
from yike.core.residents.ledger.reading import Mistakes

SHOWN = 100  # lines of each kind


@dataclass(frozen=True)
class Line:
    """A person of the file: the cell of the name, the name masked, and the columns that would change."""

    cell: str
    name: str
    changes: tuple[str, ...]


@dataclass(frozen=True)
class Outlook:
    """A plan as a page shows it; ``fingerprint`` stands for all of it."""

    counts: dict[str, int]
    mistakes: Mistakes
    fingerprint: str
    unknown: tuple[str, ...]
    new: tuple[Line, ...]
    changed: tuple[Line, ...]
    missing: tuple[str, ...]
    removes_many: bool


def _lines(plan: Plan, persons: list[PersonPlan]) -> tuple[Line, ...]:
    shown = persons[:SHOWN]
    names = (masks.name(one.row.details.name) if one.row.details else "" for one in shown)
    cells = (plan.ledger.cell(one.row, "name") for one in shown)
    return tuple(map(Line, cells, names, (one.changes for one in shown)))


def outlook(plan: Plan) -> Outlook:
    """Return what is shown of a plan."""
    return Outlook(
        plan.counts(),
        plan.mistakes,
        plan.fingerprint(),
        plan.ledger.columns.unknown,
        _lines(plan, plan.new),
        _lines(plan, plan.changed),
        tuple(masks.name(somebody.name) for somebody in plan.missing[:SHOWN]),
        plan.removes_many,
    )
