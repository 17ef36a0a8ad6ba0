"""The Django app ``door``: templates and the shell."""

from __future__ import annotations

from django.apps import AppConfig


class DoorConfig(AppConfig):
    """The door: the public face, phone first."""

    name = "yike.faces.door"
    label = "door"
