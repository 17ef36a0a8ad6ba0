"""The Django app ``circle``."""

from __future__ import annotations

from django.apps import AppConfig


class CircleConfig(AppConfig):
    """Service points, what can be done there, and who reaches them on foot."""

    name = "yike.rooms.circle"
    label = "circle"
    verbose_name = "圈"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the rest of the house what changes of points; pass on what a leaver looks after."""
        import yike.rooms.circle.leaving  # noqa: PLC0415 - models are there only now
        import yike.rooms.circle.news  # noqa: PLC0415 - models are there only now
        import yike.rooms.circle.persons  # noqa: F401, PLC0415 - models are there only now
