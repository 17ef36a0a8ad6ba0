"""The address a server listens on: is it free, which is the next free one."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterable

from yike.engines.faults import Fault

TAKEN = frozenset({errno.EADDRINUSE})


def _bind(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
        probe.listen(1)


def require_free(host: str, port: int) -> None:
    """Raise ``Fault`` where nobody can listen on ``host`` and ``port``."""
    try:
        _bind(host, port)
    except OSError as error:
        raise (_taken(port) if error.errno in TAKEN else _refused(host, port, error)) from error


def free_port(host: str, ports: Iterable[int]) -> int:
    """Return the first port of ``ports`` on which nobody listens. Raises ``Fault`` where none is free."""
    last = 0
    for last in ports:
        try:
            _bind(host, last)
        except OSError as error:
            if error.errno not in TAKEN:
                raise _refused(host, last, error) from error
        else:
            return last
    raise _taken(last)


def address(host: str, port: int) -> str:
    """Return the address to type into a browser on this machine."""
    name = "127.0.0.1" if host in {"0.0.0.0", "::"} else f"[{host}]" if ":" in host else host  # noqa: S104
    return f"http://{name}:{port}/"


def _taken(port: int) -> Fault:
    return Fault(
        f"端口 {port} 已被别的程序占用",
        f"port {port} is taken by another program",
        do_zh=f"请换一个端口，如 --port {port + 1}（make demo 用 PORT={port + 1}），或停掉那个程序",
        do_en=f"Choose another, such as --port {port + 1} (PORT={port + 1} with make demo), or stop that program",
    )


def _refused(host: str, port: int, error: OSError) -> Fault:
    return Fault(
        f"不能在 {host} 的端口 {port} 上提供服务：{error.strerror or error}",
        f"cannot serve on {host}, port {port}: {error.strerror or error}",
        do_zh="请检查 --host 是不是这台机器的地址；1024 以下的端口要管理员权限",
        do_en="Check that --host is an address of this machine; ports below 1024 need an administrator",
    )
