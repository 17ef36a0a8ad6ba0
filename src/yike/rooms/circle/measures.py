"""What the circle room counts."""

from __future__ import annotations

from yike.core.record.measures import Measure, register

POINT_CHANGES = register(
    Measure("circle.changes", zh="站点变动", en="changes of points", unit_zh="次", unit_en="changes")
)
