"""Robots of the group chats of whole communities: which subscribe to the monthly calendar, and which could."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from yike.core.areas.models import Area, AreaLevel
from yike.core.outbox.models import Endpoint, Kind
from yike.rooms.almanac.models.groups import CommunityRobot
from yike.rooms.almanac.rules import groups as rules


def robots(user: Any) -> QuerySet[CommunityRobot]:
    """Return the subscribed robots of the communities whose groups ``user`` keeps."""
    rows = CommunityRobot.objects.select_related("endpoint", "endpoint__area")
    return rules.KEEP.visible(rows.defer("endpoint__area__polygon"), user, "endpoint__area__path")


def access_robot(user: Any, pk: int) -> CommunityRobot:
    """Return one of them. Raises ``Http404``."""
    found: CommunityRobot | None = robots(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def free_robots(user: Any) -> QuerySet[Endpoint]:
    """Return the chat robots of communities that could subscribe: in use, and no micro-group's own."""
    rows = Endpoint.objects.filter(enabled=True, area__level=AreaLevel.COMMUNITY, owner=None)
    rows = rows.exclude(kind=Kind.EMAIL).filter(micro_groups=None, almanac_robot=None)
    return rules.KEEP.visible(rows, user, "area__path").order_by("name", "pk")


def speaking_below(street: Area) -> QuerySet[Endpoint]:
    """Return the robots that say an issue in the communities of a street."""
    rows = Endpoint.objects.filter(area__path__startswith=street.path, area__level=AreaLevel.COMMUNITY)
    rows = rows.filter(enabled=True, almanac_robot__isnull=False, micro_groups=None)
    return rows.order_by("area", "pk")


def speaking_in(area: Area) -> list[Endpoint]:
    """Return the robots that say an issue in a community."""
    rows = Endpoint.objects.filter(area=area, enabled=True, almanac_robot__isnull=False, micro_groups=None)
    return list(rows.order_by("pk"))
