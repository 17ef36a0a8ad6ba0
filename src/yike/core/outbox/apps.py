"""The Django app ``outbox``."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class OutboxConfig(AppConfig):
    """Messages and deliveries as rows, channels, sweeps."""

    name = "yike.core.outbox"
    label = "outbox"
    verbose_name = "发件"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Gather the kinds of messages that every app declares."""
        autodiscover_modules("messages")
