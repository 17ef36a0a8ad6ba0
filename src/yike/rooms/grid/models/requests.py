"""Requests 诉求: what somebody wants of the street office, and everything that is said and ruled about it."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yike.core.record.base import Recorded
from yike.core.residents import masks
from yike.core.residents.masks import Masks
from yike.core.vault.fields import BlindIndexField, SealedField
from yike.rooms.grid.models.categories import MEASURES, Category

WORDS = 2000  # characters of what somebody says
BRIEF = 40


class RequestKind(models.TextChoices):
    """The five legal kinds."""

    HELP = "help", _("求助")
    COMPLAINT = "complaint", _("投诉")
    SUGGESTION = "suggestion", _("建议")
    CONSULT = "consult", _("咨询")
    REPORT = "report", _("举报")


class Source(models.TextChoices):
    """The seven ways a request comes in."""

    DOOR = "door", _("网上")
    PHONE = "phone", _("来电来访")
    CARD = "card", _("民情卡")
    BOOK = "book", _("意见本")
    HOTLINE = "hotline", _("热线转办")
    DEPUTY = "deputy", _("代表讲坛")
    RATING = "rating", _("好差评转办")


class RequestState(models.TextChoices):
    """Where a request stands."""

    REGISTERED = "registered", _("待派单")
    DISPATCHED = "dispatched", _("待签收")
    REFUSED = "refused", _("退单待审")
    SIGNED = "signed", _("待联系")
    HANDLING = "handling", _("办理中")
    ANSWERED = "answered", _("待回访")
    CLOSED = "closed", _("已办结")
    WITHDRAWN = "withdrawn", _("已撤回")


S = RequestState
OPEN = frozenset({S.REGISTERED, S.DISPATCHED, S.REFUSED, S.SIGNED, S.HANDLING, S.ANSWERED})
"""Somebody still has to do something."""
WORKED = frozenset({S.REGISTERED, S.DISPATCHED, S.REFUSED, S.SIGNED, S.HANDLING})
"""An answer is still to come: its deadline runs."""


class Result(models.TextChoices):
    """What an answer comes to."""

    SOLVED = "solved", _("已解决")
    PARTLY = "partly", _("部分解决")
    EXPLAINED = "explained", _("解释说明")
    IMPOSSIBLE = "impossible", _("无法解决")
    NOT_OURS = "not_ours", _("不属职责")


class Solved(models.TextChoices):
    """What the person says when asked back."""

    YES = "yes", _("解决了")
    PARTLY = "partly", _("解决了一部分")
    NO = "no", _("没有解决")


class Channel(models.TextChoices):
    """Where something is told to go that the office cannot settle (接诉即办 art. 11)."""

    EMERGENCY = "emergency", _("紧急情况，转 110、119、120、122")
    COURT = "court", _("诉讼、仲裁、复议，告知渠道")
    PETITION = "petition", _("信访，告知渠道")
    SECRET = "secret", _("涉密，解释说明")
    UNLAWFUL = "unlawful", _("要求违法，劝导")
    DUPLICATE = "duplicate", _("重复，告知进展")


class Request(Recorded):
    """诉求. ``number`` is taken last of all when it is registered. Who asks is sealed, and may be nobody.

    ``link_hash`` is the digest of the secret link: the link itself is known to the person alone. ``order`` is
    the hotline's own number. ``secret``: a report whose reporter is told to nobody without the right to it.
    What was said stands on the row alone, never in the history: taken out of the row, it is gone.
    ``due_at`` and ``reply_by`` repeat the running deadlines, for lists. ``round`` 2 is the second handling.
    ``solved`` and ``satisfied`` are what was said when last asked back.
    """

    number: Any = models.CharField(_("登记号"), max_length=20, unique=True, null=True, editable=False)
    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    link_hash: Any = models.CharField(max_length=64, unique=True, null=True, editable=False)
    source = models.CharField(_("来源"), max_length=10, choices=Source)
    order: Any = models.CharField(_("热线工单号"), max_length=40, unique=True, null=True, blank=True)
    kind = models.CharField(_("类型"), max_length=12, choices=RequestKind, default=RequestKind.HELP)
    state = models.CharField(_("状态"), max_length=12, choices=RequestState, default=RequestState.REGISTERED)
    category: Any = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="requests", verbose_name=_("类别")
    )
    words = models.TextField(_("说了什么"), max_length=WORDS)
    urgent = models.BooleanField(_("紧急"), default=False)
    secret = models.BooleanField(_("保密"), default=False)
    lon = models.FloatField(_("经度"), null=True, blank=True)
    lat = models.FloatField(_("纬度"), null=True, blank=True)
    address = models.CharField(_("在哪里"), max_length=120, blank=True)
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+", verbose_name=_("所在区域"))
    name = SealedField(_("姓名"), mask=masks.name, null=True)
    phone = SealedField(_("电话"), mask=masks.phone, null=True)
    phone_index = BlindIndexField(of="phone", kind="phone")
    behalf = models.CharField(_("代谁说"), max_length=60, blank=True)
    typed_by: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("登记人"),
    )
    rating: Any = models.OneToOneField(
        "circle.Rating",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="request",
        verbose_name=_("好差评"),
    )
    received_at = models.DateTimeField(_("收到时间"))
    owner_unit: Any = models.ForeignKey(
        "accounts.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="requests",
        verbose_name=_("承办单位"),
    )
    owner: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="requests",
        verbose_name=_("经办人"),
    )
    due_at = models.DateTimeField(_("答复时限"), null=True, blank=True)
    reply_by = models.DateTimeField(_("24 小时回应时限"), null=True, blank=True)
    moved_at = models.DateTimeField(_("到这一步的时间"))
    replied_at = models.DateTimeField(_("首次回应"), null=True, blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    closed_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    told_back_at = models.DateTimeField(_("已回复热线"), null=True, blank=True)
    on_time: Any = models.BooleanField(_("按期答复"), null=True, blank=True)
    result = models.CharField(_("办理结果"), max_length=12, choices=Result, blank=True)
    channel = models.CharField(_("告知的渠道"), max_length=12, choices=Channel, blank=True)
    solved = models.CharField(_("是否解决"), max_length=8, choices=Solved, blank=True)
    satisfied: Any = models.BooleanField(_("是否满意"), null=True, blank=True)
    round = models.PositiveSmallIntegerField(_("第几次办理"), default=1)
    settled = models.BooleanField(_("退单已裁定"), default=False)
    supervised = models.BooleanField(_("督办"), default=False)
    echoes = models.PositiveIntegerField(_("附议"), default=0)

    unrecorded_fields: ClassVar[frozenset[str]] = frozenset({"uid", "phone_index", "moved_at"})
    hidden_fields: ClassVar[frozenset[str]] = frozenset({"link_hash", "words"})
    masked_in_history: ClassVar[Masks] = {
        "address": masks.address,
        "behalf": masks.name,
        "lon": masks.all_of,
        "lat": masks.all_of,
    }
    named_in_history = "number"

    class Meta:
        """The latest first. Lists ask by area, owner and unit; the desk by what is due.

        ``request_open`` has all that the queue and the numbers of the first page ask of open ones, in its order.
        """

        ordering = ("-pk",)
        verbose_name = pgettext_lazy("一件", "诉求")
        indexes = (
            models.Index(fields=("area", "state", "due_at"), name="request_by_area"),
            models.Index(fields=("owner", "state", "due_at"), name="request_by_owner"),
            models.Index(fields=("owner_unit", "state", "due_at"), name="request_by_unit"),
            models.Index(fields=("state", "moved_at"), name="request_by_wait"),
            models.Index(fields=("phone_index",), condition=~Q(phone_index=""), name="request_by_phone"),
            models.Index(fields=("area", "received_at"), name="request_by_day"),
            models.Index(
                fields=(
                    *("-supervised", "-urgent", "due_at", "id", "area"),
                    *("owner", "owner_unit", "state", "reply_by", "moved_at"),
                ),
                condition=Q(state__in=sorted(OPEN)),
                name="request_open",
            ),
        )

    def __str__(self) -> str:
        """Return the number."""
        return self.number or ""

    @property
    def brief(self) -> str:
        """Return the beginning of what was said, in one line."""
        line = " ".join(self.words.split())
        return line if len(line) <= BRIEF else line[: BRIEF - 1] + "…"

    @property
    def open(self) -> bool:
        """Return whether somebody still has to do something."""
        return self.state in OPEN

    @property
    def of(self) -> str:
        """Return its name for deadlines and photos."""
        return self.recorded_subject()

    @property
    def lies_with(self) -> str:
        """Return the name of its owner, else of its unit; empty where nobody has it yet."""
        return str(self.owner or self.owner_unit or "")

    def get_absolute_url(self) -> str:
        """Return its page on the desk."""
        return reverse("grid:request", args=[self.pk])


class OfARequest(Recorded):
    """A row that belongs to a request: its history stands in the request's timeline and scope."""

    request: Any

    class Meta(Recorded.Meta):
        """Abstract."""

        abstract = True

    named_in_history = "request__number"

    def __str__(self) -> str:
        """Return whose it is."""
        return str(self.request)

    def recorded_area_id(self) -> int | None:
        """Return the area of the request."""
        area: int = self.request.area_id
        return area

    def recorded_subject(self) -> str:
        """Return the timeline of the request."""
        return f"grid.request:{self.request_id}"  # type: ignore[attr-defined]


