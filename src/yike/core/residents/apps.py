"""The Django app ``residents``."""

from __future__ import annotations

from django.apps import AppConfig


class ResidentsConfig(AppConfig):
    """Dwellings, households and persons, kept with care."""

    name = "yike.core.residents"
    label = "residents"
    verbose_name = "居民"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep areas from closing while people live there, and tell their pages how many are registered."""
        import yike.core.residents.holding  # noqa: F401, PLC0415 - models are there only now
        from yike.core.areas.needs import before_closing  # noqa: PLC0415 - models are there only now
        from yike.core.areas.registered import registered_by  # noqa: PLC0415 - models are there only now
        from yike.core.residents.closing import lived_in  # noqa: PLC0415 - models are there only now
        from yike.core.residents.queries.counting import registered_in  # noqa: PLC0415 - models are there only now

        before_closing(lived_in)
        registered_by(registered_in)
