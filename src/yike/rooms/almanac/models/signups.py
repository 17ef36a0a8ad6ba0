"""Who comes to an activity: signed up or walked in, waiting or let in, there or not."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yike.core.record.base import Recorded
from yike.core.residents import masks
from yike.core.vault.fields import BlindIndexField, SealedField
from yike.rooms.almanac.models.activities import Activity

VISITOR = "almanac.visitor:"
"""Before the word for a person, whom facts count by it."""


class Seats(Recorded):
    """The counter of an activity: whoever signs up, leaves or is let in locks this row first.

    ``taken`` are people with a place, companions too; ``waiting`` parties in the queue; ``last`` the last number.
    """

    activity = models.OneToOneField(Activity, models.PROTECT, related_name="seats", verbose_name=_("活动"))
    taken = models.PositiveIntegerField(_("已占名额"), default=0)
    waiting = models.PositiveIntegerField(_("候补"), default=0)
    last = models.PositiveIntegerField(_("最后一个号"), default=0)

    unrecorded_fields: ClassVar[frozenset[str]] = frozenset({"taken", "waiting", "last"})
    named_in_history = "activity__title"

    class Meta:
        """Named for pages."""

        verbose_name = _("名额")

    def __str__(self) -> str:
        """Return whose they are."""
        return str(self.activity)

    def recorded_area_id(self) -> int | None:
        """Return the activity's area."""
        return self.activity.area_id

    def recorded_subject(self) -> str:
        """Return the activity."""
        return f"almanac.activity:{self.activity_id}"


class SignUpState(models.TextChoices):
    """Where somebody who signed up stands."""

    BOOKED = "booked", _("报上了")
    WAITING = "waiting", _("候补")
    CANCELLED = "cancelled", _("不来了")


class Way(models.TextChoices):
    """How somebody signed up."""

    WEB = "web", _("网上")
    HELPER = "helper", _("别人代报")
    DESK = "desk", _("电话或窗口")
    PAPER = "paper", _("纸质名单")
    DOOR = "door", _("现场直接来")


class Call(models.TextChoices):
    """Why somebody without an account has to be telephoned."""

    PROMOTED = "promoted", _("候补转正")
    CHANGED = "changed", _("时间地点有变")
    CANCELLED = "cancelled", _("活动取消或延期")


class Seen(models.TextChoices):
    """How it is known that somebody came."""

    LINK = "link", _("扫码")
    NUMBER = "number", _("报号")
    NAME = "name", _("报名字")
    WALK_IN = "walk_in", _("现场登记")
    LATER = "later", _("事后补记")


class PhotoAnswer(models.TextChoices):
    """What somebody said who was asked whether they, and those they bring, may be seen on photos."""

    YES = "yes", _("可以")
    NO = "no", _("请不要拍进去")


class Registration(Recorded):
    """报名. ``number`` is spoken at the door and tells the order of arrival. Name and telephone are sealed.

    ``link_hash`` is the digest of the personal link; ``press`` of the first one: a form with this name and
    telephone, sent twice, is one. ``party`` counts the person and the companions, ``came`` how many of them were
    there. ``whose`` is a word for the person that tells nobody who it is: the same at every activity, for counting
    people apart from visits. ``apart`` are the numbers of those of whom the desk has seen that they are somebody
    else, kept with both. ``call`` says why somebody still has to be telephoned, ``tries`` how often nobody
    answered; ``was`` where somebody stood who was let in without a place. ``photos`` is what was said about photos
    for the whole party, last at ``photos_at``: empty is not asked, which is no yes.
    """

    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(
        Activity, models.PROTECT, related_name="registrations", verbose_name=_("活动")
    )
    number = models.PositiveIntegerField(_("报名号"))
    state = models.CharField(_("状态"), max_length=10, choices=SignUpState)
    link_hash: Any = models.CharField(max_length=64, unique=True, null=True, editable=False)
    press: Any = models.CharField(max_length=64, unique=True, null=True, editable=False)
    name = SealedField(_("姓名"), mask=masks.name, null=True)
    name_index = BlindIndexField(of="name", kind="visitor_name")
    phone = SealedField(_("电话"), mask=masks.phone, null=True)
    phone_index = BlindIndexField(of="phone", kind="phone")
    helper = SealedField(_("谁代报的"), mask=masks.name, null=True)
    whose = models.CharField(max_length=40, editable=False)
    party = models.PositiveSmallIntegerField(_("几个人"), default=1)
    way = models.CharField(_("怎么报的"), max_length=8, choices=Way)
    user: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="registrations",
        verbose_name=_("本人的账号"),
    )
    typed_by: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("登记人"),
    )
    made_at = models.DateTimeField(_("报名时间"))
    promoted_at = models.DateTimeField(_("候补转正时间"), null=True, blank=True)
    ended_at = models.DateTimeField(_("说不来的时间"), null=True, blank=True)
    call = models.CharField(_("要打电话"), max_length=10, choices=Call, blank=True)
    tries = models.PositiveSmallIntegerField(_("没打通几次"), default=0)
    tried_at: Any = models.DateTimeField(_("上次没打通"), null=True, blank=True)
    came_at = models.DateTimeField(_("签到时间"), null=True, blank=True)
    came = models.PositiveSmallIntegerField(_("来了几个人"), default=0)
    seen = models.CharField(_("怎么签到的"), max_length=8, choices=Seen, blank=True)
    seen_by: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("谁签到的"),
    )
    was = models.CharField(max_length=10, choices=SignUpState, blank=True, editable=False)
    forgotten_at = models.DateTimeField(_("个人信息清除时间"), null=True, blank=True)
    photos = models.CharField(_("照片里可以有他"), max_length=3, choices=PhotoAnswer, blank=True)
    photos_at = models.DateTimeField(_("什么时候说的"), null=True, blank=True)
    surveyed = models.BooleanField(default=False, editable=False)
    apart = models.JSONField(_("看过，不是同一个人"), default=list, editable=False)

    unrecorded_fields: ClassVar[frozenset[str]] = frozenset(
        {"uid", "name_index", "phone_index", "whose", "was", "surveyed"}
    )
    hidden_fields: ClassVar[frozenset[str]] = frozenset({"link_hash", "press", "user"})
    named_in_history = "number"

    class Meta:
        """In order of arrival."""

        ordering = ("number",)
        verbose_name = _("报名")
        constraints = (models.UniqueConstraint(fields=("activity", "number"), name="one_signup_number"),)
        indexes = (
            models.Index(fields=("activity", "state", "number"), name="signup_in_line"),
            models.Index(fields=("activity", "phone_index"), name="signup_by_phone"),
            models.Index(fields=("call", "activity"), name="signup_to_call"),
            models.Index(fields=("forgotten_at", "activity"), name="signup_to_forget"),
            models.Index(fields=("user",), condition=Q(user__isnull=False), name="signup_by_user"),
        )

    def __str__(self) -> str:
        """Return the number as it is spoken: 017."""
        return f"{self.number:03}"

    @property
    def of(self) -> str:
        """Return its name in the record."""
        return self.recorded_subject()

    def recorded_area_id(self) -> int | None:
        """Return the activity's area."""
        return self.activity.area_id


