"""The yearly table of working days and the office hours of units."""
