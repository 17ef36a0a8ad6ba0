"""Baskets: kinds that belong together, because somebody needs them all within reach."""

from __future__ import annotations

from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from yike.rooms.circle.models import PointKind

BASKETS = MappingProxyType(
    {
        "daily": (
            _("日常三样：便民、银行、卫生"),
            (PointKind.SERVICE_STATION, PointKind.BANK, PointKind.HEALTH_STATION),
        ),
        "elder": (
            _("老人三样：便民、卫生、邻里之家"),
            (PointKind.SERVICE_STATION, PointKind.HEALTH_STATION, PointKind.NEIGHBOUR_HOUSE),
        ),
    }
)
