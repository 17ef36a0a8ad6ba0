"""The streets somebody keeps something for."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from yike.core.areas.models import Area, AreaLevel
from yike.core.rights.right import Right


def kept_streets(right: Right, user: Any) -> QuerySet[Area]:
    """Return the open streets in which somebody has a right."""
    return right.visible(_streets(), user, "path")


def kept_keys(right: Right, user: Any) -> set[int | None]:
    """Return the keys of these streets, and None where somebody may also keep what holds in all streets.

    That is who has the right in every street, and the machine itself (``user`` None).
    """
    own: set[int | None] = {street.pk for street in kept_streets(right, user)}
    return own | {None} if user is None or _streets().count() == len(own) else own


def _streets() -> QuerySet[Area]:
    return Area.objects.open().light().filter(level=AreaLevel.STREET)
