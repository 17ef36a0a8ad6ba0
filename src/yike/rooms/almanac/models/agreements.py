"""Agreements 共建: who has agreed with whom, for how long, the three lists, what was held, how it went."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yike.core.accounts.models import UnitKind
from yike.core.record.base import Recorded
from yike.rooms.almanac.models.activities import OFF

ENDS_SOON = 60  # days before its last day at which somebody has to decide how it goes on
PARTNERS = frozenset({UnitKind.PARTNER, UnitKind.ENTERPRISE})
"""The other side; all other kinds of units are the house's own."""


class AgreementState(models.TextChoices):
    """Where an agreement stands."""

    DRAFT = "draft", _("草拟")
    IN_FORCE = "in_force", _("执行中")
    ENDED = "ended", _("到期结束")
    RENEWED = "renewed", _("已续签")
    TERMINATED = "terminated", _("提前终止")
    DROPPED = "dropped", _("不签了")


SIGNED = frozenset({AgreementState.IN_FORCE, AgreementState.ENDED, AgreementState.RENEWED})
"""Things can have been held under it, and both sides may say how it went."""


class Agreement(Recorded):
    """共建协议. ``owner`` is the unit of the house that keeps it, one of its parties; ``area`` is whose it is.

    ``begins`` and ``ends`` are its first and last day. ``signers`` names who signed, ``limits`` what the partner
    does not do. ``renews`` is the agreement this one goes on from.
    """

    title = models.CharField(_("名称"), max_length=80)
    number = models.CharField(_("协议编号"), max_length=40, blank=True)
    area = models.ForeignKey(
        "areas.Area", models.PROTECT, related_name="agreements", verbose_name=_("所在区域")
    )
    owner = models.ForeignKey(
        "accounts.Unit", models.PROTECT, related_name="agreements_kept", verbose_name=_("牵头单位")
    )
    state = models.CharField(_("状态"), max_length=12, choices=AgreementState, default=AgreementState.DRAFT)
    begins = models.DateField(_("开始"))
    ends = models.DateField(_("最后一天"))
    signed_on: Any = models.DateField(_("签约日期"), null=True, blank=True)
    signers = models.CharField(_("谁签的字"), max_length=200, blank=True)
    contact = models.CharField(_("联系人和电话"), max_length=120, blank=True)
    aims = models.TextField(_("一起做什么"), max_length=2000, blank=True)
    limits = models.CharField(_("合作边界"), max_length=200, blank=True)
    why = models.CharField(_("终止的原因"), max_length=200, blank=True)
    ended_on: Any = models.DateField(_("哪天结束"), null=True, blank=True)
    renews: Any = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="renewals", verbose_name=_("续的哪一份")
    )
    made_by: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("谁经办"),
    )
    made_at = models.DateTimeField(_("草拟时间"))

    named_in_history = "title"

    class Meta:
        """The one that ends first, first."""

        ordering = ("ends", "pk")
        indexes = (
            models.Index(fields=("area", "state"), name="agreement_by_area"),
            models.Index(fields=("state", "ends"), name="agreement_by_end"),
        )
        constraints = (models.CheckConstraint(condition=Q(ends__gte=F("begins")), name="agreement_term"),)
        verbose_name = _("共建协议")

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    @property
    def of(self) -> str:
        """Return its name for deadlines."""
        return self.recorded_subject()

    def covers(self, day: date) -> bool:
        """Return whether a day lies in its term, as far as it went."""
        return self.begins <= day <= (self.ended_on or self.ends)

    def get_absolute_url(self) -> str:
        """Return its page on the desk."""
        return reverse("almanac:agreement", args=[self.pk])


class OfAnAgreement(Recorded):
    """A row that belongs to an agreement: its timeline shows it."""

    agreement: Any
    agreement_id: int

    class Meta(Recorded.Meta):
        """Abstract."""

        abstract = True

    def recorded_area_id(self) -> int | None:
        """Return the agreement's area."""
        area: int = self.agreement.area_id
        return area

    def recorded_subject(self) -> str:
        """Return the agreement."""
        return f"almanac.agreement:{self.agreement_id}"

    def get_absolute_url(self) -> str:
        """Return the page of the agreement."""
        return reverse("almanac:agreement", args=[self.agreement_id])


class AgreementParty(OfAnAgreement):
    """缔约方: a unit of the house, a bank, a school, a firm."""

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="parties", verbose_name=_("共建协议")
    )
    unit = models.ForeignKey(
        "accounts.Unit", models.PROTECT, related_name="agreements", verbose_name=_("单位")
    )

    named_in_history = "unit__name"

    class Meta:
        """In the order in which they were named; each unit once."""

        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("agreement", "unit"), name="one_party"),)
        verbose_name = _("缔约方")

    def __str__(self) -> str:
        """Return the unit's name."""
        return str(self.unit)


