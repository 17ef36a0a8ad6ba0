"""Endpoints, messages, their deliveries, notices to users, and the worker's sign of life."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yike.core.outbox.channels.parcel import Form
from yike.core.outbox.channels.result import Reason
from yike.core.outbox.flows import TONES, State
from yike.core.outbox.messages import kind_name
from yike.core.record.base import Recorded
from yike.core.vault.fields import BlindIndexField, SealedField

TITLE = 80
"""The most characters of a title."""


class Kind(models.TextChoices):
    """The channels an endpoint can be of; each has its folder under ``channels``."""

    WECOM = "wecom", _("企业微信群机器人")
    DINGTALK = "dingtalk", _("钉钉群机器人")
    FEISHU = "feishu", _("飞书群机器人")
    EMAIL = "email", _("电子邮件")
    CONSOLE = "console", _("控制台")


class Urgency(models.IntegerChoices):
    """How soon a message must go; in this order the worker takes them."""

    AT_ONCE = 1, _("立即（夜里也发）")
    NORMAL = 2, _("普通（夜里不发）")
    DIGEST = 3, _("并入每日汇总")


class Endpoint(Recorded):
    """Where messages go: a group's robot, a mailbox. Its key is sealed, and never shown once it is saved."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("通道"), max_length=12, choices=Kind)
    name = models.CharField(_("名称"), max_length=60)
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+", verbose_name=_("区域"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="endpoints",
        verbose_name=_("本人的邮箱"),
    )
    token = SealedField(_("地址或密钥"), mask=lambda _: "••••")
    token_index = BlindIndexField(of="token", kind="outbox_token")
    secret = SealedField(_("签名密钥"), null=True, mask=lambda _: "••••")
    enabled = models.BooleanField(_("在用"), default=True)
    private = models.BooleanField(_("居民自己的邮箱"), default=False, editable=False)
    rehearsal = models.CharField(_("演练"), max_length=20, blank=True)

    spent = models.JSONField(default=list)  # moments of the calls that still count against the allowance
    open_at = models.DateTimeField(null=True)
    last_sent_at = models.DateTimeField(_("上次发成"), null=True)
    last_failed_at = models.DateTimeField(_("上次没发成"), null=True)
    last_why = models.CharField(_("为什么"), max_length=20, choices=Reason, blank=True)

    unrecorded_fields: ClassVar[frozenset[str]] = frozenset(
        {"uid", "token_index", "spent", "open_at", "last_sent_at", "last_failed_at", "last_why"}
    )

    class Meta:
        """One robot is kept once: two rows would together overrun its allowance.

        A resident's mailbox, which a room keeps for its reader, may be that of somebody who works here, too.
        """

        constraints = (
            models.UniqueConstraint(fields=("kind", "token_index", "private"), name="outbox_endpoint_once"),
        )
        verbose_name = _("消息通道")

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def failing(self) -> bool:
        """Return whether the last call did not succeed."""
        return self.last_failed_at is not None and (
            self.last_sent_at is None or self.last_sent_at < self.last_failed_at
        )


class Message(Recorded):
    """What is to be told. ``key`` makes it one: posted twice with the same key, it is there once."""

    key = models.CharField(_("唯一键"), max_length=200, unique=True)
    kind = models.CharField(_("类型"), max_length=60)
    form = models.CharField(_("形式"), max_length=10, choices=Form, default=Form.TEXT)
    title = models.CharField(_("标题"), max_length=TITLE)
    body = models.TextField(_("内容"), blank=True)
    urgency = models.PositiveSmallIntegerField(_("缓急"), choices=Urgency, default=Urgency.NORMAL)
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+", verbose_name=_("区域"))
    subject = models.CharField(_("关于谁"), max_length=120, blank=True)
    leave = models.CharField(_("退订网址"), max_length=300, blank=True, editable=False)
    link = models.CharField(_("打开的网址"), max_length=300, blank=True, editable=False)
    picture = models.CharField(_("图片的网址"), max_length=300, blank=True, editable=False)
    posted_at = models.DateTimeField(_("交付时间"))
    not_before = models.DateTimeField(_("不早于"), null=True, blank=True)
    expires = models.DateTimeField(_("过期时间"))

    unrecorded_fields: ClassVar[frozenset[str]] = frozenset(
        {"body", "leave", "link", "picture"}
    )  # they never change: the row itself keeps them

    class Meta:
        """The newest messages of an area are what a desk asks for."""

        indexes = (models.Index(fields=("area", "-id"), name="outbox_message_by_area"),)
        verbose_name = _("消息")

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    def get_absolute_url(self) -> str:
        """Return the message's page."""
        return reverse("outbox:message", args=(self.pk,))

    def recorded_subject(self) -> str:
        """Return whom the message is about, where it is about somebody."""
        return self.subject or super().recorded_subject()

    @property
    def kind_label(self) -> str:
        """Return what its kind is called."""
        return kind_name(self.kind)


