"""What is counted of deadlines: met, missed, moved."""

from __future__ import annotations

from yike.core.record.measures import Measure, register

MET = register(
    Measure("deadlines.met", zh="按期办完的时限", en="deadlines met", unit_zh="个", unit_en="deadlines")
)
LATE = register(
    Measure("deadlines.late", zh="超期办完的时限", en="deadlines missed", unit_zh="个", unit_en="deadlines")
)
MOVED = register(Measure("deadlines.moved", zh="改期", en="deadlines moved", unit_zh="次", unit_en="times"))
