"""``yike demo``: the demonstration office, from nothing to a page in the browser."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import click

from yike.demonstration.drawing import Drawing, tell, told
from yike.engines.faults import Fault
from yike.faces.cli import options
from yike.faces.cli.commands.house.serve import host as host_option
from yike.faces.cli.commands.house.work import give_way
from yike.faces.cli.folder import fingerprint, make_folder
from yike.faces.cli.language import Say
from yike.faces.cli.listening import address, free_port, require_free
from yike.faces.cli.parent import LOOK_S, Child, Household, household, stop_with_parent
from yike.faces.cli.screen import Screen
from yike.faces.cli.shape import Command
from yike.faces.cli.values import Number

PORTS = range(8000, 8020)  # tried one after the other where none is asked for
READY = "demonstration.ready"  # says for which version the folder holds a whole demonstration
FRONT_END = (
    "YIKE_FRONT_END"  # names a file, empty until who builds the front end beside us writes how that ended
)
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
            "开演示街道办：约三万户，全是编的。第一次要先画，边画边能看；之后几秒就开。按 Ctrl-C 全部停下。",
            "Open the demonstration office: some 30,000 households, all invented. The first time it draws the"
            " town, and you can look on; later it opens in seconds. Ctrl-C stops everything.",
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
    with (
        alone(folder, address(host, port)) as files,
        household(dict(os.environ), files) as together,
    ):
        _run(screen, together, folder, (host, port), fresh=fresh)
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


def _whole(folder: Path) -> bool:
    """Return whether the folder holds a whole demonstration of this very version."""
    ready = folder / READY
    return ready.is_file() and ready.read_text(encoding="utf-8") == fingerprint()


def _draw(screen: Screen, *, fresh: bool) -> None:
    """Migrate and load what is lacking; refuse the data of a real office.

    Another process does it, which is then gone with all the memory it took. One that is broken off leaves nothing
    behind, or half a town with a word about it, and no word that the folder is ready.
    """
    from yike.faces.cli.house import home, make_home, open_house, require_own_kind

    screen.warn_of_compiling()
    open_house()
    from yike.core.upkeep import database
    from yike.demonstration import drawing
    from yike.demonstration.standing import Standing, standing, wipe

    make_home()
    require_own_kind()
    if fresh or standing() is Standing.HALF:
        wipe()
    with screen.step("准备数据库", "Preparing the database"):
        database.migrate()
    if standing() is Standing.EMPTY:
        _draw_town(screen, home())
        database.tidy()
    drawing.end(home())


def _draw_town(screen: Screen, folder: Path) -> None:
    """Draw the town; once people can come in, behind their pages."""
    from yike.demonstration import drawing
    from yike.demonstration.load import found, settle

    @contextmanager
    def behind(zh: str, en: str) -> Iterator[None]:
        drawing.tell(folder, drawing.Drawing(zh, en, founded=True))
        with screen.step(zh, en, turning=False):
            yield

    screen.note("正在画演示街道…", "Drawing the demonstration…")
    gc.disable()  # a fifth of the time would go into looking for garbage; the process ends with this
    drawing.tell(folder, drawing.Drawing())
    founded = found(screen.step)
    give_way()
    settle(behind, founded)


def _run(screen: Screen, together: Household, folder: Path, place: tuple[str, int], *, fresh: bool) -> None:
    """Draw the town where it is lacking, open the house as soon as somebody can log in, and stay until Ctrl-C."""
    language = ["--lang", screen.language]
    try:
        drawn = None
        if fresh or not _whole(folder):
            drawn = _begin_drawing(together, folder, language, fresh=fresh)
        _await_front_end(together)
        host, port = place
        together.start(["serve", "--host", host, "--port", str(port), "--with-parent", *language])
        _await_first_page(together, host, port)
        _welcome(screen, address(host, port))
        if drawn:
            _await_town(screen, together, drawn, folder)
        together.start(["work", "--with-parent", *language])
        raise _ended(together.wait())
    except KeyboardInterrupt:
        if not _whole(folder):
            state = told(folder)
            if not state or not state.founded:
                raise
            screen.line(
                "街道没有画完，下次会从头画起。",
                "The town was not drawn to its end; it is drawn anew next time.",
            )


def _begin_drawing(together: Household, folder: Path, language: list[str], *, fresh: bool) -> Child:
    """Start to draw, and return who does so once the town can be entered: areas and accounts are there, or all."""
    (folder / READY).unlink(missing_ok=True)
    if told(folder):
        tell(folder, Drawing())  # what a broken drawing had founded is about to be taken away
    words = ["demo", "--only-draw", *language, *(["--fresh"] if fresh else [])]
    drawn = together.start(words, passing=True)
    while drawn.ended is None and not ((state := told(folder)) and state.founded):
        _front_end_built()
        time.sleep(LOOK_S)
    _require_all(together)
    return drawn


def _await_town(screen: Screen, together: Household, drawn: Child, folder: Path) -> None:
    """Wait until the town is whole, and say so in the folder."""
    if drawn.ended is None:
        screen.note(
            "街道还在画：可以先进去看，画完之前不能改。",
            "The town is still being drawn: come in and look; changes wait until it is whole.",
        )
    while drawn.ended is None:
        _require_all(together)
        time.sleep(LOOK_S)
    _require_all(together)
    together.release(drawn)
    (folder / READY).write_text(fingerprint(), encoding="utf-8")
    screen.line("街道画完了。", "The town is whole.")


def _require_all(together: Household) -> None:
    """Raise what says so where one of them has ended that should not."""
    if child := together.first_missed():
        raise _ended(child)


def _front_end_built() -> bool:
    """Return whether pages have all they need, where somebody builds it beside us.

    Raises ``Exit`` where that failed: who builds it has said why, or is gone.
    """
    if not (named := os.environ.get(FRONT_END)):
        return True
    gone = _gone(os.environ.get(f"{FRONT_END}_PID", ""))
    code = Path(named).read_text(encoding="ascii").strip() or "2" * gone
    if code not in {"", "0"}:
        raise click.exceptions.Exit(int(code))
    return bool(code)


def _gone(pid: str) -> bool:
    """Return whether a child that another program left us has ended; not where it was never ours."""
    try:
        return bool(pid) and os.waitpid(int(pid), os.WNOHANG)[0] != 0
    except (OSError, ValueError):
        return False


def _await_front_end(together: Household) -> None:
    """Wait for who builds the front end beside us."""
    while not _front_end_built():
        _require_all(together)
        time.sleep(LOOK_S)


def _await_first_page(together: Household, host: str, port: int) -> None:
    until = time.monotonic() + PATIENCE_S
    while not _answers(host, port):
        _require_all(together)
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


def _ended(child: Child) -> Fault:
    what = {"serve": ("网页服务", "the server"), "work": ("后台", "the worker")}
    if child.name not in what:
        return Fault(
            f"街道没有画完就停了（{child.ended}），演示已全部停下",
            f"the drawing of the town ended too early ({child.ended}); everything was stopped",
            do_zh="请看上面的话，再运行一次，会从头画起；上面什么也没有，多半是内存不够",
            do_en="See what stands above and run it again: it is drawn anew; with nothing above, memory was short",
        )
    name_zh, name_en = what[child.name]
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
