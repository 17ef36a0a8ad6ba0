"""Users, units, roles in areas, deputies, log-in."""
