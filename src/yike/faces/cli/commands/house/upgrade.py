"""``yike upgrade``: the database brought into the form of this version."""

from __future__ import annotations

import click

from yike.faces.cli import options
from yike.faces.cli.commands.house.backup import save
from yike.faces.cli.language import Say
from yike.faces.cli.screen import Screen
from yike.faces.cli.shape import Command


def build(say: Say) -> click.Command:
    """Return the command in the language of ``say``."""
    return Command(
        "upgrade",
        say=say,
        help=say(
            "换了新版本以后运行：先备份，再把数据库更新成这个版本的样子。没有要更新的就什么也不做。",
            "Run after installing a new version: makes a backup, then brings the database into this version's form."
            " Does nothing where nothing is to be done.",
        ),
        short_help=say("换新版本以后更新数据库", "bring the database up to date"),
        params=[
            click.Option(
                ["--no-backup"],
                is_flag=True,
                help=say("不先备份（刚备份过才用）", "Make no backup first (only right after another one)"),
            ),
            options.language(say),
        ],
        callback=run,
    )


@click.pass_context
def run(context: click.Context, /, *, no_backup: bool) -> None:
    """Back up and migrate."""
    from yike.faces.cli.house import make_home, open_house

    screen = Screen(context.obj)
    open_house()
    make_home()
    from yike.core.upkeep import database

    database.refuse_newer()
    if not database.pending():
        _spell(screen)
        screen.line("数据库已经是这个版本的样子。", "The database has this version's form already.")
        return
    if not no_backup and not database.unused():
        save(screen, None)
    with screen.step("更新数据库", "Bringing the database up to date"):
        done = database.migrate()
    _spell(screen)
    screen.line(f"更新好了，共 {len(done)} 步。", f"Up to date, in {len(done)} steps.")


def _spell(screen: Screen) -> None:
    """Spell anew the names that earlier versions spelt otherwise, so that they are found by their pinyin."""
    from yike.core.residents.actions import renew_spellings
    from yike.core.rights.by import By

    if count := renew_spellings(By.machine("升级 upgrade", "cli")):
        screen.line(f"重新注音的姓名：{count} 个。", f"Names spelt anew: {count}.")
