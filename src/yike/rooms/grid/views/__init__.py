"""The pages of the grid room."""
