"""The Django app ``apikeys``."""

from __future__ import annotations

from django.apps import AppConfig


class ApiKeysConfig(AppConfig):
    """Keys of partners and web sites that read the API."""

    name = "yike.core.apikeys"
    label = "apikeys"
    verbose_name = "接口凭证"
    default_auto_field = "django.db.models.BigAutoField"
