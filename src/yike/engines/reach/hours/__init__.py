"""Opening hours: read in Chinese, English and OSM spelling, asked at a moment or over a week."""

from __future__ import annotations

from yike.engines.reach.hours.model import Dates, Hours, Special
from yike.engines.reach.hours.moment import moment

__all__ = ["Dates", "Hours", "Special", "moment"]
