"""``yike circle prepare``: streets from any source → one file that loads in milliseconds."""

from __future__ import annotations

from pathlib import Path

import click

from yike.faces.cli import options
from yike.faces.cli.language import Say
from yike.faces.cli.screen import Screen
from yike.faces.cli.shape import Command
from yike.faces.cli.show import show_prepared
from yike.faces.cli.values import Existing, OneOf


def build(say: Say) -> click.Command:
    """Return the command in the language of ``say``."""
    what = say("存成的文件，如 streets.yike", "The file to write, such as streets.yike")
    return Command(
        "prepare",
        say=say,
        many=("--pace",),
        help=say(
            "读一次街道，存成可以秒开的文件，并说明读到了什么。",
            "Read streets once, save them in a form that opens at once, and say what was found.",
        ),
        short_help=say("街道 → 秒开的文件", "streets → a file that opens at once"),
        params=[
            click.Argument(["streets"], type=Existing(), metavar="STREETS"),
            options.out(say, what, what, metavar="FILE"),
            click.Option(
                ["--pace", "paces"],
                type=OneOf(options.PACES),
                multiple=True,
                metavar="PACE ...",
                help=say(
                    "为哪些步速准备好（默认 adult）；别的步速以后也能问，只是现算",
                    "Walkers to prepare for (default adult); others can be asked about too, only not at once",
                ),
            ),
            options.as_json(say),
            options.language(say),
        ],
        callback=run,
    )


@click.pass_context
def run(context: click.Context, *, streets: Path, out: Path, paces: tuple[str, ...], as_json: bool) -> None:
    """Prepare and show the summary."""
    from yike.rooms.circle.surveys.preparing import prepare_streets

    screen = Screen(context.obj, as_json=as_json)
    screen.warn_of_compiling()
    made = prepare_streets(streets, out, paces or ("adult",), screen.step)
    if as_json:
        screen.answer(made.summary())
    else:
        show_prepared(screen, made)
