"""The Django app ``vault``."""

from __future__ import annotations

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Keys, sealed fields and blind indexes."""

    name = "yike.core.vault"
    label = "vault"
    verbose_name = "密钥"
    default_auto_field = "django.db.models.BigAutoField"
