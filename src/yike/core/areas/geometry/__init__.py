"""Polygons of areas without a database: read and check them, tile, locate, cut. Degrees are WGS-84."""
