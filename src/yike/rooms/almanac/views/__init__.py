"""The pages of the almanac."""
