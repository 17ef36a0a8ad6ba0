"""Units within somebody's scope."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from yike.core.accounts import rules
from yike.core.accounts.models import Unit


def visible_units(user: Any, text: str = "") -> QuerySet[Unit]:
    """Return the units in one's areas, those whose name or code holds ``text``, with how many accounts each."""
    rows = rules.SEE_UNITS.visible(Unit.objects.select_related("area", "parent", "liaison"), user)
    rows = rows.defer("area__polygon").annotate(people=Count("users", Q(users__is_active=True)))
    if text := text.strip():
        rows = rows.filter(Q(name__contains=text) | Q(code=text.upper()))
    return rows.order_by("-active", "kind", "name")


def access_unit(user: Any, pk: int) -> Unit:
    """Return one unit. Raises ``Http404`` outside the person's areas."""
    found = visible_units(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
