"""``yike circle fetch``: a street extract from a server of your choice."""

from __future__ import annotations

from pathlib import Path

import click

from yike.engines.faults import Fault
from yike.faces.cli import options
from yike.faces.cli.language import Say
from yike.faces.cli.screen import Screen
from yike.faces.cli.shape import Command


def build(say: Say) -> click.Command:
    """Return the command in the language of ``say``."""
    place = say(
        "地名（Overpass），或地区如 asia/china/jiangsu（文件服务器）",
        "A place name (Overpass), or a region such as asia/china/jiangsu (file server)",
    )
    box = say("或：一个范围，西,南,东,北，单位是度", "Or: a box, in degrees")
    server = say(
        "服务器地址：以 interpreter 结尾的是 Overpass，否则是放整区文件的文件夹；也可设 YIKE_STREET_SERVER",
        "The server: an Overpass API (…/interpreter) or a folder of region files; or set YIKE_STREET_SERVER",
    )
    return Command(
        "fetch",
        say=say,
        help=say(
            "从您指定的 Overpass 或 Geofabrik 一类服务器取一片街道。程序里没有内置任何服务器。",
            "Get a street extract from an Overpass or Geofabrik kind of server that you name. None is built in.",
        ),
        short_help=say("下载一片街道", "download a street extract"),
        params=[
            click.Argument(["place"], metavar="PLACE", required=False, help=place),
            click.Option(["--box"], metavar="W,S,E,N", help=box),
            click.Option(["--server"], metavar="URL", help=server),
            options.out(say, "存成的文件", "The file to write", metavar="FILE"),
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
    place: str | None,
    box: str | None,
    server: str | None,
    out: Path,
    as_json: bool,
) -> None:
    """Download, read once to be sure, and say what came."""
    from yike.rooms.circle.surveys.fetch import fetch_streets

    screen = Screen(context.obj, as_json=as_json)
    area = _area(place, box)
    screen.warn_of_compiling()
    with screen.download("下载街道", "Downloading streets") as progress:
        streets = fetch_streets(server, area, out, progress, told=screen.note)
    if as_json:
        screen.answer(
            {
                "file": str(out),
                "bytes": out.stat().st_size,
                "nodes": streets.nodes,
                "segments": streets.segments,
                "attribution": streets.source.attribution,
            }
        )
    else:
        screen.line(
            f"存成：{out}（{streets.segments:,} 个路段）", f"Saved: {out} ({streets.segments:,} segments)"
        )
        screen.line(streets.source.attribution, streets.source.attribution)


def _area(place: str | None, box: str | None) -> str:
    if place and not box:
        return place
    if box and not place:
        return box
    raise Fault(
        "要么写地名，要么写 --box",
        "give either a place or --box",
        do_zh="如 苏州市，或 --box 120.61,31.29,120.66,31.32",
        do_en="Such as Suzhou, or --box 120.61,31.29,120.66,31.32",
    )
