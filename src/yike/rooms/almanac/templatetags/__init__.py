"""Words of the almanac in templates."""
