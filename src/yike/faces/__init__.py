"""Faces: thin shells through which people and programs come in."""
