"""What the circle room keeps: points, items, who offers what where, ratings, signs and plans."""

from __future__ import annotations

from yike.rooms.circle.models.edition import Edition
from yike.rooms.circle.models.items import (
    ItemLevel,
    ItemType,
    Material,
    MaterialForm,
    Mode,
    PointItem,
    ServiceItem,
)
from yike.rooms.circle.models.plans import Plan, PlanStep, StepKind
from yike.rooms.circle.models.points import (
    Feature,
    HoursException,
    PointKind,
    PointPhoto,
    PointState,
    ServicePoint,
)
from yike.rooms.circle.models.ratings import Grade, Rating, RatingState
from yike.rooms.circle.models.signs import SignPrint

__all__ = [
    "Edition",
    "Feature",
    "Grade",
    "HoursException",
    "ItemLevel",
    "ItemType",
    "Material",
    "MaterialForm",
    "Mode",
    "Plan",
    "PlanStep",
    "PointItem",
    "PointKind",
    "PointPhoto",
    "PointState",
    "Rating",
    "RatingState",
    "ServiceItem",
    "ServicePoint",
    "SignPrint",
    "StepKind",
]
