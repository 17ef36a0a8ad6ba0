"""Upkeep: the database's form, backups, restoring, the doctor."""

from __future__ import annotations

from django.apps import AppConfig


class UpkeepConfig(AppConfig):
    """The application."""

    name = "yike.core.upkeep"
    label = "upkeep"
