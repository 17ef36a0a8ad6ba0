"""The parts of the page as plain rows of text, made from a survey: every figure is the survey's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from yike.engines.reach.gaps import Gap
from yike.rooms.circle.report.words import Words

if TYPE_CHECKING:
    from yike.engines.reach.cover import Cover
    from yike.engines.reach.standards import Rule
    from yike.rooms.circle.surveys.surveyed import Survey

GAPS_SHOWN = 12  # per kind, on the map and in the table
AREAS_SHOWN = 60
MOST_TOGETHER = 5  # kinds that are counted together without being asked for


@dataclass(frozen=True)
class Cell:
    """A share with the counts it is made of."""

    share: str
    counts: str
    width: float  # 0..100, for the bar


@dataclass(frozen=True)
class CoverRow:
    """One kind or basket in the cover table. ``kind`` is -1 for a basket."""

    kind: int
    name: str
    points: str
    shut: bool  # some points are closed at this moment
    limit: str
    radius: str
    source: str
    flag: str  # "", "ok" or "un"
    cells: tuple[Cell, ...]
    median: str
    most: str


@dataclass(frozen=True)
class Figure:
    """One of the large numbers on top."""

    big: str
    what: str
    detail: str
    width: float | None
    warn: bool


def kinds_together(survey: Survey) -> str:
    """Return the name of the basket that stands for the whole, "" where one kind says more.

    All of many kinds at once, or a set that nobody has complete, would hide the picture behind a zero.
    """
    found = survey.baskets
    if found is None or len(survey.kinds) < 2 or not found.kinds:
        return ""
    everything = set(survey.question.baskets[found.kinds[0]]) == set(survey.kinds)
    hides = everything and (len(survey.kinds) > MOST_TOGETHER or not found.reached[0, 0] > 0.0)
    return "" if hides else found.kinds[0]


def main_kind(survey: Survey) -> int:
    """Return the kind with most open points, the first of them: the one that stands for the whole."""
    counts = np.bincount(survey.points.kind[survey.reach.open_now], minlength=len(survey.kinds))
    return int(np.argmax(counts))


def basket_name(survey: Survey, name: str, words: Words) -> str:
    """Return a basket in words: its members where it is small, their number where it holds every kind."""
    members = survey.question.baskets.get(name, ())
    if set(members) == set(survey.kinds) and len(members) > 2:
        return words("all_kinds", n=len(members))
    told = " + ".join(words.kind(m) for m in members)
    own_name = name and name not in ("+".join(members), told)
    return name if own_name and len(members) > 3 else told or name


def basket_rows(survey: Survey) -> tuple[int, ...]:
    """Return the kinds of the basket that stands for the whole, as rows."""
    members = survey.question.baskets.get(kinds_together(survey), ())
    return tuple(survey.kinds.index(m) for m in members)


def kind_order(survey: Survey) -> list[int]:
    """Return all kinds, those that stand for the whole first."""
    first = list(basket_rows(survey)) or [main_kind(survey)]
    return [*first, *(k for k in range(len(survey.kinds)) if k not in first)]


def _cell(share: float, reached: float, total: float, words: Words) -> Cell:
    counts = words("of", part=words.number(reached), whole=words.number(total))
    return Cell(words.percent(share), counts, 0.0 if np.isnan(share) else round(100.0 * share, 2))


def _source(rule: Rule | None, words: Words) -> tuple[str, str, str]:
    """Return radius, source and flag of a limit."""
    if rule is None:
        return "", words("source_asked"), ""
    radius = "" if rule.radius_m is None else words.metres(rule.radius_m)
    return radius, rule.source, "ok" if rule.verified else "un"


def cover_rows(survey: Survey, words: Words) -> list[CoverRow]:
    """Return the rows of the cover table: every kind, then every basket of more than one kind."""
    return [*_kind_rows(survey, words), *_basket_rows(survey, words)]


def _kind_rows(survey: Survey, words: Words) -> list[CoverRow]:
    cover, rows = survey.cover, []
    for k, kind in enumerate(survey.kinds):
        mine = survey.points.kind == k
        radius, source, flag = _source(survey.limits.rules[k], words)
        all_points, open_points = int(mine.sum()), int((mine & survey.reach.open_now).sum())
        points = words.number(all_points)
        if open_points != all_points:
            points = words("open_points", open=words.number(open_points), all=points)
        cells = tuple(
            _cell(cover.share[k, w], cover.reached[k, w], cover.total[w], words)
            for w in range(len(cover.weights))
        )
        half, most = survey.percentiles[kind][cover.weights[0]]
        limit = words.limit(float(survey.limits.ds[k]))
        rows.append(
            CoverRow(
                k, words.kind(kind), points, open_points != all_points, limit, radius, source, flag, cells,
                words.minutes(half), words.minutes(most),
            )
        )  # fmt: skip
    return rows


def _basket_rows(survey: Survey, words: Words) -> list[CoverRow]:
    found = survey.baskets
    if found is None or len(survey.kinds) < 2:
        return []
    rows = []
    for b, name in enumerate(found.kinds):
        cells = tuple(
            _cell(found.share[b, w], found.reached[b, w], found.total[w], words)
            for w in range(len(found.weights))
        )
        rows.append(CoverRow(-1, basket_name(survey, name, words), "", False, "", "", "", "", cells, "", ""))
    return rows


def figures(survey: Survey, words: Words) -> list[Figure]:
    """Return the three numbers on top: cover by the first two weights, and who is left out."""
    cover, row, kind = _headline(survey, words)
    weights = range(min(2, len(cover.weights)))
    found = [_cover_figure(survey, cover, row, w, kind, words) for w in weights]
    if len(found) < 2:
        found.append(_lone_figure(survey, words))
    return [*found, _left_figure(survey, cover, row, kind, words)]


def _headline(survey: Survey, words: Words) -> tuple[Cover, int, str]:
    """Return what the numbers on top are about: a cover, its row, and its name."""
    whole, main = kinds_together(survey), main_kind(survey)
    if whole and survey.baskets is not None:
        return survey.baskets, 0, basket_name(survey, whole, words)
    return survey.cover, main, words.kind(survey.kinds[main])


def _limit(survey: Survey, words: Words) -> str:
    limits = survey.limits.ds
    return words.limit(float(limits.max() if kinds_together(survey) else limits[main_kind(survey)]))


def _left_figure(survey: Survey, cover: Cover, row: int, kind: str, words: Words) -> Figure:
    whole = kinds_together(survey)
    left = float(cover.total[0] - cover.reached[row, 0])
    blind = [g for g in survey.gaps if whole or g.kind == row]
    found_gaps = "fig_left_note_any" if whole else "fig_left_note"
    note = words(found_gaps, gaps=words.number(len(blind))) if blind else words("fig_left_note_none")
    if lost := len(survey.unsnapped_homes):
        note += words("comma") + words("fig_unsnapped_note", n=words.number(lost))
    key = "fig_left_any" if whole else "fig_left"
    what = words(key, weight=words.weight(cover.weights[0]), limit=_limit(survey, words), kind=kind)
    return Figure(words.number(left), what, note, None, warn=left > 0)


def _cover_figure(survey: Survey, cover: Cover, row: int, w: int, kind: str, words: Words) -> Figure:
    share, total = float(cover.share[row, w]), words.number(float(cover.total[w]))
    reached = words.number(float(cover.reached[row, w]))
    detail = words("fig_cover_note", reached=reached, total=total, limit=_limit(survey, words))
    what = words("fig_cover", weight=words.weight(cover.weights[w]), kind=kind)
    return Figure(words.percent(share), what, detail, 0.0 if np.isnan(share) else share * 100.0, warn=False)


def _lone_figure(survey: Survey, words: Words) -> Figure:
    """Return the number that stands in where only one weight was given: the kind that fewest reach."""
    shares = survey.cover.share[:, 0]
    if len(shares) > 1 and not np.isnan(shares).any():
        k = int(np.argmin(shares))
        share, weight = float(shares[k]), words.weight(survey.cover.weights[0])
        detail = words("fig_least_note")
        what = words("fig_cover", weight=weight, kind=words.kind(survey.kinds[k]))
        return Figure(words.percent(share), what, detail, share * 100.0, warn=False)
    half = survey.percentiles[survey.kinds[main_kind(survey)]][survey.cover.weights[0]][0]
    what = words("fig_median", kind=words.kind(survey.kinds[main_kind(survey)]))
    return Figure(
        words.minutes(half),
        what,
        words("fig_median_note", weight=words.weight(survey.cover.weights[0])),
        None,
        warn=False,
    )


@dataclass(frozen=True)
class AreaRow:
    """One area: its weights and its shares, kind by kind."""

    name: str
    totals: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]  # per kind, per weight


def area_rows(survey: Survey, words: Words) -> tuple[list[AreaRow], int]:
    """Return the areas, lowest share of the first kind and weight first, and how many are left out."""
    cover = survey.cover
    if not cover.areas:
        return [], 0
    worst = np.nanmin(
        np.where(np.isnan(cover.area_share[:, :, 0]), np.inf, cover.area_share[:, :, 0]), axis=1
    )
    order = np.lexsort((np.arange(len(worst)), cover.area_share[:, 0, 0], worst))
    rows = [
        AreaRow(
            cover.areas[a] or words("area_none"),
            tuple(words.number(float(v)) for v in cover.area_total[a]),
            tuple(tuple(words.percent(float(v)) for v in kind) for kind in cover.area_share[a]),
        )
        for a in order[:AREAS_SHOWN].tolist()
    ]
    return rows, len(cover.areas) - len(rows)


@dataclass(frozen=True)
class GapRow:
    """One gap in the list, numbered as on its map."""

    number: int
    where: str
    weights: tuple[str, ...]
    homes: str
    worst: str
    unreached: str
    missed: str


@dataclass(frozen=True)
class GapTable:
    """The gaps of one kind; ``more`` are left out of the list."""

    kind: int
    name: str
    limit: str
    rows: tuple[GapRow, ...]
    more: int


def point_name(survey: Survey, row: int) -> str:
    """Return what a point is called: its name, or its id."""
    return survey.points.name[row] or survey.points.id[row]


def gaps_of(survey: Survey, kind: int) -> list[Gap]:
    """Return the gaps of one kind, heaviest first."""
    return [gap for gap in survey.gaps if gap.kind == kind]


def _gap_row(survey: Survey, number: int, gap: Gap, words: Words) -> GapRow:
    missed = words("none")
    if gap.nearest_point >= 0:
        missed = words(
            "missed_value", name=point_name(survey, gap.nearest_point), minutes=words.minutes(gap.nearest_ds)
        )
    some = 0 < gap.unreached < len(gap.homes)
    return GapRow(
        number,
        gap.where or words("unnamed"),
        tuple(words.number(gap.weights[w]) for w in survey.cover.weights),
        words.number(len(gap.homes)),
        words.minutes(gap.worst_ds),
        words("some_unreached", n=words.number(gap.unreached)) if some else "",
        missed,
    )


def gap_tables(survey: Survey, words: Words) -> list[GapTable]:
    """Return the list of gaps of every kind."""
    tables = []
    for k in kind_order(survey):
        mine = gaps_of(survey, k)
        rows = tuple(_gap_row(survey, i, gap, words) for i, gap in enumerate(mine[:GAPS_SHOWN], 1))
        limit = words.limit(float(survey.limits.ds[k]))
        tables.append(GapTable(k, words.kind(survey.kinds[k]), limit, rows, len(mine) - len(rows)))
    return tables
