"""The Django app ``desk``: templates and the shell."""

from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The desk: the shell staff work in."""

    name = "yike.faces.desk"
    label = "desk"
