"""``yike backup``: everything but the keys in one dated file."""

from __future__ import annotations

from pathlib import Path

import click

from yike.faces.cli import options
from yike.faces.cli.language import Say
from yike.faces.cli.screen import Screen
from yike.faces.cli.shape import Command
from yike.faces.cli.values import Target


def build(say: Say) -> click.Command:
    """Return the command in the language of ``say``."""
    return Command(
        "backup",
        say=say,
        help=say(
            "备份：数据库和文件存成一个带日期的文件，要么完整，要么没有。可以边办公边备份。密钥不在里面，请另外保管。",
            "Back up database and files into one dated file, whole or not at all, while people work. The keys are"
            " not in it: keep them elsewhere.",
        ),
        short_help=say("备份", "make a backup"),
        params=[
            click.Option(
                ["--out"],
                type=Target(),
                metavar="FILE",
                help=say(
                    "存成哪个文件；不写就放在数据文件夹的 backups 里",
                    "The file to write; unless given, into backups in the data folder",
                ),
            ),
            options.as_json(say),
            options.language(say),
        ],
        callback=run,
    )


@click.pass_context
def run(context: click.Context, /, *, out: Path | None, as_json: bool) -> None:
    """Write the backup and say what is in it."""
    from yike.faces.cli.house import open_office

    screen = Screen(context.obj, as_json=as_json)
    open_office()
    save(screen, out)


def save(screen: Screen, out: Path | None) -> None:
    """Back up the open office and say where the file is."""
    from yike.core.upkeep.backup import back_up, default_file

    target = out or default_file()
    with screen.step("备份", "Backing up"):
        manifest = back_up(target)
    size, rows = target.stat().st_size, sum(manifest.counts.values())
    if screen.as_json:
        screen.answer(
            {"file": str(target), "bytes": size, "rows": rows, "seals": manifest.seals, "head": manifest.head}
        )
        return
    screen.line(
        f"备份好了：{target}（{size / 1e6:.1f} MB，{rows:,} 行，{len(manifest.files)} 个文件）",
        f"Backup written: {target} ({size / 1e6:.1f} MB, {rows:,} rows, {len(manifest.files)} files)",
    )
    screen.line(
        "密钥不在里面：请把密钥文件抄一份另外保管。",
        "The keys are not in it: keep a copy of the key file elsewhere.",
    )
