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
        """Pass the groups of somebody who leaves on with the rest; keep areas with groups from closing."""
        import yike.rooms.almanac.leaving  # noqa: PLC0415 - models are there only now
        import yike.rooms.almanac.persons  # noqa: F401, PLC0415 - models are there only now
        from yike.core.areas.needs import before_closing  # noqa: PLC0415 - models are there only now
        from yike.rooms.almanac.closing import still_grouped  # noqa: PLC0415 - models are there only now

        before_closing(still_grouped)
