"""``yike circle nearest``: from one door, the nearest open point of every kind and the way there."""

from __future__ import annotations

from typing import Any

import click

from yike.faces.cli import options
from yike.faces.cli.language import Say
from yike.faces.cli.screen import Screen
from yike.faces.cli.shape import Command
from yike.faces.cli.show import show_nearby
from yike.faces.cli.values import Number, Place


def build(say: Say) -> click.Command:
    """Return the command in the language of ``say``."""
    count = say("每类给出最近的几个（默认 1）", "How many of each kind (default 1)")
    way = say("说出怎么走：街名、米数、转弯", "Tell the way: streets, metres, turns")
    return Command(
        "nearest",
        say=say,
        help=say(
            "从一个地方出发，每一类最近的（开着的）服务点在哪，走几分钟。",
            "From one place: where the nearest open point of every kind is, and how many minutes it takes.",
        ),
        short_help=say("从一扇门出发，各类最近的点", "from one door, the nearest of every kind"),
        params=[
            options.streets(say),
            options.points(say),
            options.kind(say),
            options.kinds(say),
            options.start(say),
            click.Option(["--count"], type=Number(1, 100, whole=True), default=1, metavar="K", help=count),
            click.Option(["--way"], is_flag=True, help=way),
            options.minutes(say),
            options.pace(say),
            options.crossing(say),
            options.at(say),
            options.holidays(say),
            options.datum(say),
            options.snap_limit(say),
            options.as_json(say),
            options.language(say),
        ],
        callback=run,
    )


@click.pass_context
def run(
    context: click.Context, /, *, start: Place, count: int, way: bool, as_json: bool, **asked: Any
) -> None:
    """Ask and show."""
    from yike.rooms.circle.surveys.nearby import nearby
    from yike.rooms.circle.surveys.request import Request

    screen = Screen(context.obj, as_json=as_json)
    screen.warn_of_compiling()
    answer = nearby(Request(**asked), (start.lon, start.lat), count=count, way=way, step=screen.step)
    if as_json:
        screen.answer(answer.summary())
    else:
        show_nearby(screen, answer)
