"""``yike circle isochrone``: how far a quarter of an hour goes from one door, as GeoJSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from yike.faces.cli import options
from yike.faces.cli.language import Say
from yike.faces.cli.screen import Screen
from yike.faces.cli.shape import Command
from yike.faces.cli.show import show_bands
from yike.faces.cli.values import Numbers, Place


def build(say: Say) -> click.Command:
    """Return the command in the language of ``say``."""
    bands = say(
        "几圈，用逗号隔开的分钟数（默认 5,10,15）",
        "Bands: minutes with commas between them (default 5,10,15)",
    )
    towards = say("反过来：从哪里走得到这个地方", "The other way round: from where one reaches this place")
    return Command(
        "isochrone",
        say=say,
        help=say(
            "从一个地方走几分钟能到哪里：沿街画出的等时圈，不越过没有桥的河。",
            "How far one gets in so many minutes: an area along the streets that leaks over no canal.",
        ),
        short_help=say("等时圈，存成 GeoJSON", "isochrones as GeoJSON"),
        params=[
            options.streets(say),
            options.start(say),
            click.Option(
                ["--minutes", "bands"],
                type=Numbers(0.1, 109),
                default=(5.0, 10.0, 15.0),
                metavar="M,M,M",
                help=bands,
            ),
            click.Option(["--towards"], is_flag=True, help=towards),
            options.pace(say),
            options.crossing(say),
            options.at(say),
            options.holidays(say),
            options.datum(say),
            options.snap_limit(say),
            options.out(
                say, "写到哪个 .geojson 文件", "The .geojson file to write", required=False, metavar="FILE"
            ),
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
    start: Place,
    bands: tuple[float, ...],
    towards: bool,
    out: Path | None,
    as_json: bool,
    **asked: Any,
) -> None:
    """Draw the bands; write them, or print the GeoJSON."""
    from yike.rooms.circle.surveys.bands import draw_bands, write_bands
    from yike.rooms.circle.surveys.outputs import check_file, inputs_of
    from yike.rooms.circle.surveys.request import Request

    screen = Screen(context.obj, as_json=as_json)
    screen.warn_of_compiling()
    place = (start.lon, start.lat)
    request = Request(**asked)
    if out is not None:
        check_file(out, inputs_of(request))
    drawn = draw_bands(request, place, bands, towards=towards, step=screen.step)
    if out is not None:
        write_bands(drawn, out)
    if as_json or out is None:
        screen.answer(drawn.geojson())
    else:
        show_bands(screen, drawn, out)
