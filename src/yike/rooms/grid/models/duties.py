"""Duties 包干: who answers for which place, from when until when; and what is posted about a grid."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yike.core.record.base import Recorded


class PlaceKind(models.TextChoices):
    """What is answered for: one spot, a stretch of road or bank, a building."""

    POINT = "point", _("点位")
    STRETCH = "stretch", _("路段")
    BUILDING = "building", _("楼栋")


class DutyPlace(Recorded):
    """包干点: a place somebody has to answer for. In ``area``, the smallest area of ours it lies in.

    ``lon lat`` are WGS-84 degrees: the spot, the door of a building, the middle of a stretch. ``line`` is the
    stretch itself as GeoJSON coordinates, at least two; empty for the others. ``dropped_on``: nobody needs to
    answer for it any more from that day.
    """

    kind = models.CharField(_("类型"), max_length=12, choices=PlaceKind)
    code = models.CharField(_("编号"), max_length=20, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    area = models.ForeignKey(
        "areas.Area", models.PROTECT, related_name="duty_places", verbose_name=_("所在网格")
    )
    address = models.CharField(_("地址"), max_length=120, blank=True)
    lon = models.FloatField(_("经度"), null=True, blank=True)
    lat = models.FloatField(_("纬度"), null=True, blank=True)
    line = models.JSONField(_("走向"), default=list, blank=True)
    dropped_on: Any = models.DateField(_("撤销日期"), null=True, blank=True)

    class Meta:
        """Listed by grid and code."""

        ordering = ("area__path", "code")
        indexes = (
            models.Index(fields=("area", "dropped_on"), name="duty_place_by_area"),
            models.Index(fields=("lon", "lat"), name="duty_place_by_place"),
        )
        verbose_name = _("包干点")

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    def get_absolute_url(self) -> str:
        """Return the page of this place on the desk."""
        return reverse("grid:duty_place", args=[self.pk])


class Duty(Recorded):
    """包干: ``unit`` answers for ``place`` from a day until a day, both included; ``until`` empty: on and on.

    ``partner`` helps, ``leader`` leads, ``members`` are the names of those who take part. At any time one place
    has at most one duty: kept under the lock of its place, and by the constraints below.
    """

    place = models.ForeignKey(DutyPlace, models.PROTECT, related_name="duties", verbose_name=_("包干点"))
    unit = models.ForeignKey(
        "accounts.Unit", models.PROTECT, related_name="duties", verbose_name=_("责任单位")
    )
    partner: Any = models.ForeignKey(
        "accounts.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="partner_duties",
        verbose_name=_("共建单位"),
    )
    leader: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="led_duties",
        verbose_name=_("组长"),
    )
    members = models.JSONField(_("队员"), default=list, blank=True)
    since = models.DateField(_("从"))
    until: Any = models.DateField(_("到"), null=True, blank=True)

    named_in_history = "place__name"

    class Meta:
        """The latest first. What no two rows may share is kept by the database itself."""

        ordering = ("-since", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("place", "since"), name="duty_one_from_a_day"),
            models.UniqueConstraint(fields=("place",), condition=Q(until=None), name="duty_one_without_end"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="duty_ends_after_it_begins"
            ),
        )
        indexes = (models.Index(fields=("until", "since"), name="duty_by_day"),)
        verbose_name = _("包干")

    def __str__(self) -> str:
        """Return who for what."""
        return f"{self.unit} → {self.place}"

    def recorded_area_id(self) -> int | None:
        """Return the area of the place."""
        return self.place.area_id

    def recorded_subject(self) -> str:
        """Return the timeline of the place."""
        return f"grid.dutyplace:{self.place_id}"


class GridNotice(Recorded):
    """公示: what is posted of an area, as the law asks: who, by which phone, and whom to complain to.

    ``worker`` and ``phone`` belong to grids; ``supervision`` counts for all areas below one until another says
    its own.
    """

    area = models.OneToOneField(
        "areas.Area", models.PROTECT, related_name="grid_notice", verbose_name=_("区域")
    )
    worker: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="grid_notices",
        verbose_name=_("网格员"),
    )
    phone = models.CharField(_("公布的电话"), max_length=40, blank=True)
    supervision = models.CharField(_("监督电话"), max_length=40, blank=True)

    named_in_history = "area__name"

    class Meta:
        """In the order of the tree."""

        ordering = ("area__path",)
        verbose_name = _("网格公示")

    def __str__(self) -> str:
        """Return whose it is."""
        return str(self.area)
