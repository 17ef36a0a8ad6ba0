"""Where messages may go at all.

A channel calls one base address, set by the installation, never one that somebody typed into a form: what is
typed is only the key at the end of it.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

from yike.engines.faults import Fault

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
NAME = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
INSIDE = (".local", ".localhost", ".internal", ".lan", ".home.arpa")
TOKEN = re.compile(r"[A-Za-z0-9_-]{8,128}")


def checked_base(url: str, *, loopback: bool = False) -> str:
    """Return a base address without its closing stroke, or raise ``Fault``.

    Only https to a public name; ``loopback`` allows this very machine, for tests and the demonstration.
    """
    parts = _parsed(url)
    plain = not (parts.username or parts.password or parts.query or parts.fragment)
    outside = parts.scheme == "https" and _public(parts.hostname or "")
    inside = loopback and parts.scheme in {"http", "https"} and parts.hostname in LOOPBACK
    if not (plain and (outside or inside)):
        raise Fault(
            "这个地址不允许外发消息",
            "messages may not leave to this address",
            do_zh="请用 https 开头的公网域名，不带用户名和参数",
            do_en="Use https and a public name, without user or parameters",
        )
    return url.rstrip("/")


def _parsed(url: str) -> SplitResult:
    """Return the parts of an address; one that cannot be read has none."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # a port that is no number is found out only when asked for
    except ValueError:
        return urlsplit("")
    return parts


def _public(host: str) -> bool:
    """Return whether it is a name of the open network: no number, no name of a house network."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return NAME.fullmatch(host) is not None and not host.endswith(INSIDE)
    return False


def token_of(text: str, base: str, path: str, field: str | None) -> str:
    """Return the key in what was pasted: the bare key, or the robot's whole address of this vendor.

    ``field`` is the name of the query field that carries it; ``None`` where it ends the path.
    """
    text = text.strip()
    token = _from_address(text, base, path, field) if "/" in text or "?" in text else text
    if not TOKEN.fullmatch(token):
        raise Fault(
            "这不是这种机器人的地址或密钥",
            "this is not the address or key of such a robot",
            do_zh=f"请从群机器人的设置里整条复制，以 {base}{path} 开头",
            do_en=f"Copy all of it from the robot's settings; it starts with {base}{path}",
        )
    return token


def _from_address(text: str, base: str, path: str, field: str | None) -> str:
    whole = _parsed(text)
    own = urlsplit(base)
    if (whole.scheme, whole.netloc) != (own.scheme, own.netloc):
        return ""
    if field is None:
        return whole.path.removeprefix(own.path + path) if whole.path.startswith(own.path + path) else ""
    pairs = [pair.partition("=") for pair in whole.query.split("&")]
    found = [value for name, _, value in pairs if name == field]
    return found[0] if whole.path == own.path + path and len(found) == 1 else ""
