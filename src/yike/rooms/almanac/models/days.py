"""Days on which it is better not to hold something: exams, and what else the office knows of."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yike.core.record.base import Recorded


class DayKind(models.TextChoices):
    """Why one keeps away from a day."""

    GAOKAO = "gaokao", _("高考")
    ZHONGKAO = "zhongkao", _("中考")
    OTHER = "other", _("其他")


class AvoidedDays(Recorded):
    """要避开的日子: from a day until a day, both included. They are warned of, and keep nobody from planning."""

    kind = models.CharField(_("什么日子"), max_length=8, choices=DayKind, default=DayKind.OTHER)
    name = models.CharField(_("名称"), max_length=40)
    since = models.DateField(_("从"))
    until = models.DateField(_("到"))

    class Meta:
        """By day."""

        ordering = ("since", "pk")
        constraints = (models.CheckConstraint(condition=Q(until__gte=F("since")), name="avoided_in_order"),)
        verbose_name = _("要避开的日子")

    def __str__(self) -> str:
        """Return the name."""
        return self.name
