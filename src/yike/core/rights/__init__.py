"""Roles, who may do what, and the guard every view carries."""
