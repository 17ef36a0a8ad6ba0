"""Keeping the house: its database, backups, and the doctor who looks at everything."""
