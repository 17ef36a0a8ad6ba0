"""Scoring rules as a sheet: each row is one knot of a line; rows of one rule and first day stand together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from itertools import pairwise
from typing import Any

from django.utils.translation import override

from yike.core.areas.models import Area
from yike.engines.faults import Fault
from yike.engines.scoring import FEWEST
from yike.engines.sheets import readers
from yike.engines.sheets.columns import Column, Sheet
from yike.rooms.grid import scoring
from yike.rooms.grid.indicators import RANKED
from yike.rooms.grid.models.scores import ALWAYS, ScoreRule
from yike.rooms.grid.queries.scores import Version, kept, streets
from yike.rooms.grid.queries.streets import kept_keys, named
from yike.rooms.grid.rules import KEEP_SCORES
from yike.rooms.grid.sheets import planning
from yike.rooms.grid.sheets.planning import Change, Plan
from yike.rooms.grid.sheets.reading import Drafts, Row

MOST = 1000
PLACES = Decimal("0.0001")
Key = tuple[str, str, date, int | None]


@cache
def indicator_names(language: str) -> dict[str, str]:
    """Return the names of the indicators that can be scored, by code."""
    with override(language):
        return {one.code: str(one.label) for one in RANKED}


def _indicator(cell: object) -> Any:
    names = {word: code for language in ("zh-hans", "en") for code, word in indicator_names(language).items()}
    return readers.choice(names | {one.code: one.code for one in RANKED})(cell)


def _told(value: Any) -> str:
    return "" if value is None else str(value)


def _indicator_told(code: str) -> str:
    from django.utils.translation import get_language  # noqa: PLC0415 - the language of the moment

    names = indicator_names("en" if (get_language() or "").startswith("en") else "zh-hans")
    return names.get(code, code)


def number(cell: object) -> Decimal | None:
    """Return the number in a cell, with or without %; None in an empty one."""
    said = readers.plain(cell).removesuffix("%").strip()
    if not said:
        return None
    try:
        found = Decimal(said)
    except InvalidOperation:
        found = Decimal("nan")
    if not found.is_finite() or abs(found) > MOST:
        raise readers.wrong(
            said,
            "不是数",
            "is no number",
            f"请写 -{MOST} 到 {MOST} 的数，例如 98 或 12.5",
            f"Write a number from -{MOST} to {MOST} such as 98 or 12.5",
        )
    return found.quantize(PLACES)


def _number_told(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _day(cell: object) -> date:
    return readers.day(cell) or ALWAYS


SHEET = Sheet(
    "scores",
    "计分办法",
    "scoring rules",
    ("source", "indicator", "since", "street"),
    (
        Column("source", ("办法", "来源"), "source", readers.text(40, needed=True), needed=True, width=22),
        Column("indicator", ("指标",), "indicator", _indicator, _indicator_told, needed=True, width=18),
        Column(
            "since", ("自哪天起", "生效日期"), "since", _day, lambda d: "" if d == ALWAYS else d.isoformat()
        ),
        Column("rate", ("比率", "比率%"), "rate", number, _number_told, needed=True),
        Column("points", ("得分",), "points", number, _number_told, needed=True),
        Column("note", ("说明",), "note", readers.text(200), _told, width=40),
        Column("street", ("只用于街道",), "street only", readers.text(60), _told, width=18),
    ),
)


def plan_scores(drafts: Drafts, user: Any = None, *, complete: bool = False) -> Plan:
    """Return what a sheet would do, rule by rule. Writes nothing.

    A rule with one row without rate and points ends what was in force, from its first day on. ``complete``: rules
    that the file leaves out go out of use, unless they are over a fifth. ``user`` changes only what holds in the
    streets they keep; what holds in all streets, or in a closed one, is for who keeps all.
    """
    plan = Plan(mistakes=list(drafts.mistakes))
    there = {(row.source, row.indicator, row.since, row.street_id): row for row in kept(user)}
    mine, groups = kept_keys(KEEP_SCORES, user), _grouped(plan, drafts, named(streets(user)))
    for key, rows in groups.items():
        _look(plan, there.get(key), key, rows)
    for change in plan.changes:
        street = change.of.street_id if change.of else change.values["street_id"]
        if street not in mine:
            plan.wrong(change.row, "street", planning.not_yours(street))
    if complete and plan.ready:
        used = [key for key, row in there.items() if row.active and key[-1] in mine]
        plan.leave_out([there[key] for key in used if key not in groups], len(used))
    return plan


def _grouped(plan: Plan, drafts: Drafts, known: dict[str, Area]) -> dict[Key, list[Row]]:
    """Return the rows of each rule, in order; a street that is none, or that one does not see, is a mistake."""
    groups: dict[Key, list[Row]] = {}
    for row in drafts.rows:
        said, name = row.values, row.values.get("street") or ""
        street = known.get(name.casefold()) if name else None
        if name and street is None:
            plan.wrong(row, "street", planning.unknown("街道", "street", name))
            continue
        key = (said["source"], said["indicator"], said.get("since", ALWAYS), street.pk if street else None)
        groups.setdefault(key, []).append(row)
    return groups


def _look(plan: Plan, old: ScoreRule | None, key: Key, rows: list[Row]) -> None:
    """Compare one rule with what is kept, or name what is wrong with it."""
    mistakes = len(plan.mistakes)
    knots = _knots(plan, rows)
    if len(plan.mistakes) > mistakes:
        return
    note = next((row.values["note"] for row in rows if row.values.get("note")), "")
    values = {"knots": knots, "note": note, "active": True}
    source, indicator, since, street = key
    name = f"{source} · {_indicator_told(indicator)}{'' if since == ALWAYS else f' · {since}'}"
    if old is None and _is_bundled(key, knots):
        plan.same += 1
    elif old is None:
        new = {"source": source, "indicator": indicator, "since": since, "street_id": street}
        plan.changes.append(Change(rows[0], None, values | new, name))
    elif other := {name: value for name, value in values.items() if value != getattr(old, name)}:
        plan.changes.append(Change(rows[0], old, other, name))
    else:
        plan.same += 1


def _knots(plan: Plan, rows: list[Row]) -> list[list[str]]:
    """Return the knots of a rule as they are kept; none where it says that nothing is scored any more."""
    pairs = [(row, row.values["rate"], row.values["points"]) for row in rows]
    if len(rows) == 1 and pairs[0][1:] == (None, None):
        return []
    for row, rate, points in pairs:
        for role, value in (("rate", rate), ("points", points)):
            if value is None:
                plan.wrong(row, role, _empty())
    if len(rows) < FEWEST:
        plan.wrong(rows[0], "rate", _alone())
    for (_row, before, _points), (row, rate, _more) in pairwise(pairs):
        if None not in (before, rate) and rate < before:
            plan.wrong(row, "rate", _out_of_order())
    if all(rate is not None and rate <= 1 for _row, rate, _points in pairs):
        plan.notes.append(_of_one(rows[0]))
    return [[_plain(rate), _plain(points)] for _row, rate, points in pairs]


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"


def _is_bundled(key: Key, knots: list[list[str]]) -> bool:
    source, indicator, since, street = key
    curve = scoring.sample().get((source, indicator))
    if curve is None or street is not None or since != ALWAYS:
        return False
    return [(one.rate, one.points) for one in curve.knots] == [(Decimal(r), Decimal(p)) for r, p in knots]


def _empty() -> Fault:
    return Fault("这一格不能空", "this cell must not be empty", do_zh="请填写", do_en="Fill it in")


def _alone() -> Fault:
    return Fault(
        "一条计分线至少要两行",
        "a line of points needs two rows at least",
        do_zh="请补上另一头；从这天起不再计分，就把比率和得分都空着",
        do_en="Add its other end; where nothing is scored any more, leave rate and points empty",
    )


def _out_of_order() -> Fault:
    return Fault(
        "比率比上一行小",
        "the rate is below that of the row above",
        do_zh="同一条计分线按比率从小到大排",
        do_en="Sort the rows of a line by rate, the lowest first",
    )


def _of_one(row: Row) -> Fault:
    return Fault(
        f"“{row.values['source'][:20]}”的比率都不超过 1",
        f'no rate of "{row.values["source"][:20]}" is above 1',
        do_zh="比率按百分数写：九成写 90，不写 0.9",
        do_en="Write rates in per cent: 90, not 0.9",
    )


def rows_of(versions: Iterable[Version]) -> Iterator[dict[str, Any]]:
    """Yield the rows of all versions, knot by knot."""
    for one in versions:
        head = {"source": one.source, "indicator": one.indicator, "since": one.since}
        street = one.street.name if one.street else ""
        knots = [(knot.rate, knot.points) for knot in one.curve.knots] if one.curve else [(None, None)]
        for place, (rate, points) in enumerate(knots):
            note = "" if place else one.note
            yield head | {"rate": rate, "points": points, "note": note, "street": street}
