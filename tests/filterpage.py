"""The tables of docs/walking-filter.md, printed from the tables of the filter itself.

``python tests/filterpage.py`` writes them into the page; a test keeps the two equal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from yike.engines.reach.streets.model import Mark
from yike.engines.reach.streets.walking import (
    BARRIERS,
    HIGHWAYS,
    KERBS,
    PERMISSIONS,
    ROUGH,
    SQUARES,
    UNKNOWN,
    May,
    Row,
)

PAGE = Path(__file__).resolve().parents[1] / "docs" / "walking-filter.md"
MAY = {May.YES: "可 yes", May.IF_SAID: "写明才可 if `foot` says so", May.NEVER: "不可 no"}
BLOCK = re.compile(r"<!-- table (\w+) -->\n.*?<!-- end -->", re.DOTALL)


def marks(mark: Mark) -> str:
    return " ".join(f"`{bit.name}`" for bit in Mark if bit in mark) or "–"


def values(names: Sequence[str]) -> str:
    return " ".join(f"`{name}`" for name in names)


def table(header: Sequence[str], rows: Iterator[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def judged(rows: Sequence[Row]) -> str:
    header = ("值 values", "步行 walked", "记号 marks", "说明", "meaning")
    return table(header, ((values(r.values), MAY[r.may], marks(r.mark), r.zh, r.en) for r in rows))


def tables() -> dict[str, str]:
    return {
        "highway": judged((*HIGHWAYS, UNKNOWN)),
        "permission": judged(PERMISSIONS),
        "barrier": judged(BARRIERS),
        "kerb": judged(KERBS),
        "square": table(("标签 tag",), ((f"`{key}={value}`",) for key, value in SQUARES)),
        "rough": table(("键 key", "值 values"), ((f"`{key}`", values(names)) for key, names in ROUGH)),
    }


def filled(page: str) -> str:
    """Return the page with every table printed anew."""
    printed = tables()
    return BLOCK.sub(lambda b: f"<!-- table {b[1]} -->\n{printed[b[1]]}\n<!-- end -->", page)


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
