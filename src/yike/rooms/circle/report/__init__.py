"""The report of a circle: a page, a map, tables and layers from one survey."""

from yike.rooms.circle.report.write import write_report

__all__ = ["write_report"]
