"""``yike circle streets``: the streets that the office's pages walk on."""

from __future__ import annotations

from pathlib import Path

import click

from yike.faces.cli import options
from yike.faces.cli.language import Say
from yike.faces.cli.screen import Screen
from yike.faces.cli.shape import Command
from yike.faces.cli.show import show_prepared
from yike.faces.cli.values import Existing


def build(say: Say) -> click.Command:
    """Return the command in the language of ``say``."""
    return Command(
        "streets",
        say=say,
        help=say(
            "给街道办装上街道图：为所有步速准备好，放进数据文件夹，正在运行的网页服务自己换上。再装一次就换掉旧的。",
            "Install the streets of the office: prepared for every pace, put into its data folder, and taken up by"
            " a running server by itself. Install again to replace them.",
        ),
        short_help=say("给街道办装上街道图", "install the streets of the office"),
        params=[
            click.Argument(["streets"], type=Existing(), metavar="FILE"),
            options.as_json(say),
            options.language(say),
        ],
        callback=run,
    )


@click.pass_context
def run(context: click.Context, *, streets: Path, as_json: bool) -> None:
    """Install the streets and show the summary."""
    from yike.faces.cli.folder import make_folder
    from yike.faces.cli.house import home, open_house

    screen = Screen(context.obj, as_json=as_json)
    screen.warn_of_compiling()
    open_house()
    make_folder(home())
    from yike.rooms.circle.walking.ground import install_streets

    made = install_streets(streets, home(), screen.step)
    if as_json:
        screen.answer(made.summary())
    else:
        show_prepared(screen, made)
