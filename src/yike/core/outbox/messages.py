"""The kinds of messages, by the code they are posted under. Each app that posts names its own in ``messages``."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_NAMES: dict[str, str | Promise] = {}


def name_kinds(names: Mapping[str, str | Promise]) -> None:
    """Name kinds of messages (``app.what``). Raises ``ValueError`` where one has a name already."""
    for kind, name in names.items():
        if kind in _NAMES:
            raise ValueError(f"kind of message {kind} is named twice")
        _NAMES[kind] = name


def kind_name(kind: str) -> str:
    """Return what a kind is called. Raises ``KeyError`` for one that nobody has named."""
    return str(_NAMES[kind])


def kinds() -> dict[str, str]:
    """Return all kinds with their names."""
    return {kind: str(_NAMES[kind]) for kind in sorted(_NAMES)}


name_kinds({"outbox.test": _("测试消息"), "outbox.digest": _("每日汇总")})
