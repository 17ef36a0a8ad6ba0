"""What the circle room counts."""

from __future__ import annotations

from yike.core.record.measures import Measure, register

POINT_CHANGES = register(
    Measure("circle.changes", zh="站点变动", en="changes of points", unit_zh="次", unit_en="changes")
)
RATINGS = register(Measure("circle.ratings", zh="好差评", en="ratings", unit_zh="条", unit_en="ratings"))
BAD_RATINGS = register(
    Measure("circle.ratings.bad", zh="差评", en="bad ratings", unit_zh="条", unit_en="ratings")
)
