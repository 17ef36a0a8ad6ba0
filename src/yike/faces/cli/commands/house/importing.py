"""``yike import``: areas, points and households from files, looked at first, then taken in whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from yike.engines.faults import Fault
from yike.faces.cli import options
from yike.faces.cli.language import Say
from yike.faces.cli.screen import Screen
from yike.faces.cli.shape import Command, Group
from yike.faces.cli.values import Existing

SHOWN = 50  # lines of each kind; whoever has more mends or reads those first
STREETS_S = (
    120.0  # for the streets to be read, before places are compared with borders and other points alone
)
Lines = list[tuple[str, str]]


def build(say: Say) -> click.Command:
    """Return the group in the language of ``say``."""
    group = Group(
        "import",
        say=say,
        help=say(
            "从文件导入。先只看会怎样：新增、修改、不变、缺少，错在哪一格；加 --apply 才写入，要么全部，要么没有。",
            "Take in a file. First it only says what would be new, changed, unchanged or missing, and which cells"
            " are wrong; with --apply it is written, all of it or nothing.",
        ),
        short_help=say("从文件导入区域、居民、站点", "take in areas, households or points from a file"),
        params=[options.language(say)],
    )
    group.add_command(_areas(say))
    group.add_command(_households(say))
    group.add_command(_points(say))
    return group


def _file(say: Say, zh: str, en: str) -> click.Argument:
    return click.Argument(["file"], type=Existing(), metavar="FILE", help=say(zh, en))


def _areas(say: Say) -> click.Command:
    text = say("导入区域：代码、名称、边界", "Take in areas: codes, names, borders")
    return Command(
        "areas",
        say=say,
        help=text,
        short_help=text,
        params=[
            _file(say, "GeoJSON、XLSX 或 CSV", "GeoJSON, XLSX or CSV"),
            options.within(say),
            options.borders(say),
            click.Option(
                ["--complete"],
                is_flag=True,
                help=say(
                    "文件列出了全部：里面没有的就关闭；超过两成会拒绝",
                    "The file lists all: what is missing is closed; refused where that is over a fifth",
                ),
            ),
            options.apply(say),
            options.reason(say),
            options.as_json(say),
            options.language(say),
        ],
        callback=run_areas,
    )


def _households(say: Say) -> click.Command:
    text = say("导入居民台账，每人一行", "Take in a household ledger, a person a row")
    return Command(
        "households",
        say=say,
        help=text,
        short_help=text,
        params=[
            _file(say, "XLSX 或 CSV", "XLSX or CSV"),
            options.within(say, required=True),
            click.Option(
                ["--leave-missing"],
                is_flag=True,
                help=say(
                    "表里没有的人按迁出处理；超过两成要写 --reason",
                    "Who is not in the file has moved away; over a fifth needs --reason",
                ),
            ),
            options.apply(say),
            options.reason(say),
            options.as_json(say),
            options.language(say),
        ],
        callback=run_households,
    )


def _points(say: Say) -> click.Command:
    text = say("导入站点、事项、材料、办理点", "Take in points, items, materials and offers")
    return Command(
        "points",
        say=say,
        help=text,
        short_help=text,
        params=[
            _file(say, "XLSX、CSV、GeoJSON 或 ZIP（连照片）", "XLSX, CSV, GeoJSON or ZIP (with photos)"),
            click.Option(
                ["--datum"],
                type=click.Choice(["wgs84", "cgcs2000", "gcj02", "bd09"]),
                help=say("坐标系；不写就自动判断", "Datum of the places; found out where not given"),
            ),
            click.Option(
                ["--complete"],
                is_flag=True,
                help=say(
                    "文件列出了全部：里面没有的就关闭、撤下；超过两成会拒绝",
                    "The file lists all: what is missing is closed or withdrawn; refused over a fifth",
                ),
            ),
            click.Option(
                ["--sure"],
                is_flag=True,
                help=say("存疑的地方都核对过，没有错", "What is in doubt was checked and is right"),
            ),
            options.apply(say),
            options.reason(say),
            options.as_json(say),
            options.language(say),
        ],
        callback=run_points,
    )


@click.pass_context
def run_areas(
    context: click.Context,
    /,
    *,
    file: Path,
    within: str | None,
    datum: str,
    complete: bool,
    apply: bool,
    reason: str,
    as_json: bool,
) -> None:
    """Look at a file of areas, and take it in where asked to."""
    from yike.faces.cli.office import area_of, enter, writing

    screen = Screen(context.obj, as_json=as_json)
    by = enter(screen.language)
    from yike.core.areas.actions import import_areas
    from yike.core.areas.exchange.planning import plan_import
    from yike.core.areas.exchange.reading import read_drafts

    place = area_of(within) if within else None
    drafts = read_drafts(file, datum=datum)
    plan = plan_import(drafts, place, complete=complete)
    if apply and plan.ready and not plan.empty:
        with writing(), screen.step("写入", "Writing"):
            plan = import_areas(by, drafts, within=place, complete=complete, reason=reason)
    _tell_of_areas(screen, plan, written=apply and plan.ready)


def _tell_of_areas(screen: Screen, plan: Any, *, written: bool) -> None:
    counts = {
        "new": len(plan.adds),
        "changed": len(plan.changes),
        "moved": len(plan.moves),
        "unchanged": plan.same,
        "closed": len(plan.closings),
    }
    lines: Lines = [
        (f"新增 {node.code} {node.name}", f"new {node.code} {node.name}") for node in plan.adds[:SHOWN]
    ]
    lines += [
        (f"修改 {node.code} {node.name}", f"changed {node.code} {node.name}") for node in plan.changes[:SHOWN]
    ]
    lines += [
        (f"关闭 {area.code} {area.name}", f"closed {area.code} {area.name}") for area in plan.closings[:SHOWN]
    ]
    lines += [(f"留意：{found.zh}", f"note: {found.en}") for found in plan.warnings[:SHOWN]]
    zh = (
        f"新增 {counts['new']}，修改 {counts['changed']}，划转 {counts['moved']}，不变 {counts['unchanged']}，"
        f"关闭 {counts['closed']}。"
    )
    en = (
        f"{counts['new']} new, {counts['changed']} changed, {counts['moved']} moved,"
        f" {counts['unchanged']} unchanged,"
        f" {counts['closed']} closed."
    )
    mistakes = [mistake.text(screen.language) for mistake in plan.mistakes]
    _tell(screen, counts, [*lines, (zh, en)], mistakes, len(mistakes), plan.refusal, written=written)


@click.pass_context
def run_households(
    context: click.Context,
    /,
    *,
    file: Path,
    within: str,
    leave_missing: bool,
    apply: bool,
    reason: str,
    as_json: bool,
) -> None:
    """Look at a ledger, and take it in where asked to."""
    from yike.faces.cli.office import area_of, enter, writing

    screen = Screen(context.obj, as_json=as_json)
    by = enter(screen.language)
    from yike.core.residents.actions import check_ledger, import_ledger
    from yike.engines.sheets.grid import read_grid

    place, grid = area_of(within), read_grid(file)
    with screen.step("核对", "Checking"):
        plan = check_ledger(by, grid, area=place)
    written = apply and not plan.mistakes.count
    if written:
        seen = plan.fingerprint()
        with writing(), screen.step("写入", "Writing"):
            plan = import_ledger(
                by, grid, area=place, fingerprint=seen, leave_missing=leave_missing, reason=reason
            )
    _tell_of_households(screen, plan, written=written)


def _tell_of_households(screen: Screen, plan: Any, *, written: bool) -> None:
    counts = plan.counts()
    zh = (
        f"{counts['rows']:,} 行：新增 {counts['new_persons']:,} 人、{counts['new_households']:,} 户，"
        f"修改 {counts['changed_persons']:,} 人，不变 {counts['unchanged_persons']:,} 人，"
        f"表里没有 {counts['missing_persons']:,} 人。"
    )
    en = (
        f"{counts['rows']:,} rows: {counts['new_persons']:,} persons and"
        f" {counts['new_households']:,} households new,"
        f" {counts['changed_persons']:,} persons changed, {counts['unchanged_persons']:,} unchanged,"
        f" {counts['missing_persons']:,} missing in the file."
    )
    mistakes = [mistake.text(screen.language) for mistake in plan.mistakes.told]
    _tell(screen, counts, [(zh, en)], mistakes, plan.mistakes.count, None, written=written)


@click.pass_context
def run_points(
    context: click.Context,
    /,
    *,
    file: Path,
    datum: str | None,
    complete: bool,
    sure: bool,
    apply: bool,
    reason: str,
    as_json: bool,
) -> None:
    """Look at a file of the directory, and take it in where asked to."""
    from yike.faces.cli.office import enter, writing

    screen = Screen(context.obj, as_json=as_json)
    by = enter(screen.language)
    from yike.rooms.circle.actions import import_directory
    from yike.rooms.circle.exchange.planning import plan_import
    from yike.rooms.circle.exchange.rows import read_drafts
    from yike.rooms.circle.exchange.standing import standing

    drafts = read_drafts(file)
    _read_streets(screen)
    plan = plan_import(drafts, standing(None), datum=datum or "", complete=complete)
    may = plan.ready and (sure or not plan.doubts)
    if apply and may and not plan.empty:
        with writing(), screen.step("写入", "Writing"):
            import_directory(by, drafts, datum=datum or "", complete=complete, reason=reason, sure=sure)
    _tell_of_points(screen, plan, written=apply and may, unsure=apply and plan.ready and not may)


def _read_streets(screen: Screen) -> None:
    """Wait for the streets, which tell how far places are from them; without them the plan says so."""
    from contextlib import suppress

    from yike.rooms.circle.standing import town

    with suppress(Fault), screen.step("读街道图", "Reading the streets"):
        town(STREETS_S)


def _tell_of_points(screen: Screen, plan: Any, *, written: bool, unsure: bool) -> None:
    counts = {"new": plan.added, "changed": plan.changed, "unchanged": plan.same, "closed": plan.gone}
    refusal = _unsure(len(plan.doubts)) if unsure else plan.refusal
    changes = [*plan.points, *plan.items, *plan.offers]
    lines: Lines = [(f"新增 {one.name}", f"new {one.name}") for one in changes if one.of is None][:SHOWN]
    lines += [(f"修改 {one.name}", f"changed {one.name}") for one in changes if one.of is not None][:SHOWN]
    gone = [*plan.closings, *plan.shelved, *plan.withdrawn][:SHOWN]
    lines += [(f"关闭或撤下 {one}", f"closed or withdrawn {one}") for one in gone]
    doubts = zip(*([one.text(said) for one in plan.doubts[:SHOWN]] for said in ("zh", "en")), strict=True)
    lines += [(f"存疑：{zh}", f"in doubt: {en}") for zh, en in doubts]
    lines += [(f"留意：{found.zh}", f"note: {found.en}") for found in plan.notes[:SHOWN]]
    zh = (
        f"新增 {counts['new']}，修改 {counts['changed']}，不变 {counts['unchanged']}，"
        f"关闭或撤下 {counts['closed']}。"
    )
    en = (
        f"{counts['new']} new, {counts['changed']} changed, {counts['unchanged']} unchanged,"
        f" {counts['closed']} closed or withdrawn."
    )
    mistakes = [mistake.text(screen.language) for mistake in plan.mistakes]
    told = {**counts, "doubts": [one.text(screen.language) for one in plan.doubts]}
    _tell(screen, told, [*lines, (zh, en)], mistakes, len(mistakes), refusal, written=written)


def _unsure(count: int) -> Fault:
    return Fault(
        f"有 {count:,} 处有疑问，没有写入",
        f"{count:,} cells are in doubt and nothing was written",
        do_zh="请逐条核对；都没错就加 --sure 再来",
        do_en="Check each; if all are right, come again with --sure",
    )


def _tell(
    screen: Screen,
    counts: dict[str, Any],
    lines: Lines,
    mistakes: list[str],
    count: int,
    refusal: Fault | None,
    *,
    written: bool,
) -> None:
    """Say what would be done or was done; end with 2 where something stands against it."""
    if screen.as_json:
        refused = refusal.text(screen.language) if refusal else ""
        screen.answer({**counts, "written": written, "mistakes": mistakes, "refusal": refused})
    else:
        for line in lines:
            screen.line(*line)
        for mistake in mistakes[:SHOWN]:
            screen.line(mistake, mistake)
        if not mistakes and refusal is None:
            screen.line(*_ending(written))
    if refusal is not None and not screen.as_json:
        raise refusal
    if count and not screen.as_json:
        raise _mistaken(count)
    if count or refusal is not None:
        raise click.exceptions.Exit(2)


def _ending(written: bool) -> tuple[str, str]:
    if written:
        return "已写入。", "Written."
    return "只是看看，没有写入；加 --apply 就写入。", "Only looked at, nothing written; --apply writes it."


def _mistaken(count: int) -> Fault:
    return Fault(
        f"文件里有 {count:,} 处错误，没有写入任何内容",
        f"the file has {count:,} mistakes; nothing was written",
        do_zh="请改正上面列出的格子再来一次",
        do_en="Correct the cells listed above and do it again",
    )
