"""All that is read of micro-groups."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.http import Http404

from yike.core.accounts.models import User
from yike.core.areas.models import Area, AreaLevel, lineage
from yike.core.outbox.models import Endpoint, Kind
from yike.core.record.clock import today
from yike.core.rights.roles import Role
from yike.rooms.almanac.models.groups import MicroGroup
from yike.rooms.almanac.rules import groups as rules


def visible_to(user: Any) -> QuerySet[MicroGroup]:
    """Return the groups in the areas of ``user`` with their people, by code."""
    rows = MicroGroup.objects.select_related("area", "owner", "deputy").defer("area__polygon")
    return rules.SEE.visible(rows, user)


def access_group(user: Any, pk: int) -> MicroGroup:
    """Return one group. Raises ``Http404`` outside the areas of ``user``."""
    group = visible_to(user).filter(pk=pk).first()
    if group is None:
        raise Http404
    return group


def search(user: Any, text: str) -> QuerySet[MicroGroup]:
    """Return the visible groups whose code, stairs, area or keeper holds ``text``; all for an empty one."""
    rows = visible_to(user)
    if not (wanted := text.strip()):
        return rows
    return rows.filter(
        Q(code__iexact=wanted)
        | Q(stairs__contains=wanted)
        | Q(area__name__contains=wanted)
        | Q(owner__name__contains=wanted)
        | Q(deputy__name__contains=wanted)
    )


def totals(rows: QuerySet[MicroGroup]) -> dict[str, int]:
    """Return how many ``groups`` there are and how many ``households`` they reach."""
    found = rows.order_by().aggregate(groups=Count("pk"), households=Sum("households"))
    return {"groups": found["groups"], "households": found["households"] or 0}


def candidates(group: MicroGroup) -> QuerySet[User]:
    """Return who can become its owner: crabapple pioneers of the grid or above, the deputy first by name."""
    return pioneers(group.area).exclude(pk=group.owner_id)


def pioneers(area: Area) -> QuerySet[User]:
    """Return the crabapple pioneers of an area or one above it, by name."""
    day = today()
    holds = Q(roles__role=Role.GROUP_OWNER, roles__since__lte=day) & (
        Q(roles__until=None) | Q(roles__until__gte=day)
    )
    around = lineage(area.path)
    rows = User.objects.filter(holds, roles__area__path__in=around, is_active=True)
    return rows.distinct().order_by("name", "pk")


def robots_for(group: MicroGroup) -> QuerySet[Endpoint]:
    """Return the robots in use that can speak in a group: those of its grid and of its community."""
    around = lineage(group.area.path)
    near = (AreaLevel.COMMUNITY, AreaLevel.GRID)
    rows = Endpoint.objects.filter(enabled=True, area__path__in=around, area__level__in=near)
    rows = rows.exclude(kind=Kind.EMAIL)
    return rows.order_by("name", "pk")


def other_grids(user: Any, group: MicroGroup) -> QuerySet[Area]:
    """Return the grids into which ``user`` may put a group, in the order of the tree."""
    grids = Area.objects.open().light().filter(level=AreaLevel.GRID).exclude(pk=group.area_id)
    return rules.KEEP.visible(grids, user, "path").order_by("path")
