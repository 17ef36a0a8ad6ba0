"""The Django app ``outbox``."""

from __future__ import annotations

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Messages and deliveries as rows, channels, sweeps."""

    name = "yike.core.outbox"
    label = "outbox"
    verbose_name = "发件"
    default_auto_field = "django.db.models.BigAutoField"
