"""The Django app ``record``."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class RecordConfig(AppConfig):
    """History of every change, its seals, and facts with their evidence."""

    name = "yike.core.record"
    label = "record"
    verbose_name = "留痕"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Gather the measures, the names of deeds and the sweeps that every app declares."""
        autodiscover_modules("measures", "verbs", "sweeps")
