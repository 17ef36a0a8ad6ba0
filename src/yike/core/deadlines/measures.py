"""What is counted of deadlines: due, met, missed, moved. A kind may count under measures of its own.

All three stand under the day on which it was due, so that they are parts of one whole: of what was due in a month,
so much was done in time, so much late, and the rest is overdue still.
"""

from __future__ import annotations

from yike.core.record.measures import Measure, register

PARTS = {
    "due": ("应办结", "due"),
    "met": ("按期办结", "done in time"),
    "late": ("超期办结", "done late"),
}
MOVED = register(Measure("deadlines.moved", zh="改期", en="deadlines moved", unit_zh="次", unit_en="times"))
_OWN: set[str] = set()


def declare(code: str, zh: str, en: str) -> None:
    """Declare what a kind counts: ``code.due``, ``code.met`` and ``code.late``."""
    for part, (of_zh, of_en) in PARTS.items():
        register(
            Measure(
                f"{code}.{part}", zh=f"{zh}（{of_zh}）", en=f"{en}, {of_en}", unit_zh="件", unit_en="items"
            )
        )
    _OWN.add(code)


def code_of(kind: str, part: str) -> str:
    """Return under which measure a kind counts ``due``, ``met`` or ``late``."""
    return f"{kind if kind in _OWN else 'deadlines'}.{part}"


declare("deadlines", "时限", "deadlines")
