"""Activities 活动: what people gather for, who holds it, where and when, and where it stands."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yike.core.record.base import Recorded
from yike.rooms.almanac.models.series import in_english


class ActivityKind(models.TextChoices):
    """The kinds of gatherings."""

    MARKET = "market", _("便民市集")
    CONSULT = "consult", _("政策咨询")
    SERVICE_DAY = "service_day", _("服务日")
    JOBS = "jobs", _("招聘对接会")
    COURSE = "course", _("课堂")
    LECTURE = "lecture", _("讲坛")
    SHOW = "show", _("文艺活动")
    CONTEST = "contest", _("比赛")
    OPEN_DAY = "open_day", _("开放日")
    MEETING = "meeting", _("议事会")
    OTHER = "other", _("其他")


class ActivityState(models.TextChoices):
    """Where an activity stands."""

    PLAN = "plan", _("策划")
    ASKED = "asked", _("审批")
    OPEN = "open", _("报名中")
    RUNNING = "running", _("进行中")
    SUMMING = "summing", _("待总结")
    ARCHIVED = "archived", _("归档")
    POSTPONED = "postponed", _("延期")
    CANCELLED = "cancelled", _("取消")


S = ActivityState
PUBLIC = frozenset({S.OPEN, S.RUNNING, S.SUMMING, S.ARCHIVED, S.POSTPONED, S.CANCELLED})
"""What residents may read: approved once, also when it was called off afterwards."""
COMING = frozenset({S.OPEN, S.RUNNING})
"""What is on: it will take place, or does now."""
BOOKED = frozenset({S.PLAN, S.ASKED, S.OPEN, S.RUNNING})
"""It has its room."""
OVER = frozenset({S.ARCHIVED, S.CANCELLED})
OFF = frozenset({S.CANCELLED, S.POSTPONED})
"""It does not take place as was said."""


class Strand(models.TextChoices):
    """政务+: what is joined with the office's own service."""

    SERVICE = "service", _("政务")
    PARTY = "party", _("政务+党建")
    GOOD = "good", _("政务+公益")
    CULTURE = "culture", _("政务+文化")
    LAW = "law", _("政务+法治")


class Audience(models.TextChoices):
    """For whom it is meant; several may be named, none means everybody."""

    ELDERS = "elders", _("老年人")
    CHILDREN = "children", _("儿童")
    FAMILIES = "families", _("亲子家庭")
    JOBSEEKERS = "jobseekers", _("求职者")
    BUSINESSES = "businesses", _("企业和商户")
    NEWCOMERS = "newcomers", _("新居民")
    DISABLED = "disabled", _("残疾人")
    MEMBERS = "members", _("党员")
    VOLUNTEERS = "volunteers", _("志愿者")


class SignUp(models.TextChoices):
    """How people come in."""

    NONE = "none", _("不用报名，直接来")
    OPEN = "open", _("要报名")


