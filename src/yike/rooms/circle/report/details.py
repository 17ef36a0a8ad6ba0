"""The later parts of the page: hours of the week, differences between areas, what stands on no street, data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

import numpy as np

from yike.engines.reach.streets.model import Floats
from yike.rooms.circle.report.palette import heat
from yike.rooms.circle.report.sections import kind_order
from yike.rooms.circle.report.words import Words

if TYPE_CHECKING:
    from yike.rooms.circle.surveys.surveyed import Survey, Unsnapped

EXAMPLES = 6


@dataclass(frozen=True)
class HeatCell:
    """One hour: the share in whole per cent, its colours, and its full text."""

    text: str
    back: str
    ink: str


@dataclass(frozen=True)
class HeatTable:
    """One kind through the week. ``rows`` is empty where the week has no variation."""

    kind: int
    name: str
    summary: str
    rows: tuple[tuple[str, tuple[HeatCell, ...]], ...]


def _heat_cell(share: float) -> HeatCell:
    if np.isnan(share):
        return HeatCell("–", "transparent", "inherit")
    text = str(int(share * 100.0)) if share < 1.0 else "100"  # rounded down: 99.9 is not everybody
    return HeatCell(text, *heat(share))


def _hour_name(at: int, words: Words) -> str:
    return words("day_hour", day=words.weekday(at // 24), hour=at % 24)


def _summary(share: Floats, words: Words) -> str:
    """Return in words what the table shows: best, worst, and the means a planner asks for."""
    flat = share.ravel()
    if np.ptp(flat) == 0.0:
        return words("hours_same", share=words.percent(float(flat[0])))
    best, worst = int(np.argmax(flat)), int(np.argmin(flat))
    ends = words(
        "hours_best",
        best=_hour_name(best, words),
        best_share=words.percent(float(flat[best])),
        worst=_hour_name(worst, words),
        worst_share=words.percent(float(flat[worst])),
    )
    work, weekend, evening = share[:5, 9:17].mean(), share[5:, 9:17].mean(), share[:, 18:21].mean()
    means = (words.percent(float(v)) for v in (work, weekend, evening))
    return (
        ends
        + words("space")
        + words("hours_work", **dict(zip(("work", "weekend", "evening"), means, strict=True)))
    )


def heat_tables(survey: Survey, words: Words) -> list[HeatTable]:
    """Return the week of every kind, by the first weight; kinds without any change come last."""
    if survey.hours is None:
        return []
    tables = []
    for k in kind_order(survey):
        share = survey.hours.share[k, :, :, 0]
        if np.isnan(share).any():
            continue
        flat = np.ptp(share) == 0.0
        days = (
            ()
            if flat
            else tuple((words.weekday(d), tuple(_heat_cell(v) for v in share[d])) for d in range(7))
        )
        tables.append(HeatTable(k, words.kind(survey.kinds[k]), _summary(share, words), days))
    return sorted(tables, key=lambda t: not t.rows)


@dataclass(frozen=True)
class SpreadRow:
    """How one kind differs between areas."""

    kind: str
    weight: str
    best: str
    best_area: str
    worst: str
    worst_area: str
    ratio: str
    gini: str


def spread_rows(survey: Survey, words: Words) -> list[SpreadRow]:
    """Return the differences between areas, kind by kind and weight by weight."""
    return [
        SpreadRow(
            words.kind(s.kind),
            words.weight(s.weight),
            words.percent(s.best),
            s.best_area or words("area_none"),
            words.percent(s.worst),
            s.worst_area or words("area_none"),
            words.times(s.ratio),
            "–" if np.isnan(s.gini) else f"{s.gini:.3f}",
        )
        for s in survey.spreads
    ]


@dataclass(frozen=True)
class LostRow:
    """Homes or points that stand on no street for one reason."""

    what: str
    why: str
    count: str
    examples: str


def _lost(what: str, places: Sequence[Unsnapped], words: Words) -> list[LostRow]:
    by_reason: dict[str, list[str]] = defaultdict(list)
    for place in places:
        by_reason[place.zh if words.language == "zh" else place.en].append(place.id)
    return [
        LostRow(
            words(what),
            why,
            words.number(len(ids)),
            words.listed(ids[:EXAMPLES]) + ("…" if len(ids) > EXAMPLES else ""),
        )
        for why, ids in by_reason.items()
    ]


def lost_rows(survey: Survey, words: Words) -> list[LostRow]:
    """Return what stands on no street, by reason, with some of the ids."""
    return [*_lost("home", survey.unsnapped_homes, words), *_lost("point", survey.unsnapped_points, words)]


def island_text(survey: Survey, words: Words) -> str:
    """Return how the streets hang together."""
    parts = survey.ground.islands
    if parts.count < 2:
        return words("islands_one")
    text = words("islands", n=words.number(parts.count), share=words.percent(parts.share))
    apart = int(parts.off_main(survey.walk, survey.ground.homes).sum())
    return text + words("space") + words("island_homes", n=words.number(apart))


def is_sketch(survey: Survey) -> bool:
    """Return whether the streets' source says that they are a sketch."""
    source = survey.streets.source
    said = " ".join((source.format, source.attribution, *source.notes)).casefold()
    return "sketch" in said or "示意" in said


def data_rows(survey: Survey, words: Words) -> list[tuple[str, str]]:
    """Return what the figures rest on, as pairs of name and text."""
    streets, source = survey.streets, survey.streets.source
    text = words(
        "data_streets_value",
        file=PurePath(source.path).name or "–",
        format=source.format or "–",
        segments=words.number(streets.segments),
        length=words.length(float(streets.length.sum())),
    )
    if source.date:
        text += words("comma") + words("data_date", date=source.date)
    rows = [(words("data_streets"), text)]
    if source.attribution:
        rows.append((words("data_credit"), source.attribution))
    rows.append((words("data_homes"), words.number(len(survey.homes.id))))
    kinds = len(survey.kinds)
    points = words("asked_points_value", points=words.number(len(survey.points.id)), kinds=kinds)
    return [*rows, (words("data_points"), points)]
