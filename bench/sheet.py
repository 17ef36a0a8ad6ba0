"""bench/results.md: tables, and blocks between markers, so that one part is measured anew without the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results.md"
Row = dict[str, Any]


def _cell(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "NO", None: ""}[value]
    return f"{value:.4g}" if isinstance(value, float) and abs(value) < 1e6 else str(value)


def table(rows: list[Row], only: tuple[str, ...] = ()) -> Iterator[str]:
    """Give the lines of a Markdown table; ``only`` picks columns."""
    head = only or tuple(dict.fromkeys(name for row in rows for name in row))
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(_cell(row.get(name)) for name in head) + " |"


def with_block(page: str, name: str, lines: Iterable[str]) -> str:
    """Return the page with what stands between the markers of ``name`` put anew, at the end where it is new."""
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    block = "\n".join([begin, *lines]).rstrip() + f"\n{end}\n"
    if begin not in page:
        return f"{page.rstrip()}\n\n{block}"
    before, rest = page.split(begin, 1)
    after = rest.split(end, 1)[1].strip()
    return before + block + (f"\n{after}\n" if after else "")


def put(name: str, lines: Iterable[str]) -> None:
    """Write a block of results.md anew."""
    RESULTS.write_text(with_block(RESULTS.read_text(encoding="utf-8"), name, lines), encoding="utf-8")
    print(f"written: {RESULTS.name}, {name}", flush=True)
