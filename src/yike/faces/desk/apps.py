"""The Django app ``desk``: templates and the shell."""

from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The desk: the shell staff work in."""

    name = "yike.faces.desk"
    label = "desk"

    def ready(self) -> None:
        """Let what is offered at stalls be found in the circle."""
        import yike.faces.desk.stalls  # noqa: F401, PLC0415 - models are there only now
