"""The monthly calendar 便民月历: its issues 期, their entries 条, who approved them, each version that went out."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yike.core.record.base import Recorded
from yike.engines.notices import LINE, Notice
from yike.rooms.almanac.models.activities import Audience
from yike.rooms.almanac.models.bulletins import Told

NOBODY = _("所有居民")


class IssueState(models.TextChoices):
    """Where an issue stands."""

    GATHERING = "gathering", _("征集")
    PROOFING = "proofing", _("校对")
    FIRST = "first", _("待初审")
    SECOND = "second", _("待复审")
    SIGNING = "signing", _("待签发")
    SIGNED = "signed", _("已签发，待发布")
    PUBLISHED = "published", _("已发布")
    CORRECTING = "correcting", _("勘误")
    WITHDRAWN = "withdrawn", _("已撤回")
    ARCHIVED = "archived", _("已归档")


S = IssueState
EDITED = frozenset({S.GATHERING, S.PROOFING, S.CORRECTING})
"""Its entries can be written."""
OUT = frozenset({S.PUBLISHED, S.ARCHIVED, S.CORRECTING, S.SECOND, S.SIGNING, S.SIGNED})
"""Where a version went out, residents read it: a correction on its way leaves the former one standing."""


class ApprovalStep(models.TextChoices):
    """三审: the three looks, by three people."""

    FIRST = "first", _("初审")
    SECOND = "second", _("复审")
    SIGN = "sign", _("签发")


class EntryKind(models.TextChoices):
    """Where an entry comes from."""

    ACTIVITY = "activity", _("活动")
    NOTICE = "notice", _("通知")
    POINT = "point", _("站点变动")


class VersionKind(models.TextChoices):
    """What a version tells the groups."""

    FIRST = "first", _("发布")
    CORRECTION = "correction", _("更正")
    WITHDRAWAL = "withdrawal", pgettext_lazy("what a version is", "撤回")


def _person(label: Any, *, null: bool = False) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=null, blank=null, related_name="+", verbose_name=label
    )


class Issue(Recorded):
    """期: the calendar of a month in a street. ``month`` is its first day.

    ``number`` is given when it is first published, without gaps, and never changes. ``version`` counts what went
    out, 0 before. ``round`` counts how often it was sent to its reviewers. ``reason`` is why it was last sent back,
    corrected or withdrawn. At ``publish_at`` a signed one is published by itself, with the addresses of
    ``publish_base``.
    """

    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="issues", verbose_name=_("街道"))
    month = models.DateField(_("月份"))
    number: Any = models.PositiveIntegerField(_("期号"), null=True, blank=True)
    title = models.CharField(_("标题"), max_length=30)
    state = models.CharField(_("状态"), max_length=10, choices=IssueState, default=IssueState.GATHERING)
    version = models.PositiveSmallIntegerField(_("第几版"), default=0)
    round = models.PositiveSmallIntegerField(_("送审次数"), default=0)
    reason = models.CharField(_("原因"), max_length=200, blank=True)
    made_by: Any = _person(_("谁编"), null=True)
    made_at = models.DateTimeField(_("开始征集"))
    published_at: Any = models.DateTimeField(_("发布时间"), null=True, blank=True)
    publish_at: Any = models.DateTimeField(_("定时发布"), null=True, blank=True)
    publish_base = models.CharField(_("网址"), max_length=200, blank=True)

    class Meta:
        """The newest month first; a month has one issue that was not withdrawn, a number stands for one."""

        ordering = ("-month", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("area", "number"), name="issue_number_once"),
            models.UniqueConstraint(
                fields=("area", "month"), condition=~Q(state="withdrawn"), name="issue_of_month_once"
            ),
        )
        verbose_name = _("便民月历")

    def __str__(self) -> str:
        """Return month and title."""
        return self.title

    def get_absolute_url(self) -> str:
        """Return its page on the desk."""
        return reverse("almanac:issue", args=[self.pk])

    @property
    def of(self) -> str:
        """Return its name for timelines and messages."""
        return self.recorded_subject()

    @property
    def edited(self) -> bool:
        """Return whether its entries can be written now."""
        return self.state in EDITED

    @property
    def out(self) -> bool:
        """Return whether residents can read it."""
        return self.version > 0 and self.state != IssueState.WITHDRAWN


class _OfIssue(Recorded):
    """What belongs to an issue stands in the issue's timeline."""

    class Meta(Recorded.Meta):
        """Abstract."""

        abstract = True

    def recorded_area_id(self) -> int | None:
        """Return the issue's street."""
        area: int = self.issue.area_id  # type: ignore[attr-defined]
        return area

    def recorded_subject(self) -> str:
        """Return the issue."""
        return f"almanac.issue:{self.issue_id}"  # type: ignore[attr-defined]


