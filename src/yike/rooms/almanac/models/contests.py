"""Contests 比赛: teams, judges, sheets and deductions; sealed until they are published."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yike.core.record.base import Recorded
from yike.rooms.almanac.models.activities import Activity

APPEAL_DAYS = 2
"""For so many days after the last place was told a team may object, where the rules say nothing else."""


class ContestState(models.TextChoices):
    """Where a contest stands."""

    ENTRY = "entry", _("报名")
    DRAWN = "drawn", _("已抽签")
    JUDGING = "judging", _("比赛")
    CHECKING = "checking", _("复核")
    PUBLISHED = "published", _("已公布")
    FINAL = "final", _("定稿")


class Contest(Recorded):
    """比赛. ``criteria`` are rows of name, weight in per cent and most points; ``ties`` names in their order.

    ``word`` is what was spoken at the draw: with it anybody can make the order again. ``shown`` is how many places
    the projector has revealed, from the last one up; ``revealed_at`` is when the first place was: the days for
    appeals count from there, for nobody objects to what they have not been told.
    """

    activity = models.OneToOneField(Activity, models.PROTECT, related_name="contest", verbose_name=_("活动"))
    state = models.CharField(_("状态"), max_length=10, choices=ContestState, default=ContestState.ENTRY)
    criteria = models.JSONField(_("评分项"), default=list)
    ties = models.JSONField(_("同分时先看"), default=list)
    drop_highest = models.PositiveSmallIntegerField(_("去掉几个最高分"), default=1)
    drop_lowest = models.PositiveSmallIntegerField(_("去掉几个最低分"), default=1)
    decimals = models.PositiveSmallIntegerField(_("保留几位小数"), default=2)
    appeal_days = models.PositiveSmallIntegerField(_("全部揭晓后几天内可以申诉"), default=APPEAL_DAYS)
    word = models.CharField(_("抽签词"), max_length=40, blank=True)
    shown = models.PositiveSmallIntegerField(_("揭晓到第几名"), default=0)
    published_at = models.DateTimeField(_("公布时间"), null=True, blank=True)
    revealed_at = models.DateTimeField(_("全部揭晓的时间"), null=True, blank=True)
    checked_by: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("复核人"),
    )

    unrecorded_fields: ClassVar[frozenset[str]] = frozenset({"shown"})
    named_in_history = "activity__title"

    class Meta:
        """Named for pages."""

        verbose_name = _("比赛")

    def __str__(self) -> str:
        """Return the activity's title."""
        return str(self.activity)

    def recorded_area_id(self) -> int | None:
        """Return the activity's area."""
        return self.activity.area_id

    def recorded_subject(self) -> str:
        """Return the activity."""
        return f"almanac.activity:{self.activity_id}"

    def get_absolute_url(self) -> str:
        """Return its page on the desk."""
        return reverse("almanac:contest", args=[self.activity_id])


class OfAContest(Recorded):
    """A row that belongs to a contest."""

    contest: Any

    class Meta(Recorded.Meta):
        """Abstract."""

        abstract = True

    def recorded_area_id(self) -> int | None:
        """Return the activity's area."""
        area: int = self.contest.activity.area_id
        return area

    def recorded_subject(self) -> str:
        """Return the activity."""
        return f"almanac.activity:{self.contest.activity_id}"


class Team(OfAContest):
    """队伍. ``order`` is given by the draw, 0 before it; ``place`` and ``score`` are written when published.

    ``link_hash`` is the digest of the secret link its leader has, if any.
    """

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="teams", verbose_name=_("比赛"))
    name = models.CharField(_("队名"), max_length=40)
    unit = models.CharField(_("单位"), max_length=80, blank=True)
    people = models.PositiveSmallIntegerField(_("几个人"), default=1)
    order = models.PositiveSmallIntegerField(_("出场顺序"), default=0)
    place: Any = models.PositiveSmallIntegerField(_("名次"), null=True, blank=True)
    score: Any = models.DecimalField(_("得分"), max_digits=7, decimal_places=3, null=True, blank=True)
    link_hash: Any = models.CharField(max_length=64, unique=True, null=True, editable=False)

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"link_hash"})

    class Meta:
        """In the order of appearance; each name once."""

        ordering = ("order", "pk")
        constraints = (models.UniqueConstraint(fields=("contest", "name"), name="one_team"),)
        verbose_name = _("队伍")

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Judge(OfAContest):
    """评委. Judges on the own phone by a secret link, of which only the digest is kept."""

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="judges", verbose_name=_("比赛"))
    name = models.CharField(_("姓名"), max_length=30)
    link_hash = models.CharField(max_length=64, unique=True, editable=False)

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"link_hash"})

    class Meta:
        """In the order in which they were named; each name once."""

        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("contest", "name"), name="one_judge"),)
        verbose_name = _("评委")

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class ScoreSheet(OfAContest):
    """评分表: what one judge gave one team. Its points stand in no history before they are published."""

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="sheets", verbose_name=_("比赛"))
    judge = models.ForeignKey(Judge, models.PROTECT, related_name="sheets", verbose_name=_("评委"))
    team = models.ForeignKey(Team, models.PROTECT, related_name="sheets", verbose_name=_("队伍"))
    points = models.JSONField(_("打分"), default=dict)
    at = models.DateTimeField(_("时间"))

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"points"})
    named_in_history = "team__name"

    class Meta:
        """By team and judge; each pair once."""

        ordering = ("team__order", "judge_id")
        constraints = (models.UniqueConstraint(fields=("judge", "team"), name="one_sheet"),)
        verbose_name = _("评分表")

    def __str__(self) -> str:
        """Return whose."""
        return f"{self.judge} · {self.team}"


class TeamDeduction(OfAContest):
    """扣分: points taken from a team, with the reason."""

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="deductions", verbose_name=_("比赛"))
    team = models.ForeignKey(Team, models.PROTECT, related_name="deductions", verbose_name=_("队伍"))
    points = models.DecimalField(_("扣几分"), max_digits=4, decimal_places=1)
    reason = models.CharField(_("原因"), max_length=100)

    named_in_history = "reason"

    class Meta:
        """In order."""

        ordering = ("pk",)
        verbose_name = _("扣分")

    def __str__(self) -> str:
        """Return the reason."""
        return self.reason
