"""The Django app ``grid``."""

from __future__ import annotations

from django.apps import AppConfig


class GridConfig(AppConfig):
    """Duties, requests, cases, whistles and patrol campaigns."""

    name = "yike.rooms.grid"
    label = "grid"
    verbose_name = "格"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Pass the duties of somebody who leaves on; keep areas with duties from closing; own the words' index."""
        import yike.rooms.grid.persons  # noqa: PLC0415 - models are there only now
        import yike.rooms.grid.voices  # noqa: F401, PLC0415 - takes down what is said elsewhere
        from yike.core.areas.needs import before_closing  # noqa: PLC0415 - models are there only now
        from yike.core.upkeep.database import owns_routine  # noqa: PLC0415 - models are there only now
        from yike.rooms.grid import wordindex  # noqa: PLC0415 - models are there only now
        from yike.rooms.grid.leaving import still_answered_for  # noqa: PLC0415 - models are there only now

        before_closing(still_answered_for)
        owns_routine(wordindex.PAIRS)
