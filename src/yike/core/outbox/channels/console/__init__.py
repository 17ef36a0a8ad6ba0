"""The channel of development: the terminal the worker runs in."""
