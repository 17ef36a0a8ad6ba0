"""``yike circle site``: where the next points should go, and how far from the best that can be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from yike.faces.cli import options
from yike.faces.cli.language import Say
from yike.faces.cli.screen import Screen
from yike.faces.cli.shape import Command
from yike.faces.cli.show import show_sites
from yike.faces.cli.values import Existing, Number, OneOf

WISH = ("kind_value", "add", "objective", "candidates")
OBJECTIVES = ("mclp", "lscp", "p-median", "p-center")


def build(say: Say) -> click.Command:
    """Return the command in the language of ``say``."""
    return Command(
        "site",
        say=say,
        help=say(
            "下一批点设在哪里最好：已有的点照算，每个选择说明理由，并给出离最优最多差多少。",
            "Where the next points should go: existing ones count, each choice is explained and bounded.",
        ),
        short_help=say("新点设在哪里", "where new points should go"),
        params=[
            options.streets(say),
            options.homes(say),
            options.weight(say),
            options.points(say),
            options.kind(say),
            *_wanted(say),
            options.minutes(say),
            options.pace(say),
            options.crossing(say),
            options.at(say),
            options.holidays(say),
            options.datum(say),
            options.snap_limit(say),
            options.out(
                say, "把选址存成 .geojson 文件", "Save the sites as .geojson", required=False, metavar="FILE"
            ),
            options.as_json(say),
            options.language(say),
        ],
        callback=run,
    )


def _wanted(say: Say) -> list[click.Option]:
    """Return the options of this command alone: what is to be added, how many, to what end, and where it may."""
    objective = say(
        "目标：mclp 覆盖最多、lscp 用最少的点全覆盖、p-median 平均最近、p-center 最远的人最近（默认 mclp）",
        "mclp covers most, lscp covers all with fewest, p-median shortest on average, p-center shortest for the "
        "worst off (default mclp)",
    )
    candidates = say(
        "候选地点表；不写则任何路口都可以", "Table of candidate places; without it any junction will do"
    )
    many = say("增设几个（默认 1；lscp 自己算出）", "How many to add (default 1; lscp finds out)")
    return [
        click.Option(
            ["--kind-value"], metavar="K", required=True, help=say("要增设哪一类", "The kind to add")
        ),
        click.Option(["--add"], type=Number(1, 10_000, whole=True), metavar="K", help=many),
        click.Option(
            ["--objective"],
            type=OneOf(OBJECTIVES),
            default="mclp",
            metavar="|".join(OBJECTIVES),
            help=objective,
        ),
        click.Option(["--candidates"], type=Existing(), metavar="TABLE", help=candidates),
    ]


@click.pass_context
def run(context: click.Context, /, *, out: Path | None, as_json: bool, **asked: Any) -> None:
    """Choose and explain."""
    from yike.rooms.circle.surveys.outputs import check_file, inputs_of
    from yike.rooms.circle.surveys.request import Request
    from yike.rooms.circle.surveys.sites import choose_sites, write_sites

    screen = Screen(context.obj, as_json=as_json)
    screen.warn_of_compiling()
    kind, add, objective, candidates = (asked.pop(name) for name in WISH)
    request = Request(**asked)
    if out is not None:
        check_file(out, [*inputs_of(request), candidates])
    answer = choose_sites(request, kind, add, objective, candidates, screen.step)
    if out is not None:
        write_sites(answer, out)
    if as_json:
        screen.answer(answer.summary())
    else:
        show_sites(screen, answer, out)