def _user(label: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


class Activity(Recorded):
    """活动. ``code`` is short and public: it stands in the address of the page and in its QR.

    ``area`` is whose it is: a community, or the street where several hold it together. ``venue`` is None where the
    place is in ``place`` alone. ``audience`` holds codes of ``Audience``. ``capacity`` 0 is without limit;
    ``companions`` is how many somebody may bring. ``age_from age_to`` are full years on the day, ``condition`` what
    somebody confirms on signing up. ``signup_closes`` None is until it begins. ``cost`` is in yuan for each person,
    ``permit`` what the police gave for a thousand people or more. ``moved_from`` is when it should have begun
    before it got another day; a postponed one has none yet. ``slot`` is when it should be by
    the rule of its ``series``.
    """

    code = models.CharField(_("编号"), max_length=8, unique=True, editable=False)
    kind = models.CharField(_("类型"), max_length=12, choices=ActivityKind)
    strand = models.CharField(_("条线"), max_length=8, choices=Strand, default=Strand.SERVICE)
    state = models.CharField(_("状态"), max_length=10, choices=ActivityState, default=ActivityState.PLAN)
    title = models.CharField(_("名称"), max_length=60)
    title_en = models.CharField(_("英文名称"), max_length=120, blank=True)
    summary = models.TextField(_("简介"), max_length=2000, blank=True)
    summary_en = models.TextField(_("英文简介"), max_length=4000, blank=True)
    area = models.ForeignKey(
        "areas.Area", models.PROTECT, related_name="activities", verbose_name=_("所在区域")
    )
    venue: Any = models.ForeignKey(
        "almanac.Venue",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name=_("场地"),
    )
    place = models.CharField(_("集合地点"), max_length=120, blank=True)
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    audience = models.JSONField(_("面向谁"), default=list, blank=True)
    signup = models.CharField(_("怎么参加"), max_length=6, choices=SignUp, default=SignUp.NONE)
    signup_opens = models.DateTimeField(_("几时开始报名"), null=True, blank=True)
    signup_closes = models.DateTimeField(_("几时截止报名"), null=True, blank=True)
    expected = models.PositiveIntegerField(_("预计多少人来"), default=0)
    capacity = models.PositiveIntegerField(_("名额"), default=0)
    companions = models.PositiveSmallIntegerField(_("每人最多带几人"), default=0)
    age_from: Any = models.PositiveSmallIntegerField(_("年满"), null=True, blank=True)
    age_to: Any = models.PositiveSmallIntegerField(_("不超过"), null=True, blank=True)
    condition = models.CharField(_("参加的条件"), max_length=120, blank=True)
    cost = models.DecimalField(_("费用（元）"), max_digits=7, decimal_places=2, default=0)
    weather_plan = models.CharField(_("天气不好怎么办"), max_length=200, blank=True)
    insurance = models.CharField(_("保险"), max_length=200, blank=True)
    photo_note = models.CharField(_("拍照告知"), max_length=200, blank=True)
    safety = models.TextField(_("安全预案"), max_length=1000, blank=True)
    permit = models.CharField(_("公安许可文号"), max_length=60, blank=True)
    budget: Any = models.DecimalField(_("预算（元）"), max_digits=9, decimal_places=2, null=True, blank=True)
    contact = models.CharField(_("咨询电话"), max_length=60, blank=True)
    leader: Any = _user(_("负责人"))
    made_by: Any = _user(_("谁策划"))
    made_at = models.DateTimeField(_("策划时间"))
    approver: Any = _user(_("审批人"))
    approved_at = models.DateTimeField(_("审批时间"), null=True, blank=True)
    called_off = models.CharField(_("取消、延期的原因"), max_length=200, blank=True)
    moved_from = models.DateTimeField(_("原定开始"), null=True, blank=True)
    archived_at = models.DateTimeField(_("归档时间"), null=True, blank=True)
    copied_from: Any = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("照着哪次办的")
    )
    series: Any = models.ForeignKey(
        "almanac.Series",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=_("系列"),
    )
    slot = models.DateTimeField(_("按系列该在"), null=True, blank=True)

    named_in_history = "title"

    class Meta:
        """By the time it begins."""

        ordering = ("starts_at", "pk")
        indexes = (
            models.Index(fields=("state", "starts_at"), name="activity_by_state"),
            models.Index(fields=("area", "starts_at"), name="activity_by_area"),
            models.Index(fields=("starts_at",), name="activity_by_start"),
            models.Index(fields=("venue", "starts_at"), name="activity_by_venue"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="activity_ends_after_begin"),
        )
        verbose_name = _("活动")

    def __str__(self) -> str:
        """Return the title in the reader's language."""
        return self.shown_title

    @property
    def shown_title(self) -> str:
        """Return the title in the reader's language, the Chinese one where there is no other."""
        return self.title_en if in_english() and self.title_en else self.title

    @property
    def shown_summary(self) -> str:
        """Return the summary in the reader's language, the Chinese one where there is no other."""
        return self.summary_en if in_english() and self.summary_en else self.summary

    @property
    def public(self) -> bool:
        """Return whether residents may read it."""
        return self.state in PUBLIC

    @property
    def where(self) -> str:
        """Return where it takes place: the words for the meeting place, else house and room."""
        return self.place or str(self.venue or self.area)

    @property
    def audience_words(self) -> list[Any]:
        """Return for whom it is meant, in words."""
        return [Audience(code).label for code in self.audience if code in Audience.values]

    @property
    def of(self) -> str:
        """Return its name for deadlines."""
        return self.recorded_subject()

    def signing_up(self, at: datetime) -> bool:
        """Return whether somebody may sign up at a moment, as far as its dates and state go.

        What takes several days can go on taking people in after it has begun.
        """
        if self.signup != SignUp.OPEN or self.state not in COMING:
            return False
        last = self.signup_closes or self.starts_at
        return (self.signup_opens is None or self.signup_opens <= at) and at < last

    def get_absolute_url(self) -> str:
        """Return its page on the desk."""
        return reverse("almanac:activity", args=[self.pk])


class HostRole(models.TextChoices):
    """What a unit is to an activity."""

    HOST = "host", _("主办")
    CO_HOST = "co_host", _("协办")


class ActivityHost(Recorded):
    """主办、协办单位: each counts the activity as one of its own, all together count it once."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="hosts", verbose_name=_("活动"))
    unit = models.ForeignKey(
        "accounts.Unit", models.PROTECT, related_name="activities", verbose_name=_("单位")
    )
    role = models.CharField(_("身份"), max_length=8, choices=HostRole, default=HostRole.HOST)

    named_in_history = "unit__name"

    class Meta:
        """Hosts before co-hosts, in the order in which they were named; each unit once."""

        ordering = ("-role", "pk")
        constraints = (models.UniqueConstraint(fields=("activity", "unit"), name="unit_hosts_once"),)
        verbose_name = _("主办单位")

    def __str__(self) -> str:
        """Return the unit's name."""
        return str(self.unit)

    def recorded_area_id(self) -> int | None:
        """Return the activity's area."""
        return self.activity.area_id

    def recorded_subject(self) -> str:
        """Return the activity: its timeline shows who holds it."""
        return f"almanac.activity:{self.activity_id}"
