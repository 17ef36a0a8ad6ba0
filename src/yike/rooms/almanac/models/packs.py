"""The cascade 级联转发: what each community and each micro-group got of an issue, and when neighbours had it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yike.core.record.base import Recorded
from yike.rooms.almanac.models.groups import MicroGroup
from yike.rooms.almanac.models.issues import IssueVersion


class PackState(models.TextChoices):
    """Where a forward pack stands."""

    WAITING = "waiting", _("等时间")
    HANDED = "handed", _("已交群主")
    SILENT = "silent", _("没有回音")
    FORWARDED = "forwarded", _("已转发")
    DROPPED = "dropped", _("不用转了")


OPEN = frozenset({PackState.WAITING, PackState.HANDED, PackState.SILENT})
ASKED = frozenset({PackState.HANDED, PackState.SILENT})
TONES = {
    PackState.WAITING: "",
    PackState.HANDED: "info",
    PackState.SILENT: "warn",
    PackState.FORWARDED: "ok",
    PackState.DROPPED: "",
}


class Receipt(models.TextChoices):
    """回执: how one knows that the neighbours have it."""

    TAP = "tap", _("群主点了已转发")
    REPLY = "reply", _("群主回了话")
    PHOTO = "photo", _("告示栏照片")
    ROBOT = "robot", _("群机器人送达")
    STAFF = "staff", _("社区代记")


class Relay(Recorded):
    """一站: a community's part of the chain for one version; its workers see to it that all groups have it."""

    version = models.ForeignKey(
        IssueVersion, models.PROTECT, related_name="relays", verbose_name=_("月历版本")
    )
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+", verbose_name=_("社区"))
    made_at = models.DateTimeField(_("交给社区"))
    done_at: Any = models.DateTimeField(_("全部转发"), null=True, blank=True)

    named_in_history = "area__name"

    class Meta:
        """Each community once for a version."""

        constraints = (models.UniqueConstraint(fields=("version", "area"), name="relay_once"),)
        verbose_name = _("社区转发")

    def __str__(self) -> str:
        """Return the community."""
        return str(self.area)

    def get_absolute_url(self) -> str:
        """Return its page on the desk."""
        return reverse("almanac:relay", args=[self.pk])

    @property
    def of(self) -> str:
        """Return its name for deadlines."""
        return self.recorded_subject()


class Pack(Recorded):
    """转发包: one version for one micro-group, once and no more.

    ``area`` and ``households`` are the group's when it was made. ``not_before`` lies after the quiet hours, and a
    week after messages enough; at ``ask_at`` the deputy is asked. ``keeper_asked`` is False while
    the group's robot has it in hand; ``asked_before`` is whether the group had
    a former version of this issue.
    """

    version = models.ForeignKey(
        IssueVersion, models.PROTECT, related_name="packs", verbose_name=_("月历版本")
    )
    relay = models.ForeignKey(Relay, models.PROTECT, related_name="packs", verbose_name=_("社区转发"))
    group = models.ForeignKey(MicroGroup, models.PROTECT, related_name="packs", verbose_name=_("微网群"))
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+", verbose_name=_("网格"))
    households = models.PositiveSmallIntegerField(_("覆盖户数"))
    state = models.CharField(_("状态"), max_length=10, choices=PackState, default=PackState.WAITING)
    not_before = models.DateTimeField(_("不早于"))
    handed_at: Any = models.DateTimeField(_("交给群主"), null=True, blank=True)
    ask_at: Any = models.DateTimeField(_("几时请副群主"), null=True, blank=True)
    asked_at: Any = models.DateTimeField(_("请了副群主"), null=True, blank=True)
    opened_at: Any = models.DateTimeField(_("打开过"), null=True, blank=True)
    forwarded_at: Any = models.DateTimeField(_("转发时间"), null=True, blank=True)
    receipt = models.CharField(_("回执"), max_length=6, choices=Receipt, blank=True)
    forwarded_by: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("谁转发"),
    )
    message: Any = models.ForeignKey(
        "outbox.Message",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("机器人消息"),
    )
    asked_before = models.BooleanField(_("收到过前一版"), default=False)
    keeper_asked = models.BooleanField(_("请过群主"), default=True)

    named_in_history = "group__code"
    unrecorded_fields: ClassVar[frozenset[str]] = frozenset(
        {"opened_at", "ask_at", "not_before", "message", "keeper_asked"}
    )

    class Meta:
        """A group gets a version once. Sweeps find what is due by state and moment."""

        constraints = (models.UniqueConstraint(fields=("version", "group"), name="pack_once"),)
        indexes = (
            models.Index(fields=("state", "not_before"), name="pack_due"),
            models.Index(fields=("state", "ask_at"), name="pack_silent"),
            models.Index(fields=("group", "handed_at"), name="pack_of_group"),
            models.Index(fields=("relay", "state"), name="pack_of_relay"),
            models.Index(fields=("message",), condition=Q(message__isnull=False), name="pack_by_robot"),
        )
        verbose_name = _("转发包")

    def __str__(self) -> str:
        """Return the group."""
        return str(self.group)

    def get_absolute_url(self) -> str:
        """Return the page of its community's chain."""
        return reverse("almanac:relay", args=[self.relay_id])

    @property
    def tone(self) -> str:
        """Return the tone of its badge."""
        return TONES[PackState(self.state)]

    @property
    def asked(self) -> bool:
        """Return whether somebody is asked to forward it now."""
        return self.state in ASKED

    @property
    def took(self) -> timedelta | None:
        """Return how long it took from publishing until the neighbours had it; None while they have not."""
        return None if self.forwarded_at is None else self.forwarded_at - self.version.published_at


