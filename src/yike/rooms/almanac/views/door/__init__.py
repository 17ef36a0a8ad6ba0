"""What residents see of the almanac."""
