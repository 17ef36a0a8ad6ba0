"""The state tables of the almanac."""
