"""The report's tables as plain rows, and as CSV that spreadsheets open safely."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from yike.engines.reach.pace import UNREACHED

if TYPE_CHECKING:
    from yike.rooms.circle.surveys.surveyed import Survey

Value = str | float | int | bool | None
Row = Sequence[Value]
HeadedRows = tuple[list[str], list[Row]]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run


def minutes(ds: int | None) -> float | None:
    """Return minutes fine enough to tell deciseconds apart at a limit, None for what is not reached."""
    return None if ds is None or ds == UNREACHED else round(ds / 600.0, 3)


def share(value: float) -> float | None:
    """Return a share to six places, None where there is nobody to cover."""
    return None if np.isnan(value) else round(float(value), 6)


def count(value: float) -> float | int:
    """Return a weight as a whole number where it is one."""
    return int(value) if float(value).is_integer() else round(float(value), 3)


def safe(value: Value) -> Value:
    """Return text that a spreadsheet will not take for a formula: marked with an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def cover_table(survey: Survey) -> HeadedRows:
    """Return headers and rows: kind or basket, weight, share, reached, total, limit and its source."""
    headers = ["kind", "weight", "share", "reached", "total", "limit_min", "radius_m", "source", "verified"]
    rows: list[Row] = []
    for k, kind in enumerate(survey.kinds):
        rule = survey.limits.rules[k]
        law: Row = (rule.radius_m, rule.source, rule.verified) if rule else (None, "as asked", None)
        for w, weight in enumerate(survey.cover.weights):
            rows.append([kind, weight, *_shares(survey, k, w), minutes(int(survey.limits.ds[k])), *law])
    together = survey.baskets
    if together is not None:
        for b, name in enumerate(together.kinds):
            for w, weight in enumerate(together.weights):
                part = (share(together.share[b, w]), count(together.reached[b, w]), count(together.total[w]))
                rows.append([name, weight, *part, None, None, "", None])
    return headers, rows


def _shares(survey: Survey, k: int, w: int) -> Row:
    cover = survey.cover
    return share(cover.share[k, w]), count(cover.reached[k, w]), count(cover.total[w])


def area_table(survey: Survey) -> HeadedRows:
    """Return headers and rows: area, total of each weight, share of each kind by each weight."""
    cover = survey.cover
    pairs = [(k, w) for k in range(len(cover.kinds)) for w in range(len(cover.weights))]
    headers = ["area", *cover.weights, *(f"{cover.kinds[k]} · {cover.weights[w]}" for k, w in pairs)]
    rows: list[Row] = [
        [
            area,
            *(count(v) for v in cover.area_total[a]),
            *(share(float(cover.area_share[a, k, w])) for k, w in pairs),
        ]
        for a, area in enumerate(cover.areas)
    ]
    return headers, rows


def gap_table(survey: Survey) -> HeadedRows:
    """Return headers and rows of every gap, numbered within its kind as on the map."""
    weights = survey.cover.weights
    headers = [
        "kind", "no", "where", *weights, "homes", "homes_unreached", "worst_min", "nearest_point",
        "nearest_point_name", "nearest_min", "lon", "lat",
    ]  # fmt: skip
    numbers = dict.fromkeys(range(len(survey.kinds)), 0)
    rows: list[Row] = []
    for gap in survey.gaps:
        numbers[gap.kind] += 1
        near = gap.nearest_point
        point = (survey.points.id[near], survey.points.name[near]) if near >= 0 else (None, None)
        rows.append(
            [
                survey.kinds[gap.kind], numbers[gap.kind], gap.where, *(count(gap.weights[w]) for w in weights),
                len(gap.homes), gap.unreached, minutes(gap.worst_ds), *point, minutes(gap.nearest_ds),
                round(gap.lon, 6), round(gap.lat, 6),
            ]
        )  # fmt: skip
    return headers, rows


def home_table(survey: Survey) -> HeadedRows:
    """Return headers and rows of every home: weights, and minutes and nearest point of each kind."""
    homes, kinds = survey.homes, survey.kinds
    per_kind = [name for kind in kinds for name in (f"{kind} min", f"{kind} point")]
    headers = ["id", "area", "lon", "lat", *survey.weights, *per_kind]
    areas = homes.area if len(homes.area) else ("",) * len(homes.id)
    columns: list[Sequence[Value]] = [homes.id, areas, _degrees(homes.lon), _degrees(homes.lat)]
    columns += [[count(v) for v in weight.tolist()] for weight in survey.weights.values()]
    ids = (*survey.points.id, None)  # row -1 is no point
    for k in range(len(kinds)):
        columns.append([minutes(ds) for ds in survey.home_ds[:, k].tolist()])
        columns.append([ids[p] for p in survey.reach.point[:, k].tolist()])
    return headers, list(zip(*columns, strict=True))


def _degrees(values: np.ndarray) -> list[float | None]:
    return [round(v, 6) if np.isfinite(v) else None for v in values.tolist()]


def lost_table(survey: Survey, language: str) -> HeadedRows:
    """Return headers and rows of homes and points that stand on no street, with their spreadsheet rows."""
    rows: list[Row] = [
        [
            what,
            place.sheet_row or place.row + 1,
            place.id,
            place.why,
            place.zh if language == "zh" else place.en,
        ]
        for what, places in (("home", survey.unsnapped_homes), ("point", survey.unsnapped_points))
        for place in places
    ]
    return ["what", "row", "id", "why", "reason"], rows


def hours_table(survey: Survey) -> HeadedRows:
    """Return headers and rows of the week: kind, weight, day (Monday 1), then 24 shares."""
    week = survey.hours
    headers = ["kind", "weight", "day", *(str(hour) for hour in range(24))]
    if week is None:
        return headers, []
    rows: list[Row] = [
        [kind, weight, day + 1, *(share(float(v)) for v in week.share[k, day, :, w])]
        for k, kind in enumerate(week.kinds)
        for w, weight in enumerate(week.weights)
        for day in range(7)
    ]
    return headers, rows


def write_csv(path: Path, headers: Iterable[str], rows: Iterable[Row]) -> None:
    """Write UTF-8 with a byte-order mark, so that office programs show Chinese rightly."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow([safe(header) for header in headers])
        out.writerows([safe(value) if isinstance(value, str) else value for value in row] for row in rows)
