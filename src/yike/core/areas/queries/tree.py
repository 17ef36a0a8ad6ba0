"""Areas as a tree: whose they are, what lies around and below."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import Max
from django.http import Http404

from yike.core.areas import rules
from yike.core.areas.models import Area, AreaQuerySet, lineage


def visible_to(user: Any) -> AreaQuerySet:
    """Return the areas where somebody holds a role, and all below them, closed ones too."""
    return cast("AreaQuerySet", rules.SEE.visible(Area.objects.all(), user, "path"))


def access_area(user: Any, pk: int) -> Area:
    """Return one area. Raises ``Http404`` outside the person's areas."""
    found = visible_to(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return cast("Area", found)


def top_areas(user: Any) -> list[Area]:
    """Return the highest areas somebody sees, none inside another."""
    paths = rules.SEE.paths(user)
    tops = [p for p in paths if not any(p != other and p.startswith(other) for other in paths)]
    return list(Area.objects.light().filter(path__in=tops))


def ancestors(area: Area) -> list[Area]:
    """Return the areas around one, from the top; their names are public."""
    paths = lineage(area.parent_path)
    return list(Area.objects.light().filter(path__in=paths))


def subtree_ids(area: Area) -> list[int]:
    """Return the primary keys of an area and all below it, closed ones too: what facts are asked for."""
    return list(Area.objects.within(area).order_by().values_list("pk", flat=True))


def version() -> str:
    """Return a text that changes with every change of any area; empty while there is none. One quick query."""
    return Area.objects.aggregate(last=Max("stamp"))["last"] or ""
