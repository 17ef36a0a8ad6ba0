"""The public pages of the grid room."""
