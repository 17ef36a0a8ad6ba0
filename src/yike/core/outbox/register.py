"""The channels of this installation, made from its settings; in a demonstration their twins."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import unquote, urlsplit

from django.conf import settings

from yike.core.outbox.channels.channel import Channel
from yike.core.outbox.channels.console.transport import Console
from yike.core.outbox.channels.dingtalk.transport import DingTalk
from yike.core.outbox.channels.email.transport import Email, Security, Server
from yike.core.outbox.channels.feishu.transport import Feishu
from yike.core.outbox.channels.robots import Robot
from yike.core.outbox.channels.twins import twin
from yike.core.outbox.channels.wecom.transport import WeCom
from yike.core.outbox.channels.wire import Wire
from yike.engines.faults import Fault

ROBOTS: dict[str, type[Robot]] = {robot.kind: robot for robot in (WeCom, DingTalk, Feishu)}
SECURITY: dict[str, tuple[Security, int]] = {
    "smtps": ("tls", 465),
    "smtp+tls": ("starttls", 587),
    "smtp": ("plain", 25),
}


def channel(kind: str, rehearsal: str = "") -> Channel:
    """Return the channel of a kind. In a demonstration nothing leaves the machine: the twin stands in.

    Raises ``Fault`` where the installation is not set up for it.
    """
    if rehearsal or settings.YIKE_DEMONSTRATION:
        return twin(kind, rehearsal or "works")
    if kind == Email.kind:
        return Email(mail_server(settings.YIKE_EMAIL_URL, settings.YIKE_EMAIL_FROM))
    if kind == Console.kind:
        return Console()
    return _robot(kind, settings.YIKE_ROBOT_BASES.get(kind, ""), settings.YIKE_ROBOT_LOOPBACK)


@lru_cache(maxsize=16)
def _robot(kind: str, base: str, loopback: bool) -> Robot:
    """Return a robot with a wire of its own, made once: reading the certificates takes a while."""
    return ROBOTS[kind](Wire(), base, loopback=loopback)


def mail_server(url: str, sender: str) -> Server:
    """Return the mail server of an address such as ``smtps://user:password@host``. Raises ``Fault``."""
    parts = urlsplit(url)
    if parts.scheme not in SECURITY or not parts.hostname:
        raise Fault(
            "还没有设置发信服务器",
            "no mail server is set",
            do_zh="请系统管理员把 YIKE_EMAIL_URL 设成 smtps://用户:密码@主机 这样",
            do_en="Have the system officer set YIKE_EMAIL_URL, like smtps://user:password@host",
        )
    security, port = SECURITY[parts.scheme]
    return Server(
        parts.hostname,
        parts.port or port,
        security,
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        sender,
    )


def mail_ready() -> bool:
    """Return whether letters can leave this installation (in a demonstration, to the twin)."""
    return bool(settings.YIKE_DEMONSTRATION or settings.YIKE_EMAIL_URL)
