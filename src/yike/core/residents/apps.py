"""The Django app ``residents``."""

from __future__ import annotations

from django.apps import AppConfig


class ResidentsConfig(AppConfig):
    """Dwellings, households and persons, kept with care."""

    name = "yike.core.residents"
    label = "residents"
    verbose_name = "居民"
    default_auto_field = "django.db.models.BigAutoField"
