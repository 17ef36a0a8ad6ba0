"""The working calendar of each year, and the office hours of units."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from yike.core.record.base import Recorded
from yike.engines.worktime.days import DayKind

SPANS = 80  # characters of a day's spans as written


class YearState(models.TextChoices):
    """How far a year's table can be trusted."""

    EXPECTED = "expected", _("预排（还没有通知）")
    SEEDED = "seeded", _("请核对")
    CHECKED = "checked", _("已核对")


class CalendarYear(Recorded):
    """The table of one year. ``version`` is new with each change: whoever keeps a copy sees that it is stale."""

    year = models.PositiveSmallIntegerField(_("年份"), unique=True)
    state = models.CharField(_("状态"), max_length=8, choices=YearState)
    source = models.CharField(_("依据"), max_length=200)
    version = models.UUIDField(default=uuid.uuid4, editable=False)

    unrecorded_fields: ClassVar[frozenset[str]] = frozenset({"version"})

    class Meta:
        """Years in order."""

        verbose_name = _("工作日历")
        ordering = ("year",)

    def __str__(self) -> str:
        """Return the year."""
        return str(self.year)

    @property
    def in_use(self) -> bool:
        """Whether deadlines are reckoned with it: not before the notice is out."""
        return self.state != YearState.EXPECTED


class CalendarDay(Recorded):
    """A day that departs from the ordinary week of five working days."""

    KINDS: ClassVar[list[tuple[str, object]]] = [
        (DayKind.REST.value, _("放假")),
        (DayKind.WORK.value, _("调休上班")),
    ]

    year = models.ForeignKey(CalendarYear, models.PROTECT, related_name="days", verbose_name=_("工作日历"))
    day = models.DateField(_("日期"), unique=True)
    kind = models.CharField(_("安排"), max_length=4, choices=KINDS)
    name = models.CharField(_("名称"), max_length=40, blank=True)

    class Meta:
        """Days in order."""

        verbose_name = _("放假或调休")
        ordering = ("day",)

    def __str__(self) -> str:
        """Return day and name."""
        return f"{self.day} {self.name}"

    def recorded_subject(self) -> str:
        """Return the year: its timeline shows every day's change."""
        return f"calendar.calendaryear:{self.year_id}"


def _spans(label: object) -> models.CharField[str, str]:
    return models.CharField(label, max_length=SPANS, blank=True)  # type: ignore[arg-type]


class OfficeHours(Recorded):
    """When a unit is open; without a unit, what holds for all that have no hours of their own.

    Spans are written as ``09:00-12:00 13:00-17:00``; nothing means shut.
    """

    unit = models.ForeignKey(
        "accounts.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("单位")
    )
    monday = _spans(_("周一"))
    tuesday = _spans(_("周二"))
    wednesday = _spans(_("周三"))
    thursday = _spans(_("周四"))
    friday = _spans(_("周五"))
    saturday = _spans(_("周六"))
    sunday = _spans(_("周日"))
    makeup = _spans(_("调休上班日"))
    keeps_holidays = models.BooleanField(_("节假日休息"), default=True)
    version = models.UUIDField(default=uuid.uuid4, editable=False)

    WEEK: ClassVar[tuple[str, ...]] = (
        *("monday", "tuesday", "wednesday", "thursday"),
        *("friday", "saturday", "sunday"),
    )
    unrecorded_fields: ClassVar[frozenset[str]] = frozenset({"version"})

    class Meta:
        """One row a unit, and one without a unit."""

        verbose_name = _("上班时间")
        constraints = (
            models.UniqueConstraint(Coalesce("unit", models.Value(0)), name="office_hours_once_a_unit"),
        )

    def __str__(self) -> str:
        """Return whose hours they are."""
        return str(self.unit or _("全街道"))

    def recorded_area_id(self) -> int | None:
        """Return the unit's area."""
        return self.unit.area_id if self.unit else None


class HoursException(Recorded):
    """The hours of one date, instead of those of its weekday; no spans means shut."""

    hours = models.ForeignKey(
        OfficeHours, models.PROTECT, related_name="exceptions", verbose_name=_("上班时间")
    )
    day = models.DateField(_("日期"))
    spans = models.CharField(_("时段"), max_length=SPANS, blank=True)
    name = models.CharField(_("原因"), max_length=40, blank=True)

    class Meta:
        """One row a date."""

        verbose_name = _("某一天的上班时间")
        ordering = ("day",)
        constraints = (models.UniqueConstraint(fields=("hours", "day"), name="office_hours_once_a_date"),)

    def __str__(self) -> str:
        """Return day and reason."""
        return f"{self.day} {self.name}"

    def recorded_subject(self) -> str:
        """Return the hours: their timeline shows every exception."""
        return f"calendar.officehours:{self.hours_id}"

    def recorded_area_id(self) -> int | None:
        """Return the unit's area."""
        return self.hours.recorded_area_id()
