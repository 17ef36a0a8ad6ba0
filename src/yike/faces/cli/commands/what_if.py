"""``yike circle what-if``: add, close or move points and see who gains and who loses."""

from __future__ import annotations

from typing import Any

import click

from yike.faces.cli import options
from yike.faces.cli.language import Say
from yike.faces.cli.screen import Screen
from yike.faces.cli.shape import Command
from yike.faces.cli.show import show_difference
from yike.faces.cli.values import NameAt, Named


def _changes(say: Say) -> list[click.Parameter]:
    return [
        click.Option(
            ["--add"],
            type=NameAt("KIND@LON,LAT", "医院@120.63,31.30"),
            multiple=True,
            metavar="KIND@LON,LAT",
            help=say("增设一个点，可写多次", "Add a point; may be given several times"),
        ),
        click.Option(
            ["--close"],
            multiple=True,
            metavar="ID",
            help=say("关掉这个编号的点，可写多次", "Close the point of that id; may be given several times"),
        ),
        click.Option(
            ["--move"],
            type=NameAt("ID@LON,LAT", "A12@120.63,31.30"),
            multiple=True,
            metavar="ID@LON,LAT",
            help=say(
                "把这个编号的点搬到那里，可写多次", "Move the point of that id; may be given several times"
            ),
        ),
    ]


def build(say: Say) -> click.Command:
    """Return the command in the language of ``say``."""
    return Command(
        "what-if",
        say=say,
        many=("--weight",),
        help=say(
            "如果增设、关掉或搬走几个点：覆盖变多少，谁得益，谁受损。",
            "If points were added, closed or moved: how the cover changes, who gains and who loses.",
        ),
        short_help=say("假如增设、关掉、搬走几个点", "if points were added, closed, moved"),
        params=[
            options.streets(say),
            options.homes(say),
            options.weight(say),
            options.area(say),
            options.points(say),
            options.kind(say),
            options.kinds(say),
            *_changes(say),
            options.minutes(say),
            options.pace(say),
            options.at(say),
            options.datum(say),
            options.snap_limit(say),
            options.as_json(say),
            options.language(say),
        ],
        callback=run,
    )


@click.pass_context
def run(
    context: click.Context,
    /,
    *,
    add: tuple[Named, ...],
    close: tuple[str, ...],
    move: tuple[Named, ...],
    as_json: bool,
    **asked: Any,
) -> None:
    """Change and compare."""
    from yike.rooms.circle.plans import Change, what_if
    from yike.rooms.circle.request import Request

    screen = Screen(context.obj, as_json=as_json)
    screen.warn_of_compiling()
    changes = (
        *(Change("add", n.name, (n.place.lon, n.place.lat)) for n in add),
        *(Change("close", name) for name in close),
        *(Change("move", n.name, (n.place.lon, n.place.lat)) for n in move),
    )
    answer = what_if(Request(**asked), changes, step=screen.step)
    if as_json:
        screen.answer(answer.summary())
    else:
        show_difference(screen, answer)
