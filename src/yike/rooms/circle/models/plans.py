"""Named plans: what would change if points were added, moved, closed or opened longer."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yike.core.record.base import Recorded
from yike.rooms.circle.models.points import PointKind, ServicePoint


class StepKind(models.TextChoices):
    """What one step of a plan does."""

    ADD = "add", _("增设")
    MOVE = "move", _("迁址")
    CLOSE = "close", _("撤并")
    REOPEN = "reopen", _("恢复")
    HOURS = "hours", _("改时间")


class Plan(Recorded):
    """方案: steps that somebody thought of and gave a name. Nothing of it is real until the points are changed."""

    name = models.CharField(_("名称"), max_length=60)
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+", verbose_name=_("区域"))
    note = models.CharField(_("说明"), max_length=200, blank=True)
    kept_by: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="plans", verbose_name=_("谁做的")
    )
    kept_at = models.DateTimeField(_("保存时间"))

    class Meta:
        """The latest first."""

        ordering = ("-kept_at", "-pk")
        verbose_name = _("方案")

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    def get_absolute_url(self) -> str:
        """Return the page of this plan."""
        return reverse("circle:plan", args=[self.pk])


class PlanStep(Recorded):
    """方案的一步. ``point`` is the one moved, closed, reopened or given other hours; none for a new one."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="steps", verbose_name=_("方案"))
    order = models.PositiveSmallIntegerField(_("次序"))
    step = models.CharField(_("做什么"), max_length=8, choices=StepKind)
    point: Any = models.ForeignKey(
        ServicePoint, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("站点")
    )
    kind = models.CharField(_("类型"), max_length=20, choices=PointKind, blank=True)
    name = models.CharField(_("名称"), max_length=60, blank=True)
    lon = models.FloatField(_("经度"), null=True, blank=True)
    lat = models.FloatField(_("纬度"), null=True, blank=True)
    hours = models.CharField(_("开放时间"), max_length=200, blank=True)

    class Meta:
        """In the order they are taken."""

        ordering = ("order", "pk")
        constraints = (models.UniqueConstraint(fields=("plan", "order"), name="step_in_its_place"),)
        verbose_name = _("方案的一步")

    def __str__(self) -> str:
        """Return what is done."""
        return f"{self.order} {self.get_step_display()}"

    def recorded_area_id(self) -> int | None:
        """Return the area of the plan."""
        return self.plan.area_id

    def recorded_subject(self) -> str:
        """Return the timeline of the plan."""
        return self.plan.recorded_subject()