def _whose(related: str) -> Any:
    return models.ForeignKey(
        Request, models.PROTECT, related_name=related, verbose_name=pgettext_lazy("一件", "诉求")
    )


def _somebody(name: Any, **more: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=name, **more
    )


class ReplyKind(models.TextChoices):
    """What was said to the person: by whom they were reached, how it goes, the answer, or where to go."""

    CONTACT = "contact", _("联系")
    NEWS = "news", _("进展")
    ANSWER = "answer", _("答复")
    CHANNEL = "channel", _("告知渠道")
    REMARK = "remark", _("补充")  # the person's own word, added on the secret page
    RAISED = "raised", _("报请协调")  # what the unit cannot settle by itself, for the leaders


class Way(models.TextChoices):
    """How the person was contacted."""

    PHONE = "phone", _("打电话")
    VISIT = "visit", _("当面")
    WEB = "web", _("网上留言")


class Reply(OfARequest):
    """What was said after the request, by the office or (a remark) by the person; read on the secret page.

    ``internal`` ones stay on the desk.
    """

    request = _whose("replies")
    kind = models.CharField(_("类型"), max_length=8, choices=ReplyKind)
    words = models.TextField(_("内容"), max_length=WORDS)
    result = models.CharField(_("办理结果"), max_length=12, choices=Result, blank=True)
    way = models.CharField(_("怎么联系的"), max_length=8, choices=Way, blank=True)
    internal = models.BooleanField(_("只在内部看"), default=False)
    by = _somebody(_("谁"), null=True, blank=True)
    at = models.DateTimeField(_("时间"))

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"words"})

    class Meta:
        """In the order in which it was said."""

        ordering = ("pk",)
        verbose_name = _("回应")


