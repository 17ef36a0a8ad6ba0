"""The series that numbers are taken from: one row for each kind of thing and year."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from yike.core.record.base import Recorded


class Series(models.TextChoices):
    """What is numbered, by the letter its numbers begin with."""

    REQUEST = "Q", _("诉求")
    CASE = "A", _("案件")
    WHISTLE = "S", _("哨")


class NumberSeries(Recorded):
    """The last number given out in a year. The number itself stands on the thing; here it is bookkeeping."""

    series = models.CharField(_("类型"), max_length=1, choices=Series)
    year = models.PositiveSmallIntegerField(_("年份"))
    last = models.PositiveIntegerField(_("最后一个登记号"), default=0)

    unrecorded_fields: ClassVar[frozenset[str]] = frozenset({"last"})

    class Meta:
        """One row for each kind and year."""

        constraints = (models.UniqueConstraint(fields=("series", "year"), name="one_number_series"),)
        verbose_name = _("编号序列")

    def __str__(self) -> str:
        """Return letter and year."""
        return f"{self.series}{self.year}"
