"""``yike serve``: the web server."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import subprocess
import sys
from types import FrameType
from typing import Any, NoReturn

import click

from yike.faces.cli import options
from yike.faces.cli.language import Say
from yike.faces.cli.listening import address, require_free
from yike.faces.cli.parent import YIKE, stop_with_parent
from yike.faces.cli.screen import Screen
from yike.faces.cli.shape import Command
from yike.faces.cli.values import Number

REFUSING = 16  # threads beyond those that wait, so that one is always free to say that the house is full
IDLE_S = 30  # after which a thread that waited in a crowd goes
BACKLOG = 2048  # connections that may come at once
STOP_S = 10  # how long a page under way may take to finish when the server is stopped


def build(say: Say) -> click.Command:
    """Return the command in the language of ``say``."""
    return Command(
        "serve",
        say=say,
        help=say(
            "开网页服务。数据文件夹是空的就先备好：密钥、数据库。按 Ctrl-C 停下。",
            "Serve the pages. An empty data folder is prepared first: keys and database. Ctrl-C stops it.",
        ),
        short_help=say("开网页服务", "serve the pages"),
        params=[
            host(say),
            click.Option(
                ["--port"],
                type=Number(1, 65535, whole=True),
                default=8000,
                metavar="N",
                help=say("端口；不写就是 8000", "The port; 8000 unless given"),
            ),
            click.Option(
                ["--workers"],
                type=Number(1, 64, whole=True),
                default=1,
                metavar="N",
                help=say(
                    "几个进程；不写就是 1，每个约 250 MB 内存", "Processes; 1 unless given, some 250 MB each"
                ),
            ),
            click.Option(["--with-parent"], is_flag=True, hidden=True),
            click.Option(["--prepared"], is_flag=True, hidden=True),
            options.language(say),
        ],
        callback=run,
    )


def host(say: Say) -> click.Option:
    """Option ``--host``."""
    return click.Option(
        ["--host"],
        default="127.0.0.1",
        metavar="ADDRESS",
        help=say(
            "在哪个地址上听；不写就只有本机能打开，0.0.0.0 是全部网卡",
            "Where to listen; only this machine unless given, 0.0.0.0 is every network card",
        ),
    )


@click.pass_context
def run(
    context: click.Context, /, *, host: str, port: int, workers: int, with_parent: bool, prepared: bool
) -> None:
    """Prepare what is lacking, then serve until told to stop."""
    screen = Screen(context.obj)
    require_free(host, port)
    if not prepared:
        _prepare(screen, address(host, port), with_parent=with_parent)
        if workers == 1 and os.name == "posix":
            language = ["--lang", screen.language]
            _begin_anew(["--host", host, "--port", str(port), *language, *["--with-parent"] * with_parent])
    if with_parent:
        stop_with_parent()
    _serve(host, port, workers)


def _prepare(screen: Screen, where: str, *, with_parent: bool) -> None:
    from yike.faces.cli.house import open_house, prepare, require_own_kind

    open_house()
    with screen.step("准备数据文件夹", "Preparing the data folder"):
        prepare()
    require_own_kind()
    if not with_parent:
        _welcome(screen, where)


def _begin_anew(options: list[str]) -> NoReturn:
    """Go on in the same process with nothing in memory: beside its one worker it only waits.

    What it had read to prepare the folder would be held twice, some fifty megabytes: a worker writes to nearly all
    it shares, if only counters. Several workers share more than that. A Ctrl-C while Python begins would end in a
    fatal error: it is put off, which the new program inherits.
    """
    _put_off()
    flags = subprocess._args_from_interpreter_flags()  # type: ignore[attr-defined]
    os.execv(  # noqa: S606 - our own program
        sys.executable, [sys.executable, *flags, *YIKE[1:], "serve", "--prepared", *options]
    )


def _welcome(screen: Screen, where: str) -> None:
    from yike.core.accounts.firstrun import setup_code

    screen.line(f"打开 {where}  按 Ctrl-C 停下", f"Open {where}  Ctrl-C stops it")
    if code := setup_code():
        screen.line(f"首次设置要用这个代码：{code}", f"The first set-up asks for this code: {code}")


def _put_off() -> None:
    """Let a request to stop wait until ``_hear`` is called."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})


def _hear() -> None:
    """Do now what was put off. Raises ``KeyboardInterrupt`` where Ctrl-C was pressed meanwhile."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM})


def _serve(host: str, port: int, workers: int) -> None:
    """Serve until told to stop. Raises ``KeyboardInterrupt`` where that was Ctrl-C."""
    _put_off()  # what is loaded is not all written in Python, and does not break off cleanly
    try:
        server = _server(host, port, workers)
    finally:
        _hear()
    asked: list[int] = []
    stop, own = server.signal_handler_interrupt, os.getpid()

    def stopped(number: int, frame: FrameType | None) -> None:
        if os.getpid() != own:
            os._exit(0)  # a worker that is still loading: Granian's would let it go on until it is killed
        asked.append(number)
        stop(number, frame)

    server.signal_handler_interrupt = stopped
    server.serve(target_loader=_pages, wrap_loader=False)
    if signal.SIGINT in asked:
        raise KeyboardInterrupt


def _pages() -> Any:
    """Return the application, in the worker. Granian's own way would look for it where somebody stands first."""
    from yike.config.wsgi import served

    return served


def _server(host: str, port: int, workers: int) -> Any:
    """Return Granian's server, which is of another class on each system."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    if workers > 1:
        import yike.config.urls  # noqa: F401 - before the workers part, so that they share it

        if (
            sys.platform == "linux"
        ):  # newer Pythons start them with nothing shared: each would count for itself
            multiprocessing.set_start_method("fork", force=True)
    from yike.config.crowd import MOST

    logging.getLogger("_granian").addFilter(_not_about_threads)
    return Granian(
        "yike.config.wsgi:served",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=MOST + REFUSING,
        blocking_threads_idle_timeout=IDLE_S,
        backlog=BACKLOG,
        backpressure=BACKLOG,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_S,
        log_level=LogLevels.warning,
    )


def _not_about_threads(record: logging.LogRecord) -> bool:
    """Leave out the server's worry about many threads: all but a few merely wait (see ``config.waiting``)."""
    return "Python threads" not in record.getMessage()