class Approval(_OfIssue):
    """审签: one person's yes to one step of one round. The database refuses a second step by the same person."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="approvals", verbose_name=_("便民月历"))
    round = models.PositiveSmallIntegerField(_("第几次送审"))
    step = models.CharField(_("第几审"), max_length=6, choices=ApprovalStep)
    by = _person(_("谁审"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        """In order of time; each step once in a round, each person once in a round."""

        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("issue", "round", "step"), name="issue_step_once"),
            models.UniqueConstraint(fields=("issue", "round", "by"), name="issue_three_people"),
        )
        verbose_name = _("月历审签")

    def __str__(self) -> str:
        """Return which look it was."""
        return str(self.get_step_display())


class Entry(_OfIssue, Told):
    """条: one line of the month.

    ``source`` names what it was gathered from, if that is no ``activity``; an entry with neither was typed by hand.
    ``gathered`` are day, times and place as they were then. ``dropped`` keeps it from going out, and from being
    gathered again. ``first`` is the same thing in an issue of the month that was withdrawn, the earliest one.
    """

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="entries", verbose_name=_("便民月历"))
    order = models.PositiveSmallIntegerField(_("次序"), default=0)
    kind = models.CharField(_("来源"), max_length=8, choices=EntryKind, default=EntryKind.NOTICE)
    activity: Any = models.ForeignKey(
        "almanac.Activity",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name=_("活动"),
    )
    source = models.CharField(_("收集自"), max_length=80, blank=True, editable=False)
    gathered = models.JSONField(_("收集时的样子"), default=dict, blank=True, editable=False)
    dropped = models.BooleanField(_("不登"), default=False)
    first: Any = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("最早的那一条")
    )
    made_by: Any = _person(_("谁写"), null=True)

    class Meta:
        """In their order; an activity, a notice and a change stand once in an issue."""

        ordering = ("order", "day", "start", "pk")
        constraints = (
            models.UniqueConstraint(fields=("issue", "activity"), name="activity_once_in_issue"),
            models.UniqueConstraint(
                fields=("issue", "source"), condition=~Q(source=""), name="source_once_in_issue"
            ),
        )
        verbose_name = _("月历条目")

    @property
    def notice(self) -> Notice:
        """Return it as the engine reads it."""
        told = {name: getattr(self, name) for name in CONTENT}
        return Notice(**told, audience=audience_words(self.audience))


CONTENT = ("title", "day", "until", "start", "end", "place", "more", "contact", "phone", "link")
"""What of an entry is read by the engine of notices as it stands."""
LINE_MOST = LINE


def audience_words(codes: list[str]) -> str:
    """Return for whom something is meant, in words; everybody where nobody is named."""
    named = [str(Audience(code).label) for code in codes if code in Audience.values]
    return "、".join(named)


class IssueVersion(_OfIssue):
    """一版: what went out at one moment. ``content`` holds its entries as they stood then and is never edited.

    ``base`` is where the house was reached when it was published, as "https://name": addresses in messages begin
    with it. ``sequence`` counts the versions of the month, so that phones take what is newer for newer, also in a
    second issue. ``cursor`` is the last micro-group for which the forward pack is made; ``spread_at`` is when all
    were. ``mailed`` is the last subscription that was written to, ``mailed_at`` when all were.
    """

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="versions", verbose_name=_("便民月历"))
    number = models.PositiveSmallIntegerField(_("第几版"))
    kind = models.CharField(_("是什么"), max_length=10, choices=VersionKind)
    reason = models.CharField(_("原因"), max_length=200, blank=True)
    content = models.JSONField(_("内容"), default=list)
    published_at = models.DateTimeField(_("发布时间"))
    base = models.CharField(_("网址"), max_length=200, blank=True)
    cursor = models.BigIntegerField(default=0)
    sequence = models.PositiveIntegerField(default=0)
    spread_at: Any = models.DateTimeField(_("转发包备齐"), null=True, blank=True)
    mailed = models.BigIntegerField(default=0)
    mailed_at: Any = models.DateTimeField(_("邮件寄齐"), null=True, blank=True)

    unrecorded_fields: ClassVar[frozenset[str]] = frozenset({"content", "cursor", "sequence", "mailed"})

    class Meta:
        """In order; each number once. Those whose packs are not all made are few."""

        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("issue", "number"), name="issue_version_once"),)
        indexes = (
            models.Index(fields=("spread_at",), name="issue_version_spread"),
            models.Index(fields=("mailed_at",), name="issue_version_mailed"),
        )
        verbose_name = _("月历版本")

    def __str__(self) -> str:
        """Return what it is."""
        return str(self.get_kind_display())

    @property
    def turn(self) -> int:
        """Return its number among the versions of the month."""
        return self.sequence or self.number
