"""Rows of a file as they were read, with the place of each cell."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from yike.core.areas.exchange.drafts import Mistake, Spot
from yike.engines.sheets.columns import Sheet


@dataclass(frozen=True)
class Row:
    """One row: ``values`` by role, of the columns the file has; ``spots`` where they stand; ``at`` the row."""

    sheet: Sheet
    at: Spot
    values: dict[str, Any]
    spots: dict[str, Spot]

    def spot(self, role: str) -> Spot:
        """Return where the file says something, else the row."""
        return self.spots.get(role, self.at)


@dataclass
class Drafts:
    """All rows of a file by sheet, what is wrong in those that cannot be read, and photos by their names in it."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    photos: dict[str, bytes] = field(default_factory=dict)

    def of(self, sheet: Sheet) -> list[Row]:
        """Return the rows of a sheet; none where the file has no such sheet."""
        return self.rows.get(sheet.role, [])

    def copy(self) -> Drafts:
        """Return the same rows to work on; these stay as they were read."""
        rows = {
            role: [replace(row, values=dict(row.values)) for row in rows] for role, rows in self.rows.items()
        }
        return Drafts(rows, list(self.mistakes), self.photos)
