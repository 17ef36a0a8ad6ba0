"""``yike circle report``: who is covered, who is not, as a page, tables, a map and one JSON object."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from yike.faces.cli import options
from yike.faces.cli.language import Say
from yike.faces.cli.screen import Screen
from yike.faces.cli.shape import Command
from yike.faces.cli.show import show_survey

if TYPE_CHECKING:
    from yike.rooms.circle.surveys.request import Request


def build(say: Say) -> click.Command:
    """Return the command in the language of ``say``."""
    return Command(
        "report",
        say=say,
        many=("--weight",),
        help=say(
            "谁走得到、谁走不到：一份可离线打开、可打印的网页，外加表格、地图和图片。",
            "Who can reach what and who cannot: one page for offline and for print, with tables, map and picture.",
        ),
        short_help=say("覆盖与盲区的整份报告", "the whole report: cover, gaps, map"),
        params=[
            options.streets(say),
            options.homes(say),
            options.weight(say),
            options.area(say),
            options.points(say),
            options.kind(say),
            options.kinds(say),
            options.minutes(say),
            options.pace(say),
            options.crossing(say),
            options.at(say),
            options.holidays(say),
            options.datum(say),
            options.snap_limit(say),
            options.ruleset(say),
            options.basket(say),
            click.Option(["--title"], metavar="TEXT", help=say("报告的标题", "Title of the report")),
            options.out(say, "报告写到哪个文件夹", "Folder for the report"),
            options.as_json(say),
            options.language(say),
        ],
        callback=run,
    )


@click.pass_context
def run(context: click.Context, /, *, out: Path, title: str | None, as_json: bool, **asked: Any) -> None:
    """Survey, write the report, show the summary."""
    from yike.rooms.circle.surveys.request import Request

    write(Screen(context.obj, as_json=as_json), Request(**asked), out, title)


def write(screen: Screen, request: Request, out: Path, title: str | None) -> Path:
    """Write the report into ``out``, show the summary, and return the path of the page."""
    from yike.rooms.circle.surveys.reporting import make_report

    screen.warn_of_compiling()
    made = make_report(request, out, title=title, language=screen.language, step=screen.step)
    if screen.as_json:
        screen.answer(made.summary())
    else:
        show_survey(screen, made.survey)
        screen.line(f"报告：{made.page}", f"Report: {made.page}")
    return made.page
