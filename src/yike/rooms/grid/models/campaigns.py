"""Campaigns 专项行动 (啄木鸟): a list of points that teams walk within some days, and what they find there."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yike.core.record.base import Recorded


class CampaignState(models.TextChoices):
    """Where a campaign stands."""

    PREPARING = "preparing", _("筹备")
    RUNNING = "running", _("进行中")
    CLOSING = "closing", _("收尾")
    ARCHIVED = "archived", _("已归档")
    CANCELLED = "cancelled", _("已取消")


class PointState(models.TextChoices):
    """What is known of a point: nobody was there yet, all is well, something found, it could not be reached."""

    AHEAD = "ahead", _("还没走")
    CLEAN = "clean", _("没问题")
    FOUND = "found", _("有发现")
    MISSED = "missed", _("没走成")


WALKED = (PointState.CLEAN, PointState.FOUND)
"""States of points that count as walked."""
SHOWN = frozenset({CampaignState.PREPARING, CampaignState.RUNNING, CampaignState.CLOSING})
"""States of campaigns that are not over."""


def _user(label: Any, **more: Any) -> models.ForeignKey[Any, Any]:
    options: dict[str, Any] = {"null": True, "blank": True, "related_name": "+", "verbose_name": label}
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, **(options | more))


def _moment(label: Any) -> models.DateTimeField[Any, Any]:
    return models.DateTimeField(label, null=True, blank=True)


class Campaign(Recorded):
    """行动: why, in which area, from which day until which, and what to look at (at most eight questions).

    ``days_after`` are the days after its closing within which the same trouble counts as come back. ``closed_at``
    is when walking ended, ``former`` the campaign its points were copied from.
    """

    name = models.CharField(_("名称"), max_length=60)
    purpose = models.CharField(_("为什么做"), max_length=300, blank=True)
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+", verbose_name=_("范围"))
    state = models.CharField(_("状态"), max_length=10, choices=CampaignState, default=CampaignState.PREPARING)
    since = models.DateField(_("从哪天"))
    until = models.DateField(_("到哪天"))
    questions = models.JSONField(_("看什么"), default=list, blank=True)
    days_after = models.PositiveSmallIntegerField(_("结束后多少天内再有算复发"), default=30)
    former: Any = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("照着哪次做的")
    )
    made_by: Any = _user(_("发起人"))
    made_at = models.DateTimeField(_("登记时间"))
    started_at = _moment(_("开始时间"))
    closed_at = _moment(_("走访结束时间"))
    ended_at = _moment(_("归档时间"))

    class Meta:
        """The latest first."""

        ordering = ("-since", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="campaign_ends_after_it_begins"),
        )
        indexes = (
            models.Index(fields=("area", "state"), name="campaign_by_area"),
            models.Index(fields=("state", "closed_at"), name="campaign_by_state"),
        )
        verbose_name = _("专项行动")

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def over(self) -> bool:
        """Return whether nothing can be done any more."""
        return self.state not in SHOWN

    def get_absolute_url(self) -> str:
        """Return the page of this campaign."""
        return reverse("grid:campaign", args=[self.pk])


class _OfCampaign(Recorded):
    """Whatever belongs to a campaign is told in its timeline."""

    class Meta:
        """Abstract."""

        abstract = True

    def recorded_subject(self) -> str:
        """Return the campaign."""
        return f"grid.campaign:{self.campaign_id}"  # type: ignore[attr-defined]


class CampaignTeam(_OfCampaign):
    """小队: who walks together, mainly in ``area``; ``helpers`` counts those without an account."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="teams", verbose_name=_("专项行动"))
    name = models.CharField(_("队名"), max_length=30)
    leader: Any = _user(_("队长"), null=False, blank=False)
    area: Any = models.ForeignKey(
        "areas.Area", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("主要在哪里走")
    )
    helpers = models.PositiveSmallIntegerField(_("没有账号的志愿者"), default=0)

    class Meta:
        """By name; each name once in a campaign."""

        ordering = ("name", "pk")
        constraints = (models.UniqueConstraint(fields=("campaign", "name"), name="campaign_team_once"),)
        verbose_name = _("小队")

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    def recorded_area_id(self) -> int | None:
        """Return the area of the campaign."""
        return self.campaign.area_id

    @property
    def of(self) -> str:
        """What its deadline is of."""
        return f"grid.campaignteam:{self.pk}"

    def get_absolute_url(self) -> str:
        """Return the page on which it walks."""
        return reverse("grid:campaign_team", args=[self.pk])


class _OfTeam(Recorded):
    """Whatever belongs to a team is told with its campaign."""

    class Meta:
        """Abstract."""

        abstract = True

    def recorded_area_id(self) -> int | None:
        """Return the area of the campaign."""
        return self.team.recorded_area_id()  # type: ignore[attr-defined]

    def recorded_subject(self) -> str:
        """Return the campaign."""
        return self.team.recorded_subject()  # type: ignore[attr-defined]


