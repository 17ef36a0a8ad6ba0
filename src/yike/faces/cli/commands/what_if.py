"""``yike circle what-if``: add, close or move points and see who gains and who loses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from yike.faces.cli import options
from yike.faces.cli.language import Say
from yike.faces.cli.screen import Screen
from yike.faces.cli.shape import Command
from yike.faces.cli.show import show_difference
from yike.faces.cli.values import Assigned, Line, NameAt

if TYPE_CHECKING:
    from yike.rooms.circle.surveys.plans import Change


def _changes(say: Say) -> list[click.Parameter]:
    """Return the options that change points, then those that change the streets."""
    return [*_point_changes(say), *_street_changes(say)]


def _point_changes(say: Say) -> list[click.Parameter]:
    return [
        click.Option(
            ["--add"],
            type=NameAt("KIND@LON,LAT", "医院@120.63,31.30"),
            multiple=True,
            metavar="KIND@LON,LAT",
            help=say("增设一个点，可写多次", "Add a point; may be given several times"),
        ),
        click.Option(
            ["--new-kind", "new_kinds"],
            is_flag=True,
            help=say("--add 的类别可以是表里还没有的", "Let --add bring a kind that is not in the table yet"),
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
        click.Option(
            ["--hours"],
            type=Assigned("ID=HOURS", '"A12=Mo-Fr 09:00-20:00"'),
            multiple=True,
            metavar="ID=HOURS",
            help=say("改这个编号的点的开放时间，可写多次", "Change the hours of the point of that id"),
        ),
    ]


def _street_changes(say: Say) -> list[click.Parameter]:
    return [
        click.Option(
            ["--bridge"],
            type=Line(),
            multiple=True,
            metavar="LON,LAT/LON,LAT",
            help=say(
                "在两处之间架一座桥或开一条通道，可写多次", "Build a bridge or a passage between two places"
            ),
        ),
        click.Option(
            ["--open-gates"], is_flag=True, help=say("让所有门全天开着", "Leave every gate open all day")
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
            options.crossing(say),
            options.at(say),
            options.holidays(say),
            options.datum(say),
            options.snap_limit(say),
            options.ruleset(say),
            options.as_json(say),
            options.language(say),
        ],
        callback=run,
    )


@click.pass_context
def run(context: click.Context, /, *, as_json: bool, new_kinds: bool, **asked: Any) -> None:
    """Change and compare."""
    from yike.rooms.circle.surveys.plans import Works, what_if
    from yike.rooms.circle.surveys.request import Request

    screen = Screen(context.obj, as_json=as_json)
    screen.warn_of_compiling()
    changes = list(_asked_changes(asked))
    bridges = tuple(((a.lon, a.lat), (b.lon, b.lat)) for a, b in asked.pop("bridge"))
    works = Works(bridges, asked.pop("open_gates"))
    answer = what_if(Request(**asked), changes, works, screen.step, new_kinds=new_kinds)
    if as_json:
        screen.answer(answer.summary())
    else:
        show_difference(screen, answer)


def _asked_changes(asked: dict[str, Any]) -> Iterator[Change]:
    """Take the changes out of the options: closed and moved first, so that what is added cannot be meant."""
    from yike.rooms.circle.surveys.plans import Change

    for name in asked.pop("close"):
        yield Change("close", name)
    for what in ("move", "add"):
        for one in asked.pop(what):
            yield Change(what, one.name, (one.place.lon, one.place.lat))
    for name, hours in asked.pop("hours"):
        yield Change("hours", name, hours=hours)