class Counted(models.TextChoices):
    """How people were counted where nobody signs."""

    ESTIMATE = "estimate", _("估算")
    COUNT = "count", _("点数")


class HeadCount(Recorded):
    """人数: so many people were seen, by count or by estimate, at a moment. The largest one stands for the day.

    ``key`` makes a count sent twice one count.
    """

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="counts", verbose_name=_("活动"))
    how = models.CharField(_("怎么数的"), max_length=8, choices=Counted)
    people = models.PositiveIntegerField(_("多少人"))
    at = models.DateTimeField(_("什么时候"))
    by: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("谁数的"),
    )
    key: Any = models.CharField(max_length=64, unique=True, null=True, editable=False)

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"key"})
    named_in_history = "people"

    class Meta:
        """In order."""

        ordering = ("at", "pk")
        verbose_name = _("点人数")

    def __str__(self) -> str:
        """Return how many."""
        return f"{self.people}"

    def recorded_area_id(self) -> int | None:
        """Return the activity's area."""
        return self.activity.area_id

    def recorded_subject(self) -> str:
        """Return the activity."""
        return f"almanac.activity:{self.activity_id}"


class Summary(Recorded):
    """总结: what came of an activity, in words, and how it went on."""

    activity = models.OneToOneField(
        Activity, models.PROTECT, related_name="summary_row", verbose_name=_("活动")
    )
    words = models.TextField(_("办得怎么样"), max_length=3000)
    lessons = models.TextField(_("下次怎么办"), max_length=1000, blank=True)
    spent: Any = models.DecimalField(
        _("花了多少（元）"), max_digits=9, decimal_places=2, null=True, blank=True
    )
    by: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("谁写的"),
    )
    at = models.DateTimeField(_("时间"))

    class Meta:
        """Named for pages."""

        verbose_name = _("活动总结")

    def __str__(self) -> str:
        """Return whose it is."""
        return str(self.activity)

    def recorded_area_id(self) -> int | None:
        """Return the activity's area."""
        return self.activity.area_id

    def recorded_subject(self) -> str:
        """Return the activity."""
        return f"almanac.activity:{self.activity_id}"


class Helping(Recorded):
    """志愿服务: who helped, and how long. Never with a fee (志愿服务条例)."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="helpings", verbose_name=_("活动"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="helpings", verbose_name=_("志愿者")
    )
    minutes = models.PositiveSmallIntegerField(_("多少分钟"))
    task = models.CharField(_("做什么"), max_length=60, blank=True)

    named_in_history = "user__name"

    class Meta:
        """By name; each person once."""

        ordering = ("user__name", "pk")
        constraints = (models.UniqueConstraint(fields=("activity", "user"), name="helped_once"),)
        verbose_name = _("志愿服务")

    def __str__(self) -> str:
        """Return who."""
        return str(self.user)

    @property
    def hours(self) -> str:
        """Return the hours with one decimal."""
        return f"{self.minutes / 60:.1f}"

    def recorded_area_id(self) -> int | None:
        """Return the activity's area."""
        return self.activity.area_id

    def recorded_subject(self) -> str:
        """Return the activity."""
        return f"almanac.activity:{self.activity_id}"
