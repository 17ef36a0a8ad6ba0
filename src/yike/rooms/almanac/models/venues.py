"""Where activities take place: a house or a square, and the room inside it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yike.core.record.base import Recorded
from yike.rooms.almanac.nearness import Place


class Venue(Recorded):
    """场地. ``room`` is empty where it is the whole house or an open square; then nobody else has a room there.

    ``lon lat`` are WGS-84 degrees of the entrance, None where only the address is known. ``point`` is the service
    point it belongs to, if any. ``seats`` is how many people may be in it, None where nobody has said.
    """

    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="venues", verbose_name=_("所在区域"))
    name = models.CharField(_("场地"), max_length=60)
    room = models.CharField(_("房间"), max_length=40, blank=True, help_text=_("整个场地就空着"))
    address = models.CharField(_("地址"), max_length=120)
    lon = models.FloatField(_("经度"), null=True, blank=True)
    lat = models.FloatField(_("纬度"), null=True, blank=True)
    seats: Any = models.PositiveIntegerField(_("最多容纳多少人"), null=True, blank=True)
    step_free = models.BooleanField(_("轮椅进得去"), default=False)
    point: Any = models.ForeignKey(
        "circle.ServicePoint",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="venues",
        verbose_name=_("属于哪个站点"),
    )
    active = models.BooleanField(_("在用"), default=True)

    class Meta:
        """Houses by name, the whole house before its rooms."""

        ordering = ("name", "room", "pk")
        constraints = (models.UniqueConstraint(fields=("area", "name", "room"), name="one_venue"),)
        verbose_name = _("场地")

    def __str__(self) -> str:
        """Return house and room."""
        return f"{self.name} · {self.room}" if self.room else self.name

    @property
    def where(self) -> Place | None:
        """Return the service point it belongs to, else its spot; None where neither is known."""
        if self.point_id is not None:
            return int(self.point_id)
        return None if self.lon is None or self.lat is None else (self.lon, self.lat)

    def get_absolute_url(self) -> str:
        """Return the page on which it is kept."""
        return reverse("almanac:change_venue", args=[self.pk])
