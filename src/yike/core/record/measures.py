"""The registry of measures: what is counted, in which unit, and whether it adds up.

Additive numbers (人次, 条) may be summed over days and areas; distinct ones (人数, 户) must be counted anew for
each question, because one person seen on two days is still one person.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from yike.core.rights.right import Right


class Kind(Enum):
    """How facts of a measure are put together."""

    ADDITIVE = "additive"
    DISTINCT = "distinct"


ADDITIVE, DISTINCT = Kind.ADDITIVE, Kind.DISTINCT


@dataclass(frozen=True)
class Measure:
    """One declared measure: ``code`` is ``app.what``; names and units in Chinese and English.

    A ``stock`` tells what there is on a day (grids, groups): it is asked from the first fact on. Others tell what
    happened in some days (visits, messages).

    ``small_for``: the measure counts people or homes as statistics do, so that fewer than five are told to who has
    this right alone; then ``part_of`` is the measure of the whole, from which the others could be worked out.

    ``by_record``: it is also asked how many records there are facts about (``once.records``). Each fact is one
    then, or takes one back. Where a measure that has facts becomes one of these, the sums are made anew, as this
    app's migration 0003 does.
    """

    code: str
    zh: str
    en: str
    unit_zh: str
    unit_en: str
    kind: Kind = ADDITIVE
    stock: bool = False
    small_for: Right | None = None
    part_of: str = ""
    by_record: bool = False

    @property
    def distinct(self) -> bool:
        """Return whether subjects are counted, each once."""
        return self.kind is DISTINCT


_MEASURES: dict[str, Measure] = {}


def register(declared: Measure) -> Measure:
    """Declare a measure. Raises ``ValueError`` where the code is taken by another one."""
    if _MEASURES.setdefault(declared.code, declared) != declared:
        raise ValueError(f"measure {declared.code} is declared twice, differently")
    return declared


def measure(code: str) -> Measure:
    """Return the declared measure. Raises ``KeyError`` where nobody has declared it."""
    return _MEASURES[code]


def measures() -> list[Measure]:
    """Return all declared measures by code."""
    return [_MEASURES[code] for code in sorted(_MEASURES)]
