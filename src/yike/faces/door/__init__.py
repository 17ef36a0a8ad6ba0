"""The door: the public face, phone first."""
