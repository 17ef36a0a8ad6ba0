"""What becomes of the things of the grid room, a table for each kind."""
