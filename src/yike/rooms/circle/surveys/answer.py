"""A survey as one JSON object, as ``--json`` prints it. Unreached and "nobody to cover" are null."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from yike.engines.reach.anchors import Anchors
from yike.engines.reach.cover import Cover
from yike.engines.reach.gaps import Gap
from yike.engines.reach.islands import Islands, largest_parts
from yike.engines.reach.pace import UNREACHED, Deciseconds
from yike.engines.reach.walk import Walk
from yike.rooms.circle.surveys.remarks import remarks
from yike.rooms.circle.surveys.surveyed import Survey, Unsnapped

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]


def number(value: float) -> float | None:
    """Return the number, None where it is none."""
    return float(value) if math.isfinite(value) else None


def minutes_of(ds: int | None) -> float | None:
    """Return minutes to a hundredth, None for what is not reached."""
    return None if ds is None or ds == UNREACHED else round(ds / 600.0, 2)


def as_json(survey: Survey) -> dict[str, Json]:
    """Return the object: ``cover`` is kind → weight → share, ``homes`` and ``points`` are counts.

    Besides: ``unsnapped`` (homes and points by row, id and reason), ``components``, ``gaps``, ``timings`` in
    seconds, the question itself, totals, limits by kind, baskets, areas and notes. Holds no NaN.
    """
    return {
        "cover": survey.cover.as_dict(),
        "homes": len(survey.homes.id),
        "points": len(survey.points.id),
        "unsnapped": {
            "homes": rows_of(survey.unsnapped_homes),
            "points": rows_of(survey.unsnapped_points),
        },
        "components": components(survey),
        "gaps": [gap_row(gap, survey.kinds, survey.points.id) for gap in survey.gaps],
        "timings": timings_of(survey.timings),
        "minutes": survey.minutes,
        "pace": survey.pace.name,
        "crossing_seconds": survey.pace.crossing_seconds,
        "at": None if survey.at is None else survey.at.isoformat(sep=" ", timespec="minutes"),
        "weights": {name: float(weight.sum()) for name, weight in survey.weights.items()},
        "kinds": _kinds(survey),
        "baskets": {} if survey.baskets is None else survey.baskets.as_dict(),
        "areas": _areas(survey.cover),
        "notes": [{"zh": note.zh, "en": note.en} for note in remarks(survey)],
    }


def components(survey: Survey) -> dict[str, Json]:
    """Return how many parts the network has, and who stands on a part that is not the main one.

    ``homes_cut_off`` are homes on such parts that reach no point at all of at least one kind.
    """
    ground = survey.ground
    return parts_of(survey.walk, ground.islands, ground.homes, ground.points, survey.home_ds)


def parts_of(
    walk: Walk, parts: Islands, homes: Anchors, points: Anchors, home_ds: Deciseconds
) -> dict[str, Json]:
    """Return the object ``components`` of homes whose walks (h, K) to the nearest points are known."""
    apart = parts.off_main(walk, homes)
    cut_off = apart & (home_ds == UNREACHED).any(axis=1)
    return {
        "count": parts.count,
        "largest_share": number(parts.share),
        "largest": [
            {"name": p.name, "nodes": p.nodes, "share": p.share} for p in largest_parts(walk.streets, parts)
        ],
        "homes_on_islands": int(apart.sum()),
        "points_on_islands": int(parts.off_main(walk, points).sum()),
        "homes_cut_off": int(cut_off.sum()),
    }


def timings_of(seconds: Mapping[str, float]) -> dict[str, Json]:
    """Return seconds by step to a tenth of a millisecond."""
    return {step: round(value, 4) for step, value in seconds.items()}


def rows_of(unsnapped: Sequence[Unsnapped]) -> list[Json]:
    """Return the rows that stand on no street, each with its id and the reason."""
    return [
        {"row": one.sheet_row or one.row + 1, "id": one.id, "why": one.why, "zh": one.zh, "en": one.en}
        for one in unsnapped
    ]


def gap_row(gap: Gap, kinds: Sequence[str], ids: Sequence[str]) -> dict[str, Json]:
    """Return one gap; ``ids`` are those of the points its row numbers speak of."""
    point = None if gap.nearest_point < 0 else ids[gap.nearest_point]
    return {
        "kind": kinds[gap.kind],
        "where": gap.where,
        "lon": round(gap.lon, 6),
        "lat": round(gap.lat, 6),
        "homes": len(gap.homes),
        "weights": gap.weights,
        "worst_minutes": minutes_of(gap.worst_ds),
        "homes_unreached": gap.unreached,
        "nearest_point": point,
        "nearest_minutes": minutes_of(gap.nearest_ds),
    }


def _kinds(survey: Survey) -> dict[str, Json]:
    points = np.bincount(survey.points.kind, minlength=len(survey.kinds))
    still = np.bincount(survey.points.kind[survey.reach.open_now], minlength=len(survey.kinds))
    return {
        kind: {
            "points": int(points[k]),
            "open": int(still[k]),
            "limit_minutes": minutes_of(int(survey.limits.ds[k])),
            "rule": None
            if rule is None
            else {"code": rule.code, "source": rule.source, "verified": rule.verified},
            "median_minutes": {w: minutes_of(two[0]) for w, two in survey.percentiles[kind].items()},
            "p90_minutes": {w: minutes_of(two[1]) for w, two in survey.percentiles[kind].items()},
        }
        for k, (kind, rule) in enumerate(zip(survey.kinds, survey.limits.rules, strict=True))
    }


def _areas(cover: Cover) -> dict[str, Json]:
    return {
        area: {
            kind: {w: number(cover.area_share[a, k, i]) for i, w in enumerate(cover.weights)}
            for k, kind in enumerate(cover.kinds)
        }
        for a, area in enumerate(cover.areas)
    }
