"""The streets somebody keeps something for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from yike.core.areas.models import Area, AreaLevel, AreaQuerySet
from yike.core.rights.right import Right


def all_streets() -> AreaQuerySet:
    """Return all streets, also those that are closed: what was kept for them stays to be read."""
    return Area.objects.light().filter(level=AreaLevel.STREET)


def kept_streets(right: Right, user: Any) -> QuerySet[Area]:
    """Return the open streets in which somebody has a right."""
    return right.visible(all_streets().open(), user, "path")


def kept_keys(right: Right, user: Any) -> set[int | None]:
    """Return the keys of these streets.

    Who has the right in every one of them, and the machine itself (``user`` None), may also keep what holds in all
    streets (None) and what is left of closed ones.
    """
    own: set[int | None] = {street.pk for street in kept_streets(right, user)}
    if user is None or all_streets().open().count() == len(own):
        return {None, *all_streets().values_list("pk", flat=True)}
    return own


def named(streets: Iterable[Area]) -> dict[str, Area]:
    """Return streets by code and name as a sheet may write them; of two of one name the open one."""
    rows = sorted(streets, key=lambda street: street.closed_on is None)
    return {name.casefold(): street for street in rows for name in (street.code, street.name)}


def keeps_all(right: Right, user: Any) -> bool:
    """Return whether somebody may keep what holds in all streets."""
    return None in kept_keys(right, user)
