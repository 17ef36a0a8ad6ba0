"""What can become of a delivery. One arrow a line; an arrow without a right is the worker's own."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from yike.core.outbox.rules import TEND
from yike.core.rights.flow import Flow, arrow


class State(TextChoices):
    """Where a delivery stands."""

    WAITING = "waiting", _("待发")
    SENDING = "sending", _("发送中")
    RETRYING = "retrying", _("待重试")
    UNSURE = "unsure", _("不明")
    SHELVED = "shelved", _("搁置")
    SENT = "sent", _("已发")
    EXPIRED = "expired", _("已过期")
    CANCELLED = "cancelled", _("已取消")
    BUNDLED = "bundled", _("已并入汇总")


S = State
QUEUED = frozenset({S.WAITING, S.RETRYING})
"""Will be sent by the worker."""
STUCK = frozenset({S.UNSURE, S.SHELVED})
"""Will stay until a person says what to do."""
DONE = frozenset({S.SENT, S.EXPIRED, S.CANCELLED, S.BUNDLED})
TONES = {
    S.SENT: "ok",
    S.RETRYING: "warn",
    S.UNSURE: "warn",
    S.SHELVED: "stop",
    S.EXPIRED: "stop",
    S.SENDING: "info",
}

DELIVERY = Flow(
    arrow("claim", QUEUED, S.SENDING, _("开始发送")),  # committed before a byte goes out
    arrow("sent", {S.SENDING, S.UNSURE}, S.SENT, _("对方说收到了")),  # unsure: an answer later than its lease
    arrow("part", {S.SENDING, S.UNSURE}, S.WAITING, _("这一段收到了，接着发下一段")),
    arrow("later", {S.SENDING, S.UNSURE}, S.RETRYING, _("没发成，过一会儿再试")),
    arrow("shelve", {S.SENDING, S.UNSURE}, S.SHELVED, _("发不出去，等人处理")),
    arrow(
        "doubt", {S.SENDING, S.UNSURE}, S.UNSURE, _("不知道收没收到，等人核实")
    ),  # never repeated by itself
    arrow("expire", QUEUED, S.EXPIRED, _("过期了，不再发")),
    arrow("bundle", {S.WAITING}, S.BUNDLED, _("并入当天的汇总")),
    arrow("received", {S.UNSURE}, S.SENT, _("收到了"), TEND, "main"),
    arrow("again", {S.UNSURE}, S.WAITING, _("再发一次"), TEND),
    arrow("retry", {S.SHELVED, S.RETRYING}, S.WAITING, _("马上重试"), TEND, "main"),
    arrow("cancel", QUEUED | STUCK, S.CANCELLED, _("不发了"), TEND, "danger"),
)
