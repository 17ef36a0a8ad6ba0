"""The public side of the grid room: what somebody says, and the secret page on which they follow it."""
