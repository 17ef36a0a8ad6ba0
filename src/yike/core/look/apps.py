"""The Django app ``look``."""

from __future__ import annotations

from django.apps import AppConfig


class LookConfig(AppConfig):
    """The design system: tokens, components, shells."""

    name = "yike.core.look"
    label = "look"
    verbose_name = "版式"
    default_auto_field = "django.db.models.BigAutoField"
