"""The Django app ``rights``."""

from __future__ import annotations

from django.apps import AppConfig


class RightsConfig(AppConfig):
    """Roles, who may do what, and the guard every view carries."""

    name = "yike.core.rights"
    label = "rights"
    verbose_name = "权限"
    default_auto_field = "django.db.models.BigAutoField"
