"""What became of a parcel. Four answers, no fifth: a channel never raises for what the world does."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Reason(TextChoices):
    """Why a parcel did not go, in words a clerk can act on. The vendor's own words are kept beside it."""

    NO_CONNECTION = "no_connection", _("连不上对方服务器")
    BUSY = "busy", _("对方系统忙")
    TOO_OFTEN = "too_often", _("发得太密，被对方限流")
    REDIRECTED = "redirected", _("对方要求跳转，没有跟过去")
    GONE = "gone", _("机器人地址无效：已被移除或地址填错")
    NOT_TRUSTED = "not_trusted", _("对方不认：签名、关键词或来源地址不符，也请核对电脑时间")
    TOO_LONG = "too_long", _("内容超过对方的长度限制")
    NOT_ACCEPTED = "not_accepted", _("对方不接受这样的内容")
    NOT_OFFERED = "not_offered", _("这种通道发不了这种内容")
    NO_RECIPIENT = "no_recipient", _("没有这个收件人")
    UNKNOWN_CODE = "unknown_code", _("对方报了不认识的错")
    NO_ANSWER = "no_answer", _("发出后没有等到答复，可能已收到")
    GARBLED = "garbled", _("对方的答复看不懂，可能已收到")
    BROKEN = "broken", _("对方服务器出错，可能已收到")
    NOT_READY = "not_ready", _("本系统还没设置好")
    INTERRUPTED = "interrupted", _("发送途中程序中断，可能已收到")


WEATHER = frozenset({Reason.NO_CONNECTION, Reason.BUSY, Reason.TOO_OFTEN, Reason.NOT_READY})
"""Reasons that are nobody's fault and pass: they never make a message poison, only its expiry ends them."""


@dataclass(frozen=True)
class Sent:
    """The other side said that it has it."""

    answer: str = ""


@dataclass(frozen=True)
class Retry:
    """Surely not delivered; try again, ``after`` so many seconds (``None``: by the usual back-off).

    ``hold`` says that the whole endpoint must be quiet for that time, not only this message.
    """

    why: Reason
    after: float | None = None
    answer: str = ""
    hold: bool = False


@dataclass(frozen=True)
class Refused:
    """Surely not delivered, and the same again would be refused again: a person must act."""

    why: Reason
    answer: str = ""


@dataclass(frozen=True)
class Unsure:
    """Perhaps delivered. Never repeated by itself: a person looks and says."""

    why: Reason
    answer: str = ""


Result = Sent | Retry | Refused | Unsure
