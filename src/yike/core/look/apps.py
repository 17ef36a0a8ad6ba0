"""The Django app ``look``."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class LookConfig(AppConfig):
    """The design system: tokens, components, shells."""

    name = "yike.core.look"
    label = "look"
    verbose_name = "版式"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let each room say which of its public addresses lead somewhere."""
        autodiscover_modules("leading")
