"""The Django app ``areas``."""

from __future__ import annotations

from django.apps import AppConfig


class AreasConfig(AppConfig):
    """The tree of areas, their polygons, and which area a point is in."""

    name = "yike.core.areas"
    label = "areas"
    verbose_name = "区域"
    default_auto_field = "django.db.models.BigAutoField"
