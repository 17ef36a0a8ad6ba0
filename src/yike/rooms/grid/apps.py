"""The Django app ``grid``."""

from __future__ import annotations

from django.apps import AppConfig


class GridConfig(AppConfig):
    """Duties, requests, cases, whistles and patrol campaigns."""

    name = "yike.rooms.grid"
    label = "grid"
    verbose_name = "格"
    default_auto_field = "django.db.models.BigAutoField"
