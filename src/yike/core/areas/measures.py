"""What is counted of areas. Asked from the first day until a day, the answer is how many stood on that day."""

from __future__ import annotations

from yike.core.record.measures import DISTINCT, Measure, register

GRIDS = register(
    Measure("areas.grids", zh="网格数", en="grids", unit_zh="个", unit_en="grids", kind=DISTINCT, stock=True)
)
