"""Template tags of deadlines."""
