"""``yike erase``: a person who asks to be forgotten."""

from __future__ import annotations

import sys

import click

from yike.engines.faults import Fault
from yike.faces.cli import options
from yike.faces.cli.commands.house.exporting import also, number, settled
from yike.faces.cli.language import Say
from yike.faces.cli.screen import Screen
from yike.faces.cli.shape import Command, Group


def build(say: Say) -> click.Command:
    """Return the group in the language of ``say``."""
    text = say("删除一个人的全部资料", "erase all that is held of a person")
    group = Group("erase", say=say, help=text, short_help=text, params=[options.language(say)])
    group.add_command(_person(say))
    return group


def _person(say: Say) -> click.Command:
    return Command(
        "person",
        say=say,
        help=say(
            "删除一个人：登记和留痕里的内容都删掉，封条照样核得上，只留一块没有内容的碑。不能恢复。"
            "先要照登记的写一遍姓名。旧备份里还有，过期后请删除。",
            "Erase a person: the records and the content of their history; the seals still verify and an empty"
            " stone stays. It cannot be undone. The name as registered has to be typed first. Older backups"
            " still hold it: delete them when their time is over.",
        ),
        short_help=say("删除一个人", "erase a person"),
        params=[
            number(say),
            options.reason(say, required=True),
            also(say),
            click.Option(["--yes"], is_flag=True, help=say("不用写姓名", "Do not ask for the name")),
            options.language(say),
        ],
        callback=run,
    )


@click.pass_context
def run(context: click.Context, /, *, person: int, reason: str, also: tuple[str, ...], yes: bool) -> None:
    """Ask, then erase."""
    from yike.faces.cli.office import enter, person_of, writing

    screen = Screen(context.obj)
    by = enter(screen.language)
    from yike.core.residents import rules
    from yike.core.residents.actions import erase_person

    somebody = person_of(person)
    theirs = settled(screen, by, somebody, rules.ERASE, reason=reason, also=also)
    if not yes:
        _require_name(screen, somebody.name)
    with writing():
        stones = erase_person(by, somebody, reason=reason, also=theirs)
    screen.line(
        f"已删除 {len(stones)} 条登记和它们的留痕内容。",
        f"Erased {len(stones)} records and the content of their history.",
    )


def _require_name(screen: Screen, name: str) -> None:
    """Let the name be typed, as it stands in the register. Raises ``Fault`` for another one."""
    screen.note("请照登记的写一遍这个人的姓名：", "Type the name of this person as it is registered:")
    if sys.stdin.readline().strip() != name:
        raise Fault(
            "姓名不对，没有删除",
            "the name is another one; nothing was erased",
            do_zh="请核对编号",
            do_en="Check the number",
        )
