"""Dwellings, households and persons, kept with care."""
