"""The Django app ``deadlines``."""

from __future__ import annotations

from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    """By when something is due, how that was reckoned, and who is told when it draws near."""

    name = "yike.core.deadlines"
    label = "deadlines"
    verbose_name = "时限"
    default_auto_field = "django.db.models.BigAutoField"
