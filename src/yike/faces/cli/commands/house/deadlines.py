"""``yike deadlines``: deadlines reckoned anew after a calendar or the hours of a unit have changed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from yike.faces.cli import options
from yike.faces.cli.language import Say
from yike.faces.cli.screen import Screen
from yike.faces.cli.shape import Command, Group

if TYPE_CHECKING:
    from yike.core.deadlines.actions.recomputing import Moved, Recomputed

SHOWN = 20
"""Deadlines named one by one; all of them are in the answer of ``--json``."""


def build(say: Say) -> click.Command:
    """Return the group in the language of ``say``."""
    text = say("时限：改了工作日历以后重算", "deadlines: reckon them anew after a change of the calendar")
    group = Group("deadlines", say=say, help=text, short_help=text, params=[options.language(say)])
    group.add_command(_recompute(say))
    return group


def _recompute(say: Say) -> click.Command:
    return Command(
        "recompute",
        say=say,
        help=say(
            "改了工作日历或上班时间以后，把所有没办完的时限重算一遍，写出哪些变了。不写 --apply 就只看。"
            "已经发过的催办不再发；有一年没有日历就全部不改，并说出是哪一年。",
            "Reckon every open deadline anew after the calendar or office hours have changed, and say which moved."
            " Only looks unless --apply is given. Reminders that were sent are not sent again; where a year has no"
            " calendar nothing is changed, and the year is named.",
        ),
        short_help=say("重算所有没办完的时限", "reckon all open deadlines anew"),
        params=[options.apply(say), options.as_json(say), options.language(say)],
        callback=run,
    )


@click.pass_context
def run(context: click.Context, /, *, apply: bool, as_json: bool) -> None:
    """Reckon anew and tell what moved."""
    from yike.faces.cli.office import enter, writing

    screen = Screen(context.obj, as_json=as_json)
    by = enter(screen.language)
    from yike.core.deadlines.actions import recompute

    with writing():
        found = recompute(by, rehearse=not apply)
    if as_json:
        screen.answer(
            {"looked_at": found.looked_at, "moved": [_kept(one) for one in found.moved], "written": apply}
        )
        return
    _tell(screen, found, written=apply)


def _kept(one: Moved) -> dict[str, object]:
    return {"name": one.name, "kind": one.kind, "before": _iso(one.before), "after": _iso(one.after)}


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="minutes")


def _tell(screen: Screen, found: Recomputed, *, written: bool) -> None:
    for one in found.moved[:SHOWN]:
        before, after = _said(one.before), _said(one.after)
        screen.line(f"{one.name}：{before} → {after}", f"{one.name}: {before} → {after}")
    if (more := len(found.moved) - SHOWN) > 0:
        screen.line(f"还有 {more:,} 个", f"and {more:,} more")
    screen.line(
        f"{found.looked_at:,} 个没办完的时限，{len(found.moved):,} 个变了。",
        f"{found.looked_at:,} open deadlines, {len(found.moved):,} moved.",
    )
    if found.moved and not written:
        screen.line("没有写入；加 --apply 写入。", "Nothing was written; add --apply to write it.")


def _said(moment: datetime | None) -> str:
    from django.utils import timezone

    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else "—"
