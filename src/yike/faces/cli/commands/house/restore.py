"""``yike restore``: a backup into an empty house."""

from __future__ import annotations

import os
from pathlib import Path

import click

from yike.faces.cli import options
from yike.faces.cli.language import Say
from yike.faces.cli.screen import Screen
from yike.faces.cli.shape import Command
from yike.faces.cli.values import Existing, Target

KEEP_ZH = (
    "请在开张以前把原来数据文件夹里的 secret.key 放进来（权限 600）；原来设的是 YIKE_SECRET_KEY，就照样设。"
)
KEEP_EN = (
    "put secret.key of the former data folder here (mode 600), or set YIKE_SECRET_KEY as it was, before anybody"
    " works here."
)


def build(say: Say) -> click.Command:
    """Return the command in the language of ``say``."""
    return Command(
        "restore",
        say=say,
        help=say(
            "把备份恢复到一个空的数据文件夹（或空的 PostgreSQL 数据库），逐表核对行数，核对留痕的封条。"
            "不会盖掉任何数据。",
            "Restore a backup into an empty data folder (or an empty PostgreSQL database), compare the rows of"
            " every table and check the seals of the history. Nothing is ever overwritten.",
        ),
        short_help=say("从备份恢复", "restore a backup"),
        params=[
            click.Argument(["file"], type=Existing(), metavar="FILE", help=say("备份文件", "The backup")),
            click.Option(
                ["--into"],
                type=Target(),
                metavar="DIR",
                help=say(
                    "恢复到哪个文件夹；不写就是 YIKE_HOME 指的那个",
                    "The data folder; unless given, YIKE_HOME",
                ),
            ),
            click.Option(
                ["--keys"],
                type=Existing(),
                metavar="FILE",
                help=say(
                    "保险柜里的密钥文件，会抄进数据文件夹", "The key file from the safe; it is copied there"
                ),
            ),
            options.language(say),
        ],
        callback=run,
    )


@click.pass_context
def run(context: click.Context, /, *, file: Path, into: Path | None, keys: Path | None) -> None:
    """Restore, and say what was proved."""
    from yike.faces.cli.house import home, make_restored_home, open_house

    screen = Screen(context.obj)
    if into:
        os.environ["YIKE_HOME"] = str(into)
    open_house()
    from yike.core.upkeep.restore import require_empty, restore

    require_empty()
    make_restored_home(keys)
    with screen.step("恢复并核对", "Restoring and checking"):
        done = restore(file)
    counts = done.manifest.counts
    screen.line(
        f"恢复好了：{home()}，{len(counts)} 张表共 {sum(counts.values()):,} 行，和备份时一样。",
        f"Restored into {home()}: {len(counts)} tables with {sum(counts.values()):,} rows, as when backed up.",
    )
    if done.migrated:
        screen.line(
            f"备份来自较早的版本，已更新 {len(done.migrated)} 步。",
            f"The backup is of an earlier version; it was brought up to date in {len(done.migrated)} steps.",
        )
    if done.chain:
        screen.line(
            f"留痕的 {done.chain.seals:,} 条封条完好。",
            f"All {done.chain.seals:,} seals of the history are whole.",
        )
    else:
        screen.line(
            "密钥还不在这里，封条没有核对：把密钥文件放回去（权限 600），再运行 yike doctor。",
            "The keys are not here yet, so the seals were not checked: put the key file back (mode 600) and run"
            " yike doctor.",
        )
    if not done.links_hold:
        _tell_of_links(screen, known=done.links_hold is not None)


def _tell_of_links(screen: Screen, *, known: bool) -> None:
    """Say what becomes of signed links where the key for signatures is another one, or may be."""
    if known:
        screen.line(
            f"签名用的密钥不是原来那一把：已经寄出的信里的链接打不开，大家要重新登录。要接着用，{KEEP_ZH}",
            "The key for signatures is not the former one: links in letters that have gone out lead nowhere, and"
            f" everybody has to log in again. To keep them, {KEEP_EN}",
        )
        return
    screen.line(
        "备份来自较早的版本，没有记下签名用的是哪一把密钥。如果不是这里这一把，已经寄出的信里的链接打不开，大家要重新登录。"
        f"要稳妥，{KEEP_ZH}",
        "The backup is of an earlier version and does not tell which key for signatures there was. Unless it is the"
        " one here, links in letters sent lead nowhere, and everybody has to log in again. To be sure,"
        f" {KEEP_EN}",
    )
