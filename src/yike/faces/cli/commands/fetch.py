"""``yike circle fetch``: a street extract from a server of your choice."""

from __future__ import annotations

from pathlib import Path

import click

from yike.faces.cli import options
from yike.faces.cli.language import Say
from yike.faces.cli.screen import Screen
from yike.faces.cli.shape import Command


def build(say: Say) -> click.Command:
    """Return the command in the language of ``say``."""
    server = say("服务器地址（也可设环境变量 YIKE_STREET_SERVER）", "The server (or set YIKE_STREET_SERVER)")
    place = say("地名，或 西,南,东,北 四个度数", "A place name, or WEST,SOUTH,EAST,NORTH in degrees")
    return Command(
        "fetch",
        say=say,
        help=say(
            "从您指定的 Overpass 或 Geofabrik 一类服务器取一片街道。",
            "Get a street extract from an Overpass or Geofabrik kind of server that you name.",
        ),
        short_help=say("下载一片街道", "download a street extract"),
        params=[
            click.Argument(["place"], metavar="PLACE", help=place),
            click.Option(
                ["--server"], metavar="URL", envvar="YIKE_STREET_SERVER", required=True, help=server
            ),
            options.out(say, "存成的文件", "The file to write", metavar="FILE"),
            options.as_json(say),
            options.language(say),
        ],
        callback=run,
    )


@click.pass_context
def run(context: click.Context, *, place: str, server: str, out: Path, as_json: bool) -> None:
    """Download and say what came."""
    screen = Screen(context.obj, as_json=as_json)
