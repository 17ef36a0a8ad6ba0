"""Pages of the log-in, of one's own account, and of units, accounts and roles for who keeps them."""
