"""All that is read of the grid room."""
