"""``yike circle batch``: hundreds of cities from one plan table, stopped and started again at will."""

from __future__ import annotations

from pathlib import Path

import click

from yike.faces.cli import options
from yike.faces.cli.language import Say
from yike.faces.cli.screen import Screen
from yike.faces.cli.shape import Command
from yike.faces.cli.show import one_line, show_batch
from yike.faces.cli.values import Existing, Number

SOME_FAILED = 3


def _engines(say: Say) -> list[click.Parameter]:
    return [
        click.Option(
            ["--workers"],
            type=Number(1, 1024, whole=True),
            metavar="N",
            help=say("用几个进程（默认有几个核用几个）", "How many processes (default: as many as cores)"),
        ),
        click.Option(
            ["--serial"], is_flag=True, help=say("不开新进程，一座一座算", "No new process: city after city")
        ),
        click.Option(
            ["--dask"],
            metavar="ADDRESS",
            help=say(
                "交给这个 Dask 集群，如 tcp://主机:8786（需装 yike[batch]）",
                "Use that Dask cluster, such as tcp://host:8786 (needs yike[batch])",
            ),
        ),
    ]


def build(say: Say) -> click.Command:
    """Return the command in the language of ``say``."""
    return Command(
        "batch",
        say=say,
        help=say(
            "一张表里一行一座城，逐城出结果。可随时停下、再接着算；一座城出错不耽误别的城。",
            "One row a city: a result for each. Stop and start again at will; one failing city stops no other.",
        ),
        short_help=say("几百座城一起算，可断点续算", "hundreds of cities, resumable"),
        params=[
            click.Argument(["plan"], type=Existing(), metavar="PLAN"),
            options.out(say, "结果写到哪个文件夹", "Folder for the results"),
            *_engines(say),
            options.as_json(say),
            options.language(say),
        ],
        callback=run,
    )


@click.pass_context
def run(
    context: click.Context,
    *,
    plan: Path,
    out: Path,
    workers: int | None,
    serial: bool,
    dask: str | None,
    as_json: bool,
) -> None:
    """Run the cities that are not done yet; exit 3 where some of them failed."""
    from yike.rooms.circle.surveys.batch import run_batch
    from yike.rooms.circle.surveys.cities import read_plan
    from yike.rooms.circle.surveys.workers import chosen

    screen = Screen(context.obj, as_json=as_json)
    runner = chosen(workers=workers, serial=serial, dask=dask)
    cities = read_plan(plan)
    with screen.bar("各城", "Cities", len(cities)) as moved:
        batch = run_batch(cities, out, runner, lambda result: moved(one_line(screen, result)), plan=plan)
    if as_json:
        screen.answer(batch.summary())
    else:
        show_batch(screen, batch, out)
    if batch.failed:
        context.exit(SOME_FAILED)
