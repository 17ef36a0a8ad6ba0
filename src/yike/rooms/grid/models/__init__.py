"""What the grid room keeps."""

from __future__ import annotations

from yike.rooms.grid.models.numbers import NumberSeries, Series

__all__ = ["NumberSeries", "Series"]
