"""API keys as officers see them, and the one behind a text."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from yike.core.apikeys import rules, tokens
from yike.core.apikeys.models import ApiKey, KeyState
from yike.core.record.clock import today


def visible_to(user: Any) -> QuerySet[ApiKey]:
    """Return the keys of the units in one's areas, the newest first."""
    rows = ApiKey.objects.select_related("unit__area").defer("unit__area__polygon")
    return rules.SEE.visible(rows, user, "unit__area__path")


def access_key(user: Any, pk: int) -> ApiKey:
    """Return one key. Raises ``Http404`` outside the person's areas."""
    found = visible_to(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def key_behind(text: str) -> ApiKey | None:
    """Return the key whose text this is, where it is good today; else None. One query."""
    if (parts := tokens.parted(text)) is None:
        return None
    mark, secret = parts
    rows = ApiKey.objects.select_related("unit__area").defer("unit__area__polygon")
    found = rows.filter(mark=mark).first()
    if found is None or not tokens.same(secret, found.digest):
        return None
    return found if found.state(today()) is KeyState.VALID else None
