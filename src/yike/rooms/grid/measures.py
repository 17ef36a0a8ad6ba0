"""What the grid room counts."""