class Revisit(OfARequest):
    """回访: the person was asked, or said on their page, whether it is solved and whether they are content."""

    request = _whose("revisits")
    solved = models.CharField(_("是否解决"), max_length=8, choices=Solved, blank=True)
    satisfied: Any = models.BooleanField(_("是否满意"), null=True, blank=True)
    reached = models.BooleanField(_("联系上了"), default=True)
    words = models.TextField(_("说了什么"), max_length=WORDS, blank=True)
    by = _somebody(_("谁"), null=True, blank=True)
    at = models.DateTimeField(_("时间"))

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"words"})

    class Meta:
        """In order."""

        ordering = ("pk",)
        verbose_name = _("回访")


class Ruling(models.TextChoices):
    """Where something that was asked for stands."""

    OPEN = "open", _("待审核")
    AGREED = "agreed", _("同意")
    REJECTED = "rejected", _("驳回")
    LAPSED = "lapsed", _("已失效")  # nobody ruled before it had no object any more


class Asked(OfARequest):
    """Something the one unit asks for and the dispatcher rules on, with both their reasons."""

    reason = models.CharField(_("理由"), max_length=200)
    by = _somebody(_("谁提的"))
    at = models.DateTimeField(_("提出时间"))
    ruling = models.CharField(_("裁定"), max_length=10, choices=Ruling, default=Ruling.OPEN)
    ruled_by = _somebody(_("谁裁定的"), null=True, blank=True)
    ruled_at = models.DateTimeField(_("裁定时间"), null=True, blank=True)
    ruled_why = models.CharField(_("裁定理由"), max_length=200, blank=True)

    class Meta(OfARequest.Meta):
        """Abstract."""

        abstract = True


