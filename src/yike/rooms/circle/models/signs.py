"""Door signs 门牌告示: which batch was printed for which place of a point."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from yike.core.record.base import Recorded
from yike.rooms.circle.models.points import ServicePoint


class SignPrint(Recorded):
    """打印批次: so many signs of a point were printed with what was true then.

    ``digest`` tells what stood on it (name, address, hours, items); a sign is stale when the point's digest is
    another one now, or the point has moved since (``placed``). ``taken_down_on``: somebody removed them.
    """

    number = models.CharField(_("批次号"), max_length=20, unique=True)
    point = models.ForeignKey(ServicePoint, models.CASCADE, related_name="signs", verbose_name=_("站点"))
    printed_at = models.DateTimeField(_("打印时间"))
    printed_by: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("打印人")
    )
    copies = models.PositiveSmallIntegerField(_("张数"), default=1)
    where = models.CharField(_("贴在哪里"), max_length=120, blank=True)
    placed = models.PositiveIntegerField(_("位置版次"))
    digest = models.CharField(_("内容摘要"), max_length=64)
    taken_down_on = models.DateField(_("撤下日期"), null=True, blank=True)

    class Meta:
        """The latest first."""

        ordering = ("-printed_at", "-pk")
        verbose_name = _("门牌打印")

    def __str__(self) -> str:
        """Return the number."""
        return self.number

    def recorded_area_id(self) -> int | None:
        """Return the area of the point."""
        return self.point.area_id

    def recorded_subject(self) -> str:
        """Return the timeline of the point."""
        return self.point.recorded_subject()
