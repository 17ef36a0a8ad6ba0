"""Rows that stand below, or inside of, other rows: none may come back to itself."""

from __future__ import annotations

from collections.abc import Mapping


def on_rings(above: Mapping[str, str]) -> set[str]:
    """Return the keys that come back to themselves by way of what stands above them (``""``: nothing does).

    Each is walked from once, so that the work grows with the number of rows, not with its square.
    """
    found: set[str] = set()
    seen: dict[str, str] = {}  # from which start a key was first walked over
    for start in above:
        at, way = start, list[str]()
        while at and at not in seen:
            seen[at] = start
            way.append(at)
            at = above.get(at, "")
        if at and seen[at] == start and at in way:
            found.update(way[way.index(at) :])
    return found
