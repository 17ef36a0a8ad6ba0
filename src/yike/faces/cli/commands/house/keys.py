"""``yike keys``: the office's keys, made and changed."""

from __future__ import annotations

from pathlib import Path

import click

from yike.engines.faults import Fault
from yike.faces.cli import options
from yike.faces.cli.language import Say
from yike.faces.cli.screen import Screen
from yike.faces.cli.shape import Command, Group


def build(say: Say) -> click.Command:
    """Return the group in the language of ``say``."""
    text = say("密钥：生成、更换", "the keys: make them, change them")
    group = Group("keys", say=say, help=text, short_help=text, params=[options.language(say)])
    group.add_command(_create(say))
    group.add_command(_rotate(say))
    return group


def _create(say: Say) -> click.Command:
    return Command(
        "create",
        say=say,
        help=say(
            "生成密钥文件。第一次 yike serve 会自己在数据文件夹里生成；密钥要放在别处（YIKE_KEYS_FILE）时才用。"
            "已有密钥或已有数据就不做。",
            "Make the key file. The first yike serve makes it in the data folder by itself: this is for keys kept"
            " elsewhere (YIKE_KEYS_FILE). Never beside keys or data that are there already.",
        ),
        short_help=say("生成密钥文件", "make the key file"),
        params=[options.language(say)],
        callback=create,
    )


def _rotate(say: Say) -> click.Command:
    return Command(
        "rotate",
        say=say,
        help=say(
            "换密钥：密钥文件里加一版新的，再把身份证号、电话、出生日期、机器人密钥和第二道验证全部重新加密。"
            "随时可以停，再运行一次就接着做。旧密钥要留着：留痕的旧封条和旧备份还要用。",
            "Change the key: add a new version to the key file, then seal ID numbers, phones, birth dates, secrets"
            " of robots and second factors anew. It may be stopped at any moment; run again, it goes on. Keep the"
            " old keys in the file: older seals of the history and older backups need them.",
        ),
        short_help=say("更换密钥，全部重新加密", "change the key and seal everything anew"),
        params=[options.as_json(say), options.language(say)],
        callback=rotate,
    )


@click.pass_context
def create(context: click.Context, /) -> None:
    """Make the key file of a fresh office."""
    from yike.faces.cli.house import open_house

    screen = Screen(context.obj)
    open_house()
    from yike.core.upkeep import database
    from yike.core.vault.keyring import create_file

    if not database.unused():
        raise Fault(
            "这里已经有数据，新密钥打不开它",
            "there is data here already, and new keys would not open it",
            do_zh="请把保险柜里的密钥文件放回去；要换密钥就运行 yike keys rotate",
            do_en="Put the key file from the safe back; to change the key run yike keys rotate",
        )
    create_file(_file())
    screen.line(
        f"密钥文件：{_file()}。请抄一份锁进保险柜。", f"Key file: {_file()}. Keep a copy in the safe."
    )


def _file() -> Path:
    """Return the key file. Raises ``Fault`` where the keys stand in the environment itself."""
    from django.conf import settings

    if not settings.YIKE_KEYS:
        return Path(settings.YIKE_KEYS_FILE)
    raise Fault(
        "密钥写在 YIKE_KEYS 里，不是文件，这里改不了",
        "the keys stand in YIKE_KEYS and not in a file, so they cannot be changed here",
        do_zh="请改用 YIKE_KEYS_FILE",
        do_en="Use YIKE_KEYS_FILE instead",
    )


@click.pass_context
def rotate(context: click.Context, /, *, as_json: bool) -> None:
    """Add a key unless an earlier change is unfinished, then seal everything with the newest."""
    from yike.faces.cli.office import enter, writing

    screen = Screen(context.obj, as_json=as_json)
    by = enter(screen.language)
    from yike.core.residents.actions import rotate_keys
    from yike.core.vault.current import keyring
    from yike.core.vault.keyring import add_version
    from yike.core.vault.rotation import stale_count

    if waiting := stale_count():
        screen.note(
            f"接着上次的做，还有 {waiting:,} 条。",
            f"Going on where it was stopped: {waiting:,} rows are left.",
        )
    else:
        add_version(_file())
    with writing(), screen.step("重新加密", "Sealing anew"):
        rows = rotate_keys(by)
    version = keyring().newest.version
    if screen.as_json:
        screen.answer({"version": version, "rows": rows})
        return
    screen.line(
        f"第 {version} 版密钥已启用，重新加密 {rows:,} 条。请把新的密钥文件抄一份锁进保险柜。",
        f"Version {version} of the key is in use; {rows:,} rows were sealed anew. Put a new copy of the key file"
        " into the safe.",
    )