class Refusal(Asked):
    """退单: a unit says that it is not theirs, and whose it is. After one was rejected there is no second."""

    request = _whose("refusals")
    unit = models.ForeignKey(
        "accounts.Unit", models.PROTECT, related_name="+", verbose_name=_("哪个单位退的")
    )
    next_unit = models.ForeignKey(
        "accounts.Unit", models.PROTECT, related_name="+", verbose_name=_("应由谁办")
    )

    class Meta:
        """In order; one waits at a time."""

        ordering = ("pk",)
        verbose_name = _("退单申请")
        constraints = (
            models.UniqueConstraint(
                fields=("request",), condition=Q(ruling="open"), name="one_refusal_waits"
            ),
        )


class Extension(Asked):
    """延期: so much more time, for a reason."""

    request = _whose("extensions")
    amount = models.PositiveSmallIntegerField(_("延长"))
    measure = models.CharField(_("时限单位"), max_length=10, choices=MEASURES)

    class Meta:
        """In order; one waits at a time."""

        ordering = ("pk",)
        verbose_name = _("延期申请")
        constraints = (
            models.UniqueConstraint(
                fields=("request",), condition=Q(ruling="open"), name="one_extension_waits"
            ),
        )


class Supervision(OfARequest):
    """督办: a leader's word on what is late, passed to and fro or pushed away."""

    request = _whose("supervisions")
    words = models.CharField(_("督办意见"), max_length=300)
    by = _somebody(_("谁督办"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        """In order."""

        ordering = ("pk",)
        verbose_name = _("督办")


class LinkKind(models.TextChoices):
    """How two requests belong together."""

    DUPLICATE = "duplicate", _("同一件事")
    SIMILAR = "similar", _("同类的事")


class Link(OfARequest):
    """关联: ``request`` is the same as ``other`` (the one that is worked on), or of the same kind and place."""

    request = _whose("links")
    other = _whose("linked")
    kind = models.CharField(_("关系"), max_length=10, choices=LinkKind)
    by = _somebody(_("谁关联的"), null=True, blank=True)
    at = models.DateTimeField(_("时间"))

    class Meta:
        """Each pair once."""

        ordering = ("pk",)
        verbose_name = _("关联")
        constraints = (
            models.UniqueConstraint(fields=("request", "other"), name="requests_linked_once"),
            models.CheckConstraint(condition=~Q(request=models.F("other")), name="no_link_to_itself"),
        )


class Echo(OfARequest):
    """附议 (我也遇到): somebody else has the same trouble. Their own secret link shows how it goes."""

    request = _whose("echoed")
    link_hash = models.CharField(max_length=64, unique=True, editable=False)
    at = models.DateTimeField(_("时间"))

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"link_hash"})

    class Meta:
        """In order."""

        ordering = ("pk",)
        verbose_name = _("附议")