class LineKind(models.TextChoices):
    """The three lists."""

    NEED = "need", _("需求")
    RESOURCE = "resource", _("资源")
    PROJECT = "project", _("项目")


class LineState(models.TextChoices):
    """Where one line of a list stands."""

    OPEN = "open", _("还没开始")
    DOING = "doing", _("进行中")
    DONE = "done", _("完成了")
    DROPPED = "dropped", _("不做了")


WORDS = {
    (LineKind.NEED, LineState.OPEN): _("待对接"),
    (LineKind.NEED, LineState.DOING): _("已对接"),
    (LineKind.NEED, LineState.DONE): _("已满足"),
    (LineKind.NEED, LineState.DROPPED): _("不需要了"),
    (LineKind.RESOURCE, LineState.OPEN): _("可以用"),
    (LineKind.RESOURCE, LineState.DOING): _("正在用"),
    (LineKind.RESOURCE, LineState.DONE): _("用完了"),
    (LineKind.RESOURCE, LineState.DROPPED): _("不提供了"),
}


class AgreementLine(OfAnAgreement):
    """One line of the three lists 需求、资源、项目清单. ``unit`` is whose it is, or who leads the project.

    A project joins the ``need`` it answers and the ``resource`` it uses, where they are in the lists.
    ``result`` is what came of it, or why it is not done.
    """

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="lines", verbose_name=_("共建协议"))
    kind = models.CharField(_("哪张清单"), max_length=8, choices=LineKind)
    title = models.CharField(_("内容"), max_length=120)
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="+", verbose_name=_("单位"))
    state = models.CharField(_("状态"), max_length=8, choices=LineState, default=LineState.OPEN)
    due: Any = models.DateField(_("几时以前"), null=True, blank=True)
    need: Any = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="answered_by",
        verbose_name=_("对应的需求"),
    )
    resource: Any = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="used_by", verbose_name=_("用到的资源")
    )
    result = models.CharField(_("做得怎样"), max_length=200, blank=True)
    done_on: Any = models.DateField(_("哪天完成"), null=True, blank=True)

    named_in_history = "title"

    class Meta:
        """By list, in the order in which they were written."""

        ordering = ("kind", "pk")
        verbose_name = _("清单的一行")

    def __str__(self) -> str:
        """Return what it says."""
        return self.title

    @property
    def state_word(self) -> Any:
        """Return where it stands, in the words of its list."""
        return WORDS.get((LineKind(self.kind), LineState(self.state)), LineState(self.state).label)


class UnderAgreement(OfAnAgreement):
    """An activity held under an agreement, and for which of its projects."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="under", verbose_name=_("共建协议"))
    activity = models.ForeignKey(
        "almanac.Activity", models.PROTECT, related_name="under", verbose_name=_("活动")
    )
    project: Any = models.ForeignKey(
        AgreementLine, models.PROTECT, null=True, blank=True, related_name="under", verbose_name=_("项目")
    )

    named_in_history = "activity__title"

    class Meta:
        """In the order of the activities; each once."""

        ordering = ("activity__starts_at", "pk")
        constraints = (models.UniqueConstraint(fields=("agreement", "activity"), name="under_once"),)
        verbose_name = _("协议下的活动")

    def __str__(self) -> str:
        """Return the activity's title."""
        return str(self.activity)

    @property
    def counts(self) -> bool:
        """Return whether it counts: neither cancelled nor put off, and on a day of the agreement."""
        on = timezone.localdate(self.activity.starts_at)
        return self.activity.state not in OFF and self.agreement.covers(on)


class Grade(models.IntegerChoices):
    """How a year of an agreement went, by one of its parties."""

    VERY_GOOD = 5, _("很好")
    GOOD = 4, _("好")
    FAIR = 3, _("一般")
    POOR = 2, _("差")
    VERY_POOR = 1, _("很差")


class AgreementRating(OfAnAgreement):
    """年度评价: how one party finds that a year went."""

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="ratings", verbose_name=_("共建协议")
    )
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="+", verbose_name=_("单位"))
    year = models.PositiveSmallIntegerField(_("哪一年"))
    grade = models.PositiveSmallIntegerField(_("评价"), choices=Grade)
    words = models.CharField(_("说明"), max_length=300, blank=True)
    by: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("谁填的"),
    )
    at = models.DateTimeField(_("时间"))

    named_in_history = "unit__name"

    class Meta:
        """The latest year first; each party once a year."""

        ordering = ("-year", "pk")
        constraints = (
            models.UniqueConstraint(fields=("agreement", "unit", "year"), name="rated_once_a_year"),
        )
        verbose_name = _("年度评价")

    def __str__(self) -> str:
        """Return whose, and of which year."""
        return f"{self.unit} {self.year}"
