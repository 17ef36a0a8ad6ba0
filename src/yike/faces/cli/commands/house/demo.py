"""``yike demo``: the demonstration office, from nothing to a page in the browser."""

from __future__ import annotations

import gc
import os
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import click

from yike.engines.faults import Fault, Language
from yike.faces.cli import options
from yike.faces.cli.commands.house.serve import host as host_option
from yike.faces.cli.folder import fingerprint, make_folder
from yike.faces.cli.language import Say
from yike.faces.cli.listening import address, free_port, require_free
from yike.faces.cli.parent import household, stop_with_parent
from yike.faces.cli.screen import Screen
from yike.faces.cli.shape import Command
from yike.faces.cli.values import Number

PORTS = range(8000, 8020)  # tried one after the other where none is asked for
READY = "demonstration.ready"  # says for which version the folder holds a whole demonstration
PATIENCE_S = 180.0  # for the server to show its first page; one that ends is noticed at once


class _Port(Number):
    """A port, or nothing: then the first free one is taken."""

    def read(self, text: str, option: str) -> float:
        """Return the port, 0 for none."""
        return super().read(text, option) if text else 0


def build(say: Say) -> click.Command:
    """Return the command in the language of ``say``."""
    return Command(
        "demo",
        say=say,
        help=say(
            "开演示街道办：约三万户，全是编的。第一次要先画好这个街道，之后几秒就开。按 Ctrl-C 全部停下。",
            "Open the demonstration office: some 30,000 households, all invented. The first time it draws the"
            " town, later it opens in seconds. Ctrl-C stops everything.",
        ),
        short_help=say("开演示街道办", "open the demonstration office"),
        params=[
            click.Option(
                ["--fresh"],
                is_flag=True,
                help=say("丢掉演示里改过的一切，重新来过", "Drop all that was changed in it and start over"),
            ),
            host_option(say),
            click.Option(
                ["--port"],
                type=_Port(1, 65535, whole=True),
                default=0,
                metavar="N",
                help=say(
                    "端口；不写就从 8000 起找一个空的", "The port; unless given, the first free one from 8000"
                ),
            ),
            click.Option(["--only-draw"], is_flag=True, hidden=True),
            options.language(say),
        ],
        callback=run,
    )


@click.pass_context
def run(context: click.Context, /, *, fresh: bool, host: str, port: int, only_draw: bool) -> None:
    """Draw the town where it is lacking, start server and worker, say where, wait for Ctrl-C."""
    from yike.faces.cli.alone import alone

    screen = Screen(context.obj)
    os.environ.update(_settings())
    if only_draw:
        stop_with_parent()
        _draw(screen, fresh=fresh)
        return
    port, folder = _chosen(screen, host, port), Path(os.environ["YIKE_HOME"]).resolve()
    make_folder(folder)
    with alone(folder, address(host, port)):
        _make_ready(folder, screen.language, fresh=fresh)
        _run(screen, host, port)
    screen.line("演示已停下。", "The demonstration has stopped.")


def _settings() -> dict[str, str]:
    """Return the settings of a demonstration: a folder of its own, and nobody needs a telephone to log in."""
    own = {"YIKE_HOME": str(Path("var") / "demo"), "YIKE_SECOND_FACTOR": "none"}
    return {name: os.environ.get(name, value) for name, value in own.items()} | {"YIKE_DEMONSTRATION": "1"}


def _chosen(screen: Screen, host: str, port: int) -> int:
    if port:
        require_free(host, port)
        return port
    port = free_port(host, PORTS)
    if port != PORTS[0]:
        screen.note(
            f"端口 {PORTS[0]} 已被占用，改用 {port}。", f"Port {PORTS[0]} is taken; using {port} instead."
        )
    return port


def _make_ready(folder: Path, language: Language, *, fresh: bool) -> None:
    """Bring the folder to a whole demonstration, where it is not one of this very version already.

    Another process does it, which is then gone with all the memory it took. One that is broken off leaves nothing
    behind, and no word that the folder is ready.
    """
    ready, wanted = folder / READY, fingerprint()
    if not fresh and ready.is_file() and ready.read_text(encoding="utf-8") == wanted:
        return
    words = ["demo", "--only-draw", "--lang", language, *(["--fresh"] if fresh else [])]
    with household([words], dict(os.environ)) as drawing:
        if code := drawing.wait().ended:
            raise click.exceptions.Exit(code)
    ready.write_text(wanted, encoding="utf-8")


def _draw(screen: Screen, *, fresh: bool) -> None:
    """Migrate and load what is lacking; refuse the data of a real office."""
    from yike.faces.cli.house import make_home, open_house, require_own_kind

    screen.warn_of_compiling()
    open_house()
    from yike.core.upkeep import database
    from yike.demonstration.load import load
    from yike.demonstration.standing import Standing, standing, wipe

    make_home()
    require_own_kind()
    if fresh:
        wipe()
    with screen.step("准备数据库", "Preparing the database"):
        database.migrate()
    if standing() is Standing.EMPTY:
        screen.note("正在画演示街道，不到一分钟…", "Drawing the demonstration, less than a minute…")
        gc.disable()  # a fifth of the time would go into looking for garbage; the process ends with this
        load(screen.step)
        database.tidy()


def _run(screen: Screen, host: str, port: int) -> None:
    serve = ["serve", "--host", host, "--port", str(port), "--with-parent"]
    language = ["--lang", screen.language]
    try:
        with household(
            [[*serve, *language], ["work", "--with-parent", *language]], dict(os.environ)
        ) as together:
            _await_first_page(together, host, port)
            _welcome(screen, address(host, port))
            raise _ended(together.wait())
    except KeyboardInterrupt:
        return


def _await_first_page(together: Any, host: str, port: int) -> None:
    until = time.monotonic() + PATIENCE_S
    while not _answers(host, port):
        if (child := together.first_ended()) is not None:
            raise _ended(child)
        if time.monotonic() > until:
            raise Fault(
                f"服务 {PATIENCE_S:.0f} 秒还没有打开",
                f"the server has not opened within {PATIENCE_S:.0f} seconds",
                do_zh="请看上面的话；机器太忙就再运行一次",
                do_en="See what stands above; on a busy machine run it again",
            )
        time.sleep(0.05)


def _answers(host: str, port: int) -> bool:
    """Return whether a page comes, whatever page it is."""
    connection = HTTPConnection(address(host, port).removeprefix("http://").rstrip("/"), timeout=10)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()


def _ended(child: Any) -> Fault:
    name_zh, name_en = ("网页服务", "the server") if child.name == "serve" else ("后台", "the worker")
    return Fault(
        f"{name_zh}意外停了（{child.ended}），演示已全部停下",
        f"{name_en} ended unexpectedly ({child.ended}); everything was stopped",
        do_zh="请看上面的话，再运行一次",
        do_en="See what stands above, and run it again",
    )


def _welcome(screen: Screen, where: str) -> None:
    from yike.demonstration.accounts import ACCOUNTS, PASSWORD

    screen.line("", "")
    screen.line(f"演示街道办已开：{where}", f"The demonstration office is open: {where}")
    rows = [(account.username, screen.say(account.zh, account.en)) for account in ACCOUNTS]
    title = screen.say(f"登录名（密码都是 {PASSWORD}）", f"Log-in names (the password is always {PASSWORD})")
    screen.table(title, [screen.say("登录名", "name"), screen.say("看到什么", "sees")], rows, right=2)
    screen.line(
        "全是编的人和事。按 Ctrl-C 全部停下；yike demo --fresh 重新来过。",
        "All people and matters are invented. Ctrl-C stops everything; yike demo --fresh starts over.",
    )
