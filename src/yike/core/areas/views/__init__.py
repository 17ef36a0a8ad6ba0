"""Pages of the areas: look, keep, draw, take in and give out."""
