"""Rooms: what a street office does, one vertical slice each."""
