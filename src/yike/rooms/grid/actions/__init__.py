"""What can be done in the grid room: the only door that writes its tables."""
