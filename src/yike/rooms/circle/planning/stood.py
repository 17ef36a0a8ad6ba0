"""The points on the map of a plan, as they would then stand; those that can be moved say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from yike.rooms.circle.models import PointState
from yike.rooms.circle.models.plans import PlanStep, StepKind
from yike.rooms.circle.queries.plans import planned_points

if TYPE_CHECKING:
    from yike.rooms.circle.board.asked import Asked

SERVING = frozenset({PointState.OPEN.value, PointState.TRIAL.value})


@dataclass(frozen=True)
class Spot:
    """One point: its key (None for one that is new), where it would stand, whether it would serve."""

    point: int | None
    name: str
    lon: float
    lat: float
    serves: bool = True
    planned: bool = False

    @property
    def feature(self) -> dict[str, Any]:
        """The point as the map component wants it."""
        said: dict[str, Any] = {"kind": "point", "label": self.name, "tone": "info" if self.planned else ""}
        said |= {} if self.point is None else {"id": self.point, "movable": self.serves}
        said |= {} if self.serves else {"tone": "stop", "label": _("{name}（撤并）").format(name=self.name)}
        return {
            "type": "Feature",
            "properties": said,
            "geometry": {"type": "Point", "coordinates": [round(self.lon, 6), round(self.lat, 6)]},
        }


def stood(user: Any, question: Asked, steps: Sequence[PlanStep]) -> list[dict[str, Any]]:
    """Return the points of the kinds asked about, after all steps, and whatever else the steps touch."""
    kinds = question.basket or (question.name,)
    rows = planned_points(user).filter(kind__in=kinds)
    spots: dict[object, Spot] = {
        row.pk: Spot(row.pk, row.name, row.lon, row.lat) for row in rows.filter(state__in=SERVING)
    }
    for step in steps:
        key, spot = _after(step, spots)
        spots[key] = spot
    return [spot.feature for spot in spots.values()]


def unnamed(features: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the points with names only where the plan touches them: on paper there is no room for all."""
    return [
        one if one["properties"].get("tone") else one | {"properties": one["properties"] | {"label": ""}}
        for one in features
    ]


def _after(step: PlanStep, spots: dict[object, Spot]) -> tuple[object, Spot]:
    if step.point is None:
        name = step.name or str(step.get_kind_display())
        return f"new {step.order}", Spot(None, name, step.lon or 0.0, step.lat or 0.0, planned=True)
    known = spots.get(step.point_id) or Spot(step.point_id, step.point.name, step.point.lon, step.point.lat)
    if step.step == StepKind.MOVE and step.lon is not None and step.lat is not None:
        known = replace(known, lon=step.lon, lat=step.lat)
    if step.step in {StepKind.CLOSE, StepKind.REOPEN}:
        known = replace(known, serves=step.step == StepKind.REOPEN)
    return step.point_id, replace(known, planned=True)
