"""The failing twin of every channel: the real one, at whose other end somebody always fails in a named way.

Only the far end is played: bytes, signatures and the judging of answers are those of real use. The
demonstration sends everything to a twin that works, and shows with the others how a failure looks.
"""

from __future__ import annotations

import json
import smtplib
from collections.abc import Callable
from io import StringIO
from typing import TYPE_CHECKING, cast

from yike.core.outbox.channels.channel import Channel
from yike.core.outbox.channels.console.transport import Console
from yike.core.outbox.channels.dingtalk.transport import DingTalk
from yike.core.outbox.channels.email.transport import Email, Server
from yike.core.outbox.channels.feishu.transport import Feishu
from yike.core.outbox.channels.robots import Robot
from yike.core.outbox.channels.wecom.transport import WeCom
from yike.core.outbox.channels.wire import Wire

if TYPE_CHECKING:
    import httpx

    Far = Callable[[httpx.Request], httpx.Response]


def played(status: int, content: bytes = b"", **headers: str) -> httpx.Response:
    """Return an answer that has yet to be read, as one from the network."""
    import httpx  # noqa: PLC0415 - a quarter of a second, which only who sends needs to wait

    return httpx.Response(status, headers=headers, stream=httpx.ByteStream(content))


def says(status: int = 200, **body: object) -> Far:
    """Return a far end that always answers so."""
    return lambda _: played(status, json.dumps(body, ensure_ascii=False).encode())


def drops(error: str) -> Far:
    """Return a far end to which every call breaks so; ``error`` is the name of a transport error of httpx."""

    def far(request: httpx.Request) -> httpx.Response:
        import httpx  # noqa: PLC0415

        raise getattr(httpx, error)("played", request=request)

    return far


ANY: dict[str, Far] = {
    "unreachable": drops("ConnectError"),
    "silent": drops("ReadTimeout"),
    "garbled": lambda _: played(200, b"<h1>Welcome</h1>"),
    "broken": lambda _: played(502),
    "closed": lambda _: played(503),
    "redirecting": lambda _: played(302, Location="https://example.org/"),
}
ROBOTS: dict[type[Robot], dict[str, Far]] = {
    WeCom: {
        **ANY,
        "works": says(errcode=0, errmsg="ok", media_id="3a8f"),
        "busy": says(errcode=-1, errmsg="system busy"),
        "too_often": says(errcode=45009, errmsg="api freq out of limit"),
        "removed": says(errcode=93000, errmsg="invalid webhook url"),
        "too_long": says(errcode=40058, errmsg="markdown.content exceed max length 4096"),
        "strange": says(errcode=60011, errmsg="?"),
    },
    DingTalk: {
        **ANY,
        "works": says(errcode=0, errmsg="ok"),
        "busy": says(errcode=-1, errmsg="系统繁忙"),
        "too_often": says(errcode=410100, errmsg="发送速度太快而限流"),
        "removed": says(errcode=400101, errmsg="access_token不存在"),
        "not_trusted": says(errcode=310000, errmsg="sign not match"),
        "too_long": says(errcode=460101, errmsg="message too long"),
        "strange": says(errcode=71, errmsg="?"),
    },
    Feishu: {
        **ANY,
        "works": says(code=0, msg="success", data={}),
        "too_often": says(code=11232, msg="frequency limited"),
        "removed": says(code=19001, msg="param invalid: incoming webhook access token invalid"),
        "not_trusted": says(code=19021, msg="sign match fail or timestamp is not within one hour"),
        "too_long": says(400, code=9499, msg="Bad Request"),
        "strange": says(code=5, msg="?"),
    },
}


class Post:
    """Plays the few steps of an SMTP session that the e-mail channel takes."""

    def __init__(self, how: str) -> None:
        self.how = how

    def mail(self, sender: str) -> tuple[int, bytes]:
        """Take any sender."""
        return 250, b"ok"

    def rcpt(self, recipient: str) -> tuple[int, bytes]:
        """Take the recipient, or know none."""
        return (550, b"no such user") if self.how == "no_recipient" else (250, b"ok")

    def data(self, letter: bytes) -> tuple[int, bytes]:
        """Take the letter, put it off, or say nothing."""
        if self.how == "silent":
            raise smtplib.SMTPServerDisconnected("played")
        return (451, b"try again later") if self.how == "busy" else (250, b"ok")

    def close(self) -> None:
        """Hang up."""


def _post(how: str) -> smtplib.SMTP:
    if how == "unreachable":
        raise ConnectionRefusedError("played")
    if how == "not_trusted":
        raise smtplib.SMTPAuthenticationError(535, b"authentication failed")
    return cast(smtplib.SMTP, Post(how))


class Full(StringIO):
    """A stream that takes nothing."""

    def write(self, text: str) -> int:
        """Refuse as a full disk does."""
        raise OSError("played")


LETTERS = ("works", "unreachable", "not_trusted", "no_recipient", "busy", "silent")
WAYS: dict[str, tuple[str, ...]] = {
    **{robot.kind: tuple(ways) for robot, ways in ROBOTS.items()},
    Email.kind: LETTERS,
    Console.kind: ("works", "unreachable"),
}
"""The ways each kind of channel can be played. "works" is among them for every kind."""


def twin(kind: str, how: str) -> Channel:
    """Return a channel of this kind whose far end is played so; ``KeyError`` for a way it does not know."""
    if how not in WAYS[kind]:
        raise KeyError(how)
    if kind == Email.kind:
        return Email(Server("localhost"), lambda _: _post(how))
    if kind == Console.kind:
        return Console(StringIO() if how == "works" else Full())
    import httpx  # noqa: PLC0415

    robot = next(one for one in ROBOTS if one.kind == kind)
    return robot(Wire(httpx.MockTransport(ROBOTS[robot][how])))
