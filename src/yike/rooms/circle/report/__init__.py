"""The report of a circle: a page, a map, tables and layers from one survey."""
