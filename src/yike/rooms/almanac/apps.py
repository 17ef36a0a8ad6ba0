"""The Django app ``almanac``."""

from __future__ import annotations

from django.apps import AppConfig


class AlmanacConfig(AppConfig):
    """Micro-groups: who keeps the chat of a stairwell, and whom it reaches."""

    name = "yike.rooms.almanac"
    label = "almanac"
    verbose_name = "历"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the groups of somebody who leaves pass on with the rest of their work."""
        import yike.rooms.almanac.leaving  # noqa: F401, PLC0415 - models are there only now
