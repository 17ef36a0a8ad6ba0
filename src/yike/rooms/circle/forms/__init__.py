"""What can be entered in the circle room."""
