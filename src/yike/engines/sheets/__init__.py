"""Tables as offices and GIS programs write them, read into columns with the row numbers people see."""

from __future__ import annotations

from yike.engines.sheets.read import read_table
from yike.engines.sheets.table import Table

__all__ = ["Table", "read_table"]
