"""How far is near enough: the radius tables, each number with its source and whether it was verified.

The table itself is ``standards.csv`` beside this file, so that a planner can read and correct it. Its numbers
are defaults to be checked by each street, never law; ``docs/standards.md`` says where each comes from.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from yike.engines.faults import Fault
from yike.engines.reach.pace import LONGEST, PACES, Pace
from yike.engines.reach.streets.model import Ints

TABLE = Path(__file__).with_name("standards.csv")

RULESETS: dict[str, tuple[str, str]] = {
    "gb50180": ("城市居住区规划设计标准 GB 50180-2018 附录 C", "GB 50180-2018, appendix C"),
    "tdt1062": ("社区生活圈规划技术指南 TD/T 1062-2021 附录 A.3", "TD/T 1062-2021, annex A.3"),
    "commerce": ("一刻钟便民生活圈 5/8/15 分钟", "convenience circle of commerce, 5/8/15 min"),
}


@dataclass(frozen=True)
class Rule:
    """One facility of one rule set. ``circle_min`` is its circle in minutes, ``radius_m`` metres on foot.

    Either may be None where the source gives no number. ``verified`` is true only where the number was read
    in the source named; an unverified number is a default to be checked.
    """

    ruleset: str
    code: str
    zh: str
    en: str
    aliases: tuple[str, ...]
    circle_min: int | None
    radius_m: float | None
    source: str
    verified: bool
    note: str

    def limit_ds(self, pace: Pace) -> int | None:
        """Return the limit in deciseconds: the radius at ``pace``, or the minutes of a rule set of minutes.

        None where the source gives no number for this facility.
        """
        if self.radius_m is not None:
            return round(self.radius_m / pace.metres_per_minute * 600.0)
        by_minutes = self.ruleset == "commerce" and self.circle_min is not None
        return minutes_ds(self.circle_min or 0) if by_minutes else None


@dataclass(frozen=True)
class Limits:
    """The limit of every kind. ``rules`` holds None where the plain minutes are used."""

    kinds: tuple[str, ...]
    ds: Ints  # (K,) deciseconds
    rules: tuple[Rule | None, ...]

    @property
    def unverified(self) -> tuple[str, ...]:
        """The kinds whose limit rests on a number nobody has verified yet."""
        return tuple(k for k, rule in zip(self.kinds, self.rules, strict=True) if rule and not rule.verified)

    @property
    def by_minutes(self) -> tuple[str, ...]:
        """The kinds for which no rule was found."""
        return tuple(k for k, rule in zip(self.kinds, self.rules, strict=True) if rule is None)


def minutes_ds(minutes: float) -> int:
    """Return deciseconds. Raises ``Fault`` beyond 0 … 109 minutes, the longest walk known."""
    if not 0.0 < minutes <= LONGEST / 600.0:
        raise Fault(
            f"时限 {minutes} 分钟不在 0 到 109 分钟之间",
            f"a limit of {minutes} minutes is not between 0 and 109",
            do_zh="请给一个走得到的分钟数，如 15",
            do_en="Give minutes that can be walked, such as 15",
        )
    return round(minutes * 600.0)


def limits_for(
    kinds: Sequence[str], ruleset: str | None = None, pace: Pace = PACES["adult"], *, minutes: float = 15.0
) -> Limits:
    """Return the limit of each kind under ``ruleset``; ``minutes`` where it has no number.

    ``pace`` turns a radius into minutes. It is the planning pace (1000 m in 15 min) unless told otherwise:
    so an elder is given the same minutes as everybody and covers fewer metres in them, which is the point of
    asking. Raises ``Fault`` for a rule set nobody knows and for minutes out of range.
    """
    plain = minutes_ds(minutes)
    found = [rule_for(kind, ruleset) if ruleset else None for kind in kinds]
    given = [rule.limit_ds(pace) if rule else None for rule in found]
    rules = tuple(rule if ds is not None else None for rule, ds in zip(found, given, strict=True))
    ds = np.array([plain if ds is None else ds for ds in given], np.int32)
    return Limits(tuple(kinds), ds, rules)


def rule_for(kind: str, ruleset: str) -> Rule | None:
    """Return the rule a kind's name points to, in Chinese, English or code; None where there is none."""
    return _index(_known(ruleset)).get(_plain(kind))


def rules_of(ruleset: str) -> tuple[Rule, ...]:
    """Return the rules of one set, in the order of the table. Raises ``Fault`` for an unknown set."""
    known = _known(ruleset)
    return tuple(rule for rule in read_rules() if rule.ruleset == known)


@cache
def read_rules(path: Path = TABLE) -> tuple[Rule, ...]:
    """Read a table of rules (UTF-8 CSV with the headers of ``standards.csv``).

    Raises ``Fault`` with file, row and column where a number is none.
    """
    with path.open(encoding="utf-8", newline="") as text:
        return tuple(_rule(path, i, row) for i, row in enumerate(csv.DictReader(text), start=2))


def _rule(path: Path, i: int, row: dict[str, str]) -> Rule:
    circle = _number(path, i, row, "circle_min")
    return Rule(
        row["ruleset"],
        row["code"],
        row["zh"],
        row["en"],
        tuple(a for a in row["aliases"].split("|") if a),
        None if circle is None else int(circle),
        _number(path, i, row, "radius_m"),
        row["source"],
        row["verified"] == "true",
        row["note"],
    )


def _number(path: Path, i: int, row: dict[str, str], column: str) -> float | None:
    cell = row[column].strip()
    try:
        value = float(cell) if cell else None
    except ValueError:
        value = -1.0
    if value is not None and not 0.0 < value < 100_000.0:
        raise Fault(
            f"“{cell}”不是可用的数",
            f'"{cell}" is not a usable number',
            do_zh="请填正数，没有就留空",
            do_en="Write a positive number, or leave it empty",
            file=path.name,
            row=i,
            column=column,
        )
    return value


def _known(ruleset: str) -> str:
    if ruleset in RULESETS:
        return ruleset
    raise Fault(
        f"没有叫“{ruleset}”的标准",
        f'there is no rule set "{ruleset}"',
        do_zh=f"请用其中之一：{', '.join(RULESETS)}",
        do_en=f"Use one of: {', '.join(RULESETS)}",
    )


@cache
def _index(ruleset: str) -> dict[str, Rule]:
    """Every way of writing a kind → its rule. An own name wins over another rule's alias."""
    rules = rules_of(ruleset)
    index = {_plain(alias): rule for rule in reversed(rules) for alias in rule.aliases}
    own: Iterable[tuple[str, Rule]] = ((name, r) for r in reversed(rules) for name in (r.zh, r.en, r.code))
    index.update((_plain(name), rule) for name, rule in own)
    return index


def _plain(name: str) -> str:
    """Fold width, case, spaces, punctuation and an English plural, so that names meet."""
    text = re.sub(r"[^\w]|_", "", unicodedata.normalize("NFKC", name).casefold())
    return re.sub(r"(?<=[a-z]{3})s$", "", text.removesuffix("ies") + "y" if text.endswith("ies") else text)
