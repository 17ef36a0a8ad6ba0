"""Template tags of the circle room."""
