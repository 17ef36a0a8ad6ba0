"""Sheets that the grid room takes in: duties, categories of cases, points of campaigns."""
