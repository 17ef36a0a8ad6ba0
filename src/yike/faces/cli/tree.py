"""All commands of ``yike``, made in one language. Nothing heavy is imported before a command runs."""

from __future__ import annotations

import click

from yike.engines.faults import Language
from yike.faces.cli import options
from yike.faces.cli.commands import (
    batch,
    compare,
    demo,
    fetch,
    isochrone,
    nearest,
    prepare,
    report,
    site,
    streets,
    what_if,
)
from yike.faces.cli.commands.house import (
    asking,
    backup,
    deadlines,
    doctor,
    erasing,
    exporting,
    importing,
    keys,
    restore,
    serve,
    upgrade,
    work,
)
from yike.faces.cli.commands.house import demo as demonstration
from yike.faces.cli.language import Say, sayer
from yike.faces.cli.shape import Group

HOUSE = (
    *(demonstration, serve, work, doctor, importing, exporting, erasing),
    *(asking, deadlines, keys, backup, restore, upgrade),
)
COMMANDS = (prepare, streets, report, nearest, isochrone, what_if, site, compare, batch, fetch, demo)


def _version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        click.echo(f"yike {version('yike')}")
        ctx.exit()


def _version_option(say: Say) -> click.Option:
    return click.Option(
        ["--version"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_version,
        help=say("显示版本", "Show the version"),
    )


def circle(say: Say) -> Group:
    """Return the group ``yike circle``."""
    text = say(
        "步行一刻钟：谁真的走得到哪个开着门的服务点，沿着真实的街道算。",
        "The quarter-hour walk: who can really reach which open service, on real streets.",
    )
    group = Group(
        "circle",
        say=say,
        help=text,
        short_help=say("步行圈：覆盖、盲区、假设、选址", "walking circle: cover, gaps, what-if, siting"),
        params=[options.language(say)],
    )
    for module in COMMANDS:
        group.add_command(module.build(say))
    return group


def build(language: Language) -> Group:
    """Return the whole command tree, speaking ``language``."""
    say = sayer(language)
    text = say(
        "一刻：从任何一扇门到它背后的服务，走路一刻钟。",
        "Yike: a quarter of an hour on foot from any door to its services.",
    )
    root = Group(
        "yike",
        say=say,
        help=text,
        params=[options.language(say), _version_option(say)],
        context_settings={"help_option_names": ["--help", "-h"], "obj": language},
    )
    for module in HOUSE:
        root.add_command(module.build(say))
    root.add_command(circle(say))
    return root
