"""``yike doctor``: what is set, and whether everything an office needs is well."""

from __future__ import annotations

import difflib
import os
import re
from typing import Any

import click

from yike.engines.faults import Fault
from yike.faces.cli import options
from yike.faces.cli.language import Say
from yike.faces.cli.screen import Screen
from yike.faces.cli.shape import Command

SIGNS = {"well": ("好", "well"), "watch": ("留意", "watch"), "bad": ("坏", "bad")}
PASSWORD_INSIDE = re.compile(r"(://[^:/@]*:)[^@]+@")
OURS = frozenset({"YIKE_LANG", "YIKE_STREET_SERVER", "YIKE_REQUIRE_SERVICES", "YIKE_TEST_DATABASE_URL"})


def build(say: Say) -> click.Command:
    """Return the command in the language of ``say``."""
    return Command(
        "doctor",
        say=say,
        help=say(
            "体检：列出设置，再逐项查数据文件夹、密钥、数据库、时钟、工作日表、后台、消息、备份、留痕的封条。"
            "有坏的，退出码是 2。",
            "Examine the installation: list the settings, then look at data folder, keys, database, clock,"
            " calendar, worker, messages, backups and the seals of the history. Exits with 2 where something"
            " is bad.",
        ),
        short_help=say("体检", "examine the installation"),
        params=[
            click.Option(
                ["--quick"],
                is_flag=True,
                help=say(
                    "不读全部留痕（留痕有几百万条时要读几分钟）",
                    "Do not read the whole history (minutes where it has millions of rows)",
                ),
            ),
            options.as_json(say),
            options.language(say),
        ],
        callback=run,
    )


@click.pass_context
def run(context: click.Context, /, *, quick: bool, as_json: bool) -> None:
    """Say what is set and what is found."""
    from yike.faces.cli.house import open_house

    screen = Screen(context.obj, as_json=as_json)
    open_house()
    from yike.core.upkeep.doctor import examine
    from yike.core.upkeep.findings import Level

    rows = settings_table(screen.language)
    if not as_json:
        _show_settings(screen, rows)
    told = [*misspelt(), *_kind(), *examine(quick=quick)]
    if as_json:
        screen.answer({"settings": rows, "findings": [_plain(screen, finding) for finding in told]})
    else:
        _show(screen, told)
    if any(finding.level is Level.BAD for finding in told):
        raise click.exceptions.Exit(2)


def _kind() -> list[Any]:
    """Return a finding where a demonstration is kept as an office, or the other way round."""
    from yike.core.upkeep.findings import of_fault
    from yike.faces.cli.house import require_own_kind

    try:
        require_own_kind()
    except Fault as fault:
        return [of_fault(fault)] if "demonstration" in fault.en else []  # others are found by the doctor
    return []


def settings_table(language: str) -> list[dict[str, str]]:
    """Return every setting with its value (secrets hidden), where it comes from, and what it means."""
    from yike.config.environment import SETTINGS

    return [
        {
            "name": setting.name,
            "value": _shown(setting.text(), secret=setting.secret),
            "set": "yes" if _is_set(setting.name) else "no",
            "meaning": setting.zh if language == "zh" else setting.en,
        }
        for setting in SETTINGS
    ]


def _shown(value: str, *, secret: bool) -> str:
    """Return a value fit to be read over somebody's shoulder: no secret, no password inside an address."""
    return "●●●" if secret and value else PASSWORD_INSIDE.sub(r"\1●●●@", value)


def _is_set(name: str) -> bool:
    return name in os.environ or f"{name}_FILE" in os.environ


def misspelt() -> list[Any]:
    """Return a finding for each variable of the environment that looks like a setting and is none."""
    from yike.config.environment import SETTINGS
    from yike.core.upkeep.findings import watch

    known = {setting.name for setting in SETTINGS} | OURS
    known |= {f"{setting.name}_FILE" for setting in SETTINGS}
    found = []
    for name in sorted(os.environ):
        if name.startswith("YIKE_") and name not in known:
            near = (difflib.get_close_matches(name, known, 1) or [""])[0]
            found.append(
                watch(
                    f"没有 {name} 这个设置",
                    f"there is no setting {name}",
                    f"是不是想写 {near}" if near else "请去掉它",
                    f"Did you mean {near}" if near else "Take it away",
                )
            )
    return found


def _show_settings(screen: Screen, rows: list[dict[str, str]]) -> None:
    headers = [screen.say("设置", "setting"), screen.say("现在是", "is"), screen.say("含义", "meaning")]
    shown = [[row["name"], row["value"] or "—", row["meaning"]] for row in rows]
    screen.table(screen.say("设置", "Settings"), headers, shown, right=3)


def _show(screen: Screen, told: list[Any]) -> None:
    for finding in told:
        zh, en = SIGNS[finding.level.value]
        screen.line(f"[{zh}] {finding.text('zh')}", f"[{en}] {finding.text('en')}")
    count = {level: sum(f.level.value == level for f in told) for level in SIGNS}
    screen.line(
        f"{count['well']} 项好，{count['watch']} 项要留意，{count['bad']} 项坏。",
        f"{count['well']} well, {count['watch']} to watch, {count['bad']} bad.",
    )


def _plain(screen: Screen, finding: Any) -> dict[str, str]:
    zh = screen.language == "zh"
    return {
        "level": finding.level.value,
        "what": finding.zh if zh else finding.en,
        "do": finding.do_zh if zh else finding.do_en,
    }
