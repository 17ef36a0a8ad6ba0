"""Engines: pure computation on arrays, usable alone; they know no room, no clock and no database."""
