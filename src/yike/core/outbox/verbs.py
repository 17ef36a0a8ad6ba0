"""What the deeds of the outbox are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yike.core.outbox.actions.sweeping import CARRIER
from yike.core.outbox.messages import kinds
from yike.core.record.verbs import name_verbs
from yike.core.record.words import name_machines, tell_values

name_verbs(
    {
        "outbox.post": _("交付消息"),
        "outbox.claim": _("开始发送"),
        "outbox.settle": _("记下发送结果"),
        "outbox.doubt": _("发送中断，等人核实"),
        "outbox.expire": _("消息过期"),
        "outbox.digest": _("合并成汇总"),
        "outbox.tend": _("处理消息"),
        "outbox.read": _("看过通知"),
        "outbox.beat": _("发件程序报到"),
        "outbox.endpoint.add": _("添加通道"),
        "outbox.endpoint.change": _("修改通道"),
        "outbox.endpoint.test": _("发测试消息"),
    }
)

name_machines({CARRIER: _("发件程序")})
tell_values({"outbox.message.kind": lambda kind: kinds().get(kind, kind)})
