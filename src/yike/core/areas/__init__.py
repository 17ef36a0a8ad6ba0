"""The tree of areas, their polygons, and which area a point is in."""
