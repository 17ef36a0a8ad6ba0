"""``yike circle compare``: two plans or two moments, side by side."""

from __future__ import annotations

from typing import Any

import click

from yike.faces.cli import options
from yike.faces.cli.language import Say
from yike.faces.cli.screen import Screen
from yike.faces.cli.shape import Command
from yike.faces.cli.show import show_difference
from yike.faces.cli.values import Existing, Moment, OneOf


def _second(say: Say) -> list[click.Parameter]:
    return [
        click.Option(
            ["--points-b"],
            type=Existing(),
            metavar="TABLE",
            help=say("乙方案的服务点表（不写则同甲）", "Points of plan B (default: as A)"),
        ),
        click.Option(
            ["--streets-b"],
            type=Existing(),
            metavar="FILE",
            help=say("乙方案的街道（不写则同甲）", "Streets of plan B (default: as A)"),
        ),
        click.Option(
            ["--at-b"],
            type=Moment(),
            metavar='"YYYY-MM-DD HH:MM"',
            help=say("乙方案的时刻（不写则同甲）", "Moment of plan B (default: as A)"),
        ),
        click.Option(
            ["--pace-b"],
            type=OneOf(options.PACES),
            metavar="|".join(options.PACES),
            help=say("乙方案的步速（不写则同甲）", "Walker of plan B (default: as A)"),
        ),
    ]


def build(say: Say) -> click.Command:
    """Return the command in the language of ``say``."""
    return Command(
        "compare",
        say=say,
        many=("--weight",),
        help=say(
            "同一批住户，两个方案、两个时刻或两种人，并排比较覆盖。",
            "The same homes under two plans, two moments or two walkers, side by side.",
        ),
        short_help=say("两个方案或两个时刻，并排比", "two plans or two moments side by side"),
        params=[
            options.streets(say),
            options.homes(say),
            options.weight(say),
            options.area(say),
            options.points(say),
            options.kind(say),
            options.kinds(say),
            *_second(say),
            options.minutes(say),
            options.pace(say),
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
def run(context: click.Context, /, *, as_json: bool, **asked: Any) -> None:
    """Ask twice and compare."""
    from yike.rooms.circle.surveys.plans import compare
    from yike.rooms.circle.surveys.request import Request

    screen = Screen(context.obj, as_json=as_json)
    screen.warn_of_compiling()
    second = {name.removesuffix("_b"): asked.pop(name) for name in list(asked) if name.endswith("_b")}
    first = Request(**asked)
    answer = compare(first, first.but(**second), step=screen.step)
    if as_json:
        screen.answer(answer.summary())
    else:
        show_difference(screen, answer)