class PackPhoto(Recorded):
    """告示栏照片: the receipt of a group that has no chat. A bare JPEG without position."""

    pack = models.OneToOneField(
        Pack, models.PROTECT, related_name="photo", primary_key=True, verbose_name=_("转发包")
    )
    jpeg = models.BinaryField(_("照片"))
    kept_at = models.DateTimeField(_("放上时间"))

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"jpeg"})

    class Meta(Recorded.Meta):
        """Concrete."""

        abstract = False
        verbose_name = _("告示栏照片")

    def __str__(self) -> str:
        """Return whose it is."""
        return str(self.pack)

    def recorded_area_id(self) -> int | None:
        """Return the pack's grid."""
        return self.pack.area_id


class Question(Recorded):
    """反馈: what neighbours asked back through their group; to be answered within 24 hours."""

    pack = models.ForeignKey(Pack, models.PROTECT, related_name="questions", verbose_name=_("转发包"))
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+", verbose_name=_("网格"))
    words = models.CharField(_("邻居问什么"), max_length=300)
    at = models.DateTimeField(_("时间"))
    answer = models.CharField(_("答复"), max_length=500, blank=True)
    answered_at: Any = models.DateTimeField(_("答复时间"), null=True, blank=True)
    answered_by: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("谁答复"),
    )

    named_in_history = "words"

    class Meta:
        """In order of time."""

        ordering = ("pk",)
        indexes = (models.Index(fields=("area", "answered_at"), name="question_open"),)
        verbose_name = _("月历反馈")

    def __str__(self) -> str:
        """Return the question."""
        return self.words

    def get_absolute_url(self) -> str:
        """Return the page on which it is answered."""
        return reverse("almanac:question", args=[self.pk])

    @property
    def of(self) -> str:
        """Return its name for deadlines."""
        return self.recorded_subject()


class KeeperLink(Recorded):
    """专属链接: the secret address of a group's keeper. The address itself is made from a key and kept nowhere.

    ``generation`` is counted up to make another one; ``digest`` is what it is found by.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="keeper_link",
        primary_key=True,
        verbose_name=_("群主"),
    )
    generation = models.PositiveSmallIntegerField(_("第几个"), default=1)
    digest = models.CharField(max_length=64, unique=True)

    named_in_history = "user__name"
    unrecorded_fields: ClassVar[frozenset[str]] = frozenset({"digest"})

    class Meta(Recorded.Meta):
        """Concrete."""

        abstract = False
        verbose_name = _("群主专属链接")

    def __str__(self) -> str:
        """Return whose it is."""
        return str(self.user)
