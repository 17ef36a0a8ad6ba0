"""What the circle room counts."""

from __future__ import annotations

from yike.core.record.measures import Measure, register
from yike.core.residents.rules import REVEAL

POINT_CHANGES = register(
    Measure("circle.changes", zh="站点变动", en="changes of points", unit_zh="次", unit_en="changes")
)
RATINGS = register(Measure("circle.ratings", zh="好差评", en="ratings", unit_zh="条", unit_en="ratings"))
BAD_RATINGS = register(
    Measure("circle.ratings.bad", zh="差评", en="bad ratings", unit_zh="条", unit_en="ratings")
)
DOABLE = {
    weight: register(
        Measure(
            f"circle.doable.{weight}",
            zh=zh,
            en=en,
            unit_zh=unit,
            unit_en=weight,
            stock=True,
            small_for=REVEAL,
        )
    )
    for weight, zh, en, unit in (
        ("households", "事项可办率折合的户", "households times the share of items they can have done", "户"),
        ("elders", "事项可办率折合的老人", "elders times the share of items they can have done", "位"),
    )
}
COVERED = {
    (weight, part): register(
        Measure(
            f"circle.cover.{weight}.{part}",
            zh=zh,
            en=en,
            unit_zh=unit,
            unit_en=weight,
            stock=True,
            small_for=REVEAL,
            part_of=f"circle.cover.{weight}.total" if part == "reached" else "",
        )
    )
    for weight, part, zh, en, unit in (
        ("households", "reached", "走得到便民服务站的户", "households with a service station in reach", "户"),
        ("households", "total", "便民服务站覆盖：全部户", "households counted for station cover", "户"),
        ("elders", "reached", "走得到便民服务站的老人", "elders with a service station in reach", "位"),
        ("elders", "total", "便民服务站覆盖：全部老人", "elders counted for station cover", "位"),
    )
}
