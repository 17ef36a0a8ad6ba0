"""What can be entered about residents: the shape of it; the actions check the rest."""
