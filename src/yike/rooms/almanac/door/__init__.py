"""What residents' pages of the almanac need beside their views."""
