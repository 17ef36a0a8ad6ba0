"""The forms of units, accounts, roles and the log-in."""
