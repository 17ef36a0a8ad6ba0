"""Dwellings, and the households that live in them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from yike.core.record.base import Recorded
from yike.core.residents import masks
from yike.core.residents.addresses import spoken
from yike.core.residents.masks import Masks
from yike.core.residents.register import DwellingKind


class Dwelling(Recorded):
    """房屋: one place to live. ``key`` is the one spelling of its address, by which a list finds it again."""

    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="dwellings", verbose_name=_("网格"))
    kind = models.CharField(_("类型"), max_length=10, choices=DwellingKind, default=DwellingKind.FLAT)
    address = models.CharField(_("地址"), max_length=120)
    building = models.CharField(_("幢"), max_length=20, blank=True)
    unit = models.CharField(_("单元"), max_length=20, blank=True)
    room = models.CharField(_("室"), max_length=20, blank=True)
    lon = models.FloatField(_("经度"), null=True, blank=True)
    lat = models.FloatField(_("纬度"), null=True, blank=True)
    key = models.CharField(max_length=120, unique=True, editable=False)

    unrecorded_fields: ClassVar[frozenset[str]] = frozenset({"key"})
    masked_in_history: ClassVar[Masks] = dict.fromkeys(("unit", "room", "lon", "lat"), masks.all_of)

    class Meta:
        """Found by building."""

        verbose_name = _("房屋")
        indexes = (models.Index(fields=("address", "building"), name="dwelling_by_building"),)

    def __str__(self) -> str:
        """Return the whole address, without spaces."""
        return spoken(self.address, self.building, self.unit, self.room)

    @property
    def public_address(self) -> str:
        """The address as far as the building, as lists show it."""
        return spoken(self.address, self.building)


class Household(Recorded):
    """户: people who keep house together. ``area`` repeats the dwelling's, for quick lists.

    ``size`` is how many live there as they said; fewer of them may be known by name.
    """

    dwelling = models.ForeignKey(Dwelling, models.PROTECT, related_name="households", verbose_name=_("房屋"))
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+", verbose_name=_("网格"))
    code = models.CharField(_("户号"), max_length=40, blank=True)
    size = models.PositiveSmallIntegerField(_("家里几口人"), null=True, blank=True)
    left_on = models.DateField(_("全户离开日期"), null=True, blank=True)

    class Meta:
        """The office's own number names one household."""

        verbose_name = _("户")
        indexes = (
            models.Index(fields=("area", "left_on", "id"), name="household_by_area"),
            models.Index(fields=("id",), condition=models.Q(left_on__isnull=False), name="household_gone"),
        )
        constraints = (
            models.UniqueConstraint(fields=("code",), condition=~models.Q(code=""), name="household_code"),
        )

    def __str__(self) -> str:
        """Return the office's number, or our own."""
        return self.code or f"#{self.pk}"
