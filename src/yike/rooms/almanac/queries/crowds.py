"""How full the zones of an open day are, as residents are told: in a word, and only while it is true."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from yike.rooms.almanac.models.activities import Activity, ActivityState
from yike.rooms.almanac.models.parts import Part, PartKind

STALE = timedelta(hours=1)
"""What was counted longer ago says nothing about now."""
BUSY = 60  # percent of what a zone can hold


class Crowd(TextChoices):
    """How full a zone is."""

    QUIET = "quiet", _("人不多")
    BUSY = "busy", _("人较多")
    FULL = "full", _("满了")


TONES = {Crowd.QUIET: "ok", Crowd.BUSY: "warn", Crowd.FULL: "stop"}


@dataclass(frozen=True)
class Zone:
    """A zone with how full it is; ``crowd`` is None where nobody has said lately, or how many it holds."""

    part: Part
    crowd: Crowd | None

    @property
    def tone(self) -> str:
        """Return the tone of its badge."""
        return TONES[self.crowd] if self.crowd else ""


def crowd_of(part: Part, at: datetime) -> Crowd | None:
    """Return how full a zone is at a moment, None where that is not known."""
    if not part.holds or part.counted_at is None or at - part.counted_at > STALE:
        return None
    if part.inside >= part.holds:
        return Crowd.FULL
    return Crowd.BUSY if part.inside * 100 >= part.holds * BUSY else Crowd.QUIET


def zones(activity: Activity, at: datetime) -> list[Zone]:
    """Return the zones along the route, each with how full it is: one query."""
    rows = Part.objects.filter(activity=activity, kind=PartKind.ZONE).order_by("order")
    return [Zone(row, crowd_of(row, at)) for row in rows]


def zoned(activity: Activity) -> bool:
    """Return whether an activity has zones."""
    return Part.objects.filter(activity=activity, kind=PartKind.ZONE).exists()


def shown(activity: Activity, at: datetime) -> list[Zone]:
    """Return what residents are told: the zones of which it is known, while the activity is on."""
    if activity.state != ActivityState.RUNNING:
        return []
    return [one for one in zones(activity, at) if one.crowd]


def access_zone(activity: Activity, pk: int) -> Part:
    """Return a zone of an activity. Raises ``Http404``."""
    found = Part.objects.filter(activity=activity, kind=PartKind.ZONE, pk=pk).first()
    if found is None:
        raise Http404
    return found
