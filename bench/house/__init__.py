"""The house measured: the limits of its pages, its searches, its record and its start, on both databases."""