class Attachment(Recorded):
    """The picture or file of a message."""

    message = models.OneToOneField(Message, models.PROTECT, related_name="attachment", primary_key=True)
    name = models.CharField(_("文件名"), max_length=120)
    data = models.BinaryField()

    unrecorded_fields: ClassVar[frozenset[str]] = frozenset({"data"})

    class Meta(Recorded.Meta):
        """Concrete."""

        abstract = False
        verbose_name = _("消息附件")

    def __str__(self) -> str:
        """Return the name of the file."""
        return self.name

    def recorded_area_id(self) -> int | None:
        """Return the message's area."""
        return self.message.area_id

    def recorded_subject(self) -> str:
        """Return the message's subject."""
        return self.message.recorded_subject()


class Delivery(Recorded):
    """One message on its way to one endpoint, in ``parts`` calls where it is long.

    ``claim`` is new for every call and never taken back: with the state it is what is compared and swapped.
    ``strikes`` counts the failures that are the message's own; ``attempts`` all of them.
    """

    message = models.ForeignKey(Message, models.PROTECT, related_name="deliveries", verbose_name=_("消息"))
    endpoint = models.ForeignKey(
        Endpoint, models.PROTECT, related_name="deliveries", verbose_name=_("发到哪里")
    )
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.WAITING)
    due_at = models.DateTimeField(_("下次发送"))
    parts = models.PositiveSmallIntegerField(_("分几段"), default=1)
    parts_sent = models.PositiveSmallIntegerField(_("已发几段"), default=0)
    attempts = models.PositiveIntegerField(_("试过几次"), default=0)
    strikes = models.PositiveIntegerField(default=0)
    why = models.CharField(_("原因"), max_length=20, choices=Reason, blank=True)
    answer = models.CharField(_("对方的答复"), max_length=500, blank=True)
    sent_at = models.DateTimeField(_("送达时间"), null=True)
    bundle: Any = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="members", verbose_name=_("并入的汇总")
    )
    claim = models.UUIDField(null=True)
    claimed_by = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True)

    named_in_history = "message__title"
    unrecorded_fields: ClassVar[frozenset[str]] = frozenset(
        {"claim", "claimed_by", "lease_until", "strikes", "due_at"}
    )

    class Meta:
        """The queue and the stuck are small parts of a growing table, found by their state.

        Not by partial indexes: SQLite does not use them for a state given as a parameter.
        """

        constraints = (models.UniqueConstraint(fields=("message", "endpoint"), name="outbox_delivery_once"),)
        indexes = (
            models.Index(fields=("state", "due_at"), name="outbox_queue"),
            models.Index(fields=("state", "-id"), name="outbox_by_state"),
        )
        verbose_name = _("投递")

    def __str__(self) -> str:
        """Return message, endpoint and state."""
        return f"{self.message} → {self.endpoint}: {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        """Return the page of its message."""
        return reverse("outbox:message", args=(self.message_id,))

    def recorded_area_id(self) -> int | None:
        """Return the message's area."""
        return self.message.area_id

    @property
    def tone(self) -> str:
        """Return the tone of its badge."""
        return TONES.get(State(self.state), "")


class Notice(Recorded):
    """A message on somebody's own page."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="notices", verbose_name=_("消息"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices", verbose_name=_("给谁")
    )
    read_at = models.DateTimeField(_("看过"), null=True)

    class Meta:
        """A person is told once."""

        constraints = (models.UniqueConstraint(fields=("message", "user"), name="outbox_notice_once"),)
        indexes = (models.Index(fields=("user",), condition=Q(read_at=None), name="outbox_unread"),)
        verbose_name = _("通知")

    def __str__(self) -> str:
        """Return whom it tells what."""
        return f"{self.message} → {self.user}"

    def recorded_area_id(self) -> int | None:
        """Return the message's area."""
        return self.message.area_id


class Heartbeat(Recorded):
    """A worker's sign of life, for ``yike doctor``."""

    worker = models.CharField(primary_key=True, max_length=80)
    started_at = models.DateTimeField(_("启动时间"))
    at = models.DateTimeField()
    stopped_at = models.DateTimeField(_("停下时间"), null=True)
    trouble = models.CharField(max_length=300, blank=True)

    unrecorded_fields: ClassVar[frozenset[str]] = frozenset({"at", "trouble"})

    class Meta(Recorded.Meta):
        """Concrete."""

        abstract = False
        verbose_name = _("发件程序")

    def __str__(self) -> str:
        """Return who and when."""
        return f"{self.worker} @ {self.at:%Y-%m-%d %H:%M:%S}"
