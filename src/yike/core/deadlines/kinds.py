"""The kinds of deadlines: what each is called, and who is told as it runs out.

Each room declares its own in a module ``deadlines``, gathered when the house opens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yike.core.deadlines import measures
from yike.engines.worktime import Limit, Unit

WHOLE = 100


class Tell(Enum):
    """Who is told. Whoever is away is told together with their deputies; an empty rung tells the next one up."""

    OWNER = "owner"  # who answers for it; without one, their unit's liaison
    HEAD = "head"  # the secretary of the community, or the unit's liaison
    LEADER = "leader"  # the leader in charge
    STREET = "street"  # the street's administrators
    OWNER_AND_HEAD = "owner_and_head"
    HEAD_AND_LEADER = "head_and_leader"
    ALL = "all"

    @property
    def rungs(self) -> tuple[Tell, ...]:
        """The single rungs it stands for."""
        return _RUNGS.get(self, (self,))


CLIMB = (Tell.OWNER, Tell.HEAD, Tell.LEADER, Tell.STREET)
"""The ladder from bottom to top."""
_RUNGS = {
    Tell.OWNER_AND_HEAD: (Tell.OWNER, Tell.HEAD),
    Tell.HEAD_AND_LEADER: (Tell.HEAD, Tell.LEADER),
    Tell.ALL: (Tell.OWNER, Tell.HEAD, Tell.LEADER),
}
TELLS: dict[str, str | Promise] = {
    Tell.OWNER.value: _("经办人"),
    Tell.HEAD.value: _("单位负责人"),
    Tell.LEADER.value: _("分管领导"),
    Tell.STREET.value: _("街道管理员"),
    Tell.OWNER_AND_HEAD.value: _("经办人和单位负责人"),
    Tell.HEAD_AND_LEADER.value: _("单位负责人和分管领导"),
    Tell.ALL.value: _("经办人、单位负责人和分管领导"),
}


@dataclass(frozen=True)
class Step:
    """One step of the ladder: at ``percent`` of the allowed time, or ``after`` the deadline has passed by so much.

    Raises ``ValueError`` for a percentage outside 1 to 100, and for ``after`` with anything but 100.
    """

    percent: int
    tell: Tell
    after: Limit | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.percent <= WHOLE or (self.after and self.percent != WHOLE):
            raise ValueError(f"no such step: {self}")


LADDER = (
    Step(50, Tell.OWNER),
    Step(80, Tell.OWNER),
    Step(100, Tell.OWNER_AND_HEAD),
    Step(100, Tell.LEADER, Limit(1, Unit.WORK_DAY)),
)
"""The ladder of a kind that says nothing else."""


@dataclass(frozen=True)
class Kind:
    """A kind of deadline. ``page`` names the desk page of what it is of, as an address taking its number.

    ``counted`` (Chinese and English) names what its deadlines count, under measures of its own. Raises
    ``ValueError`` for a ladder that says nothing when the deadline passes.
    """

    label: str | Promise
    ladder: tuple[Step, ...] = LADDER
    page: str = ""
    counted: tuple[str, str] | None = None

    def __post_init__(self) -> None:
        if not any(step.percent == WHOLE and step.after is None for step in self.ladder):
            raise ValueError(f"{self.label}: the ladder has no step at {WHOLE}")


_KINDS: dict[str, Kind] = {}


def name_deadlines(kinds: Mapping[str, Kind]) -> None:
    """Declare kinds (``app.what``). Raises ``ValueError`` where a code is taken."""
    for code, declared in kinds.items():
        if code in _KINDS:
            raise ValueError(f"kind of deadline {code} is declared twice")
        _KINDS[code] = declared
        if declared.counted:
            measures.declare(code, *declared.counted)


def kind(code: str) -> Kind:
    """Return a declared kind. Raises ``KeyError`` for one nobody has declared."""
    return _KINDS[code]


def kinds() -> dict[str, Kind]:
    """Return all kinds by code."""
    return dict(sorted(_KINDS.items()))
