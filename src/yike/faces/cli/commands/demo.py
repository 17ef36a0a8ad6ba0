"""``yike circle demo``: the report on the bundled sketch of 双塔, opened in the browser if there is one."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path

import click

from yike.faces.cli import options
from yike.faces.cli.commands.report import write
from yike.faces.cli.language import Say
from yike.faces.cli.screen import Screen
from yike.faces.cli.shape import Command

WEIGHTS, AREA = ("户数", "老人"), "社区"
BASKET = ("家门口五件事", ("便民服务站", "卫生服务站", "银行网点", "党群服务站", "邻里之家"))
MORNING = datetime(2026, 11, 25, 10, 0)  # a Wednesday with every window open, whatever the day is


def build(say: Say) -> click.Command:
    """Return the command in the language of ``say``."""
    return Command(
        "demo",
        say=say,
        help=say(
            "用自带的双塔示意图跑一遍报告。图是按公开事实画的示意，不是官方数据。",
            "Run the report on the bundled sketch of 双塔: drawn from public facts, not official data.",
        ),
        short_help=say("用自带的示意图看一遍", "see it on the bundled sketch"),
        params=[
            options.out(say, "报告写到哪个文件夹", "Folder for the report"),
            click.Option(
                ["--open/--no-open", "show"],
                default=False,
                help=say("写完在浏览器里打开", "Open it in the browser when done"),
            ),
            options.as_json(say),
            options.language(say),
        ],
        callback=run,
    )


@click.pass_context
def run(context: click.Context, /, *, out: Path, show: bool, as_json: bool) -> None:
    """Write the report and open it."""
    from yike.rooms.circle.sketch import sketch_files
    from yike.rooms.circle.surveys.request import Request

    files = sketch_files()
    screen = Screen(context.obj, as_json=as_json)
    request = Request(files.streets, files.homes, WEIGHTS, AREA, files.points, at=MORNING, baskets=(BASKET,))
    page = write(screen, request, out, screen.say("双塔街道 · 示意图", "Shuangta subdistrict · a sketch"))
    if show and _has_display():
        import webbrowser

        webbrowser.open(page.resolve().as_uri())


def _has_display() -> bool:
    """Return whether a browser window could be seen; never start a text browser in somebody's terminal."""
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