class CampaignMember(_OfTeam):
    """队员: somebody with an account who walks with a team."""

    team = models.ForeignKey(CampaignTeam, models.PROTECT, related_name="members", verbose_name=_("小队"))
    user: Any = _user(_("队员"), null=False, blank=False, related_name="campaign_teams")

    named_in_history: ClassVar[str] = "user__name"

    class Meta:
        """In the order in which they joined; each once."""

        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("team", "user"), name="campaign_member_once"),)
        verbose_name = _("队员")

    def __str__(self) -> str:
        """Return who it is."""
        return str(self.user)


class CampaignUnit(_OfTeam):
    """参加单位: a unit, often a partner, whose people walk with a team."""

    team = models.ForeignKey(CampaignTeam, models.PROTECT, related_name="units", verbose_name=_("小队"))
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="+", verbose_name=_("单位"))

    named_in_history: ClassVar[str] = "unit__name"

    class Meta:
        """In the order in which they joined; each once."""

        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("team", "unit"), name="campaign_unit_once"),)
        verbose_name = _("参加单位")

    def __str__(self) -> str:
        """Return which it is."""
        return str(self.unit)


class CampaignPoint(_OfCampaign):
    """点: a place to be walked to once. In ``area``, the smallest area of ours it lies in.

    ``lon lat`` are WGS-84 degrees, None where only the address is known. ``place`` is the duty place it is;
    ``root`` the oldest of those it was copied from. ``walked_at`` and ``walked_by`` tell the walk
    that counts, or the last attempt where it could not be reached (``reason``).
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="points", verbose_name=_("专项行动"))
    name = models.CharField(_("名称"), max_length=60)
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+", verbose_name=_("所在网格"))
    address = models.CharField(_("地址"), max_length=120, blank=True)
    lon = models.FloatField(_("经度"), null=True, blank=True)
    lat = models.FloatField(_("纬度"), null=True, blank=True)
    place: Any = models.ForeignKey(
        "grid.DutyPlace",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="campaign_points",
        verbose_name=_("包干点"),
    )
    root: Any = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("最早的那个点")
    )
    team: Any = models.ForeignKey(
        CampaignTeam, models.PROTECT, null=True, blank=True, related_name="points", verbose_name=_("小队")
    )
    state = models.CharField(_("走得怎样"), max_length=8, choices=PointState, default=PointState.AHEAD)
    walked_at = _moment(_("走到时间"))
    walked_by: Any = _user(_("谁走的"))
    reason = models.CharField(_("没走成的原因"), max_length=100, blank=True)

    class Meta:
        """By grid and name; each name once in a grid."""

        ordering = ("area__path", "name", "pk")
        constraints = (
            models.UniqueConstraint(fields=("campaign", "area", "name"), name="campaign_point_once"),
            models.CheckConstraint(
                condition=Q(state="ahead", walked_at=None) | (~Q(state="ahead") & Q(walked_at__isnull=False)),
                name="campaign_point_walked_when",
            ),
        )
        indexes = (
            models.Index(fields=("campaign", "state"), name="campaign_point_by_state"),
            models.Index(fields=("team", "state"), name="campaign_point_by_team"),
        )
        verbose_name = _("点")

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def walked(self) -> bool:
        """Return whether somebody was there."""
        return self.state in WALKED

    def get_absolute_url(self) -> str:
        """Return the page of this point."""
        return reverse("grid:campaign_point", args=[self.pk])


class CampaignFinding(Recorded):
    """发现: what was found at a point became a case. ``question`` is which of the questions it answers, from 0.

    ``recurring`` says in which way it had been there before or came back, as counted when the campaign closed.
    """

    point = models.ForeignKey(CampaignPoint, models.PROTECT, related_name="findings", verbose_name=_("点"))
    case = models.OneToOneField("grid.Case", models.PROTECT, related_name="finding", verbose_name=_("案件"))
    question: Any = models.PositiveSmallIntegerField(_("哪一条"), null=True, blank=True)
    found_by: Any = _user(_("谁发现的"))
    found_at = models.DateTimeField(_("发现时间"))
    recurring = models.BooleanField(_("复发"), default=False)

    named_in_history: ClassVar[str] = "case__number"

    class Meta:
        """In order."""

        ordering = ("pk",)
        verbose_name = _("行动中的发现")

    def __str__(self) -> str:
        """Return the number of the case."""
        return str(self.case)

    def recorded_area_id(self) -> int | None:
        """Return the area of the point."""
        return self.point.area_id

    def recorded_subject(self) -> str:
        """Return the campaign."""
        return self.point.recorded_subject()
