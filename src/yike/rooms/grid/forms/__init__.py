"""The shapes of input of the grid room."""
