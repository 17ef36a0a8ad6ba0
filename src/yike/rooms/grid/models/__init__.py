"""What the grid room keeps."""

from __future__ import annotations

from yike.rooms.grid.models.duties import Duty, DutyPlace, GridNotice, PlaceKind
from yike.rooms.grid.models.numbers import NumberSeries, Series

__all__ = ["Duty", "DutyPlace", "GridNotice", "NumberSeries", "PlaceKind", "Series"]
