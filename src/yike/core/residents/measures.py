"""What is counted of residents. How many live here is asked of the register; facts tell what happened."""

from __future__ import annotations

from yike.core.record.measures import ADDITIVE, DISTINCT, Measure, register

REGISTERED = register(
    Measure(
        "residents.registered", zh="新登记", en="registered", unit_zh="人", unit_en="persons", kind=DISTINCT
    )
)
LEFT = register(
    Measure("residents.left", zh="迁出", en="moved away", unit_zh="人", unit_en="persons", kind=DISTINCT)
)
DIED = register(
    Measure("residents.died", zh="去世", en="died", unit_zh="人", unit_en="persons", kind=DISTINCT)
)
REVEALED = register(
    Measure(
        "residents.revealed",
        zh="查看敏感信息",
        en="sensitive values read",
        unit_zh="次",
        unit_en="times",
        kind=ADDITIVE,
    )
)
