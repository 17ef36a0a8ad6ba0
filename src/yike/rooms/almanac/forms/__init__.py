"""What can be entered in the almanac."""
