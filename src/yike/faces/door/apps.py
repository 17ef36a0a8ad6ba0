"""The Django app ``door``: templates and the shell."""

from __future__ import annotations

from django.apps import AppConfig


class DoorConfig(AppConfig):
    """The door: the public face, phone first."""

    name = "yike.faces.door"
    label = "door"

    def ready(self) -> None:
        """Let the almanac ask how far on foot what is on lies."""
        import yike.faces.door.walks  # noqa: F401, PLC0415 - models are there only now
