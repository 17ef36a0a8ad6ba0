"""``yike export``: areas, points, household lists and one person's data as files."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from yike.engines.faults import Fault
from yike.faces.cli import options
from yike.faces.cli.language import Say
from yike.faces.cli.screen import Screen, plain
from yike.faces.cli.shape import Command, Group
from yike.faces.cli.values import Number, Target

if TYPE_CHECKING:
    from yike.core.residents.models import Person
    from yike.core.rights.by import By
    from yike.core.rights.right import Right

NONE = "none"


def build(say: Say) -> click.Command:
    """Return the group in the language of ``say``."""
    group = Group(
        "export",
        say=say,
        help=say(
            "存成文件：区域、站点、居民名单、一个人的全部资料。居民的导出都记在留痕里。",
            "Write areas, points, lists of residents or all data of one person into a file. What is taken out about"
            " residents is kept in the history.",
        ),
        short_help=say(
            "存成文件：区域、站点、居民、一个人", "write areas, points, households or a person into a file"
        ),
        params=[options.language(say)],
    )
    for make in (_areas, _households, _person, _points):
        group.add_command(make(say))
    return group


def target(say: Say, zh: str, en: str) -> click.Argument:
    """Argument ``FILE`` with what will be written there."""
    return click.Argument(["file"], type=Target(), metavar="FILE", help=say(zh, en))


def number(say: Say) -> click.Argument:
    """Argument ``ID``: which person is meant."""
    meaning = say("居民的编号，在居民页的网址里", "The person's number, in the address of their page")
    return click.Argument(["person"], type=Number(1, 2**62, whole=True), metavar="ID", help=meaning)


def also(say: Say) -> click.Option:
    """Option ``--also``: which rows of the same name are theirs."""
    return click.Option(
        ["--also"],
        multiple=True,
        metavar="KEY",
        help=say(
            f"同名的记录里核对过是本人的，可以写几次；都不是就写 {NONE}",
            f"A row of the same name that was checked to be theirs, once for each; {NONE} where none is",
        ),
    )


def settled(
    screen: Screen, by: By, person: Person, right: Right, *, reason: str, also: Sequence[str]
) -> list[str]:
    """Return the keys of rows of the same name that are theirs; list the rows where that was not said.

    Raises ``Fault`` then: nothing has been done yet.
    """
    if also:
        return [key for key in also if key != NONE]
    from yike.core.residents.actions import look_for_namesakes

    found = look_for_namesakes(by, person, right, reason=reason)
    for one in found:
        screen.note(*[f"  {one.key}  {one.where} · {one.said}"] * 2)
    if found:
        raise Fault(
            f"有 {len(found)} 条同名的记录，只凭姓名看不出是不是本人的，什么都没有做",
            f"{len(found)} rows bear the same name, which alone does not tell whose they are; nothing was done",
            do_zh=f"请核对以后再来一次：是本人的，每条写一个 --also 键；都不是，写 --also {NONE}",
            do_en=f"Check them and run this again: --also KEY for each that is theirs, --also {NONE} if none is",
        )
    return []


def _areas(say: Say) -> click.Command:
    text = say("区域，可以原样再导入", "Areas, in the form that an import takes in again")
    return Command(
        "areas",
        say=say,
        help=text,
        short_help=text,
        params=[
            target(say, ".geojson（带边界）或 .xlsx", ".geojson (with borders) or .xlsx"),
            options.within(say),
            options.borders(say),
            options.language(say),
        ],
        callback=run_areas,
    )


def _households(say: Say) -> click.Command:
    text = say("居民名单，不写 --plain 就遮住", "A list of residents, masked unless --plain")
    return Command(
        "households",
        say=say,
        help=text,
        short_help=text,
        params=[
            target(say, ".xlsx", ".xlsx"),
            options.within(say, required=True),
            click.Option(
                ["--plain"],
                is_flag=True,
                help=say(
                    "姓名、证件号、电话都不遮；用后请删除",
                    "Names, ID and phone numbers in full; delete the file after use",
                ),
            ),
            options.reason(say, required=True),
            options.language(say),
        ],
        callback=run_households,
    )


def _person(say: Say) -> click.Command:
    text = say("一个人的全部资料，交给本人", "All that is held of a person, to be handed to them")
    return Command(
        "person",
        say=say,
        help=text,
        short_help=text,
        params=[
            number(say),
            target(say, ".json", ".json"),
            options.reason(say, required=True),
            also(say),
            options.language(say),
        ],
        callback=run_person,
    )


def _points(say: Say) -> click.Command:
    text = say(
        "站点、事项、材料、办理点，可以原样再导入",
        "Points, items, materials and offers, to be taken in again",
    )
    return Command(
        "points",
        say=say,
        help=text,
        short_help=text,
        params=[
            target(
                say,
                ".xlsx（全部），.zip（连照片），.csv 或 .geojson（只有站点）",
                ".xlsx (all), .zip (with photos), .csv or .geojson (points)",
            ),
            options.language(say),
        ],
        callback=run_points,
    )


def _require(file: Path, *ends: str) -> None:
    if file.suffix.casefold() not in ends:
        raise Fault(
            f"文件名要以 {' 或 '.join(ends)} 结尾",
            f"the name of the file must end in {' or '.join(ends)}",
            do_zh="请改文件名",
            do_en="Change the name of the file",
            file=file,
        )


def _written(screen: Screen, file: Path) -> None:
    screen.line(f"写好了：{file}", f"Written: {file}")


@click.pass_context
def run_areas(context: click.Context, /, *, file: Path, within: str | None, datum: str) -> None:
    """Write the areas."""
    _require(file, ".geojson", ".xlsx")
    from yike.faces.cli.office import area_of, enter

    screen = Screen(context.obj)
    enter(screen.language)
    from yike.core.areas.exchange.writing import geojson_file, workbook
    from yike.core.areas.models import Area
    from yike.engines.wholefile import whole_file

    areas = Area.objects.open()
    if within:
        areas = areas.within(area_of(within))
    if file.suffix.casefold() == ".xlsx":
        content = workbook(areas, language=screen.language)
    else:
        content = geojson_file(areas, language=screen.language, datum=datum)
    with whole_file(file) as part:
        part.write_bytes(content)
    _written(screen, file)


@click.pass_context
def run_households(context: click.Context, /, *, file: Path, within: str, plain: bool, reason: str) -> None:
    """Write the list, and keep in the history that it was taken."""
    _require(file, ".xlsx")
    from yike.faces.cli.office import area_of, enter, keep_private

    screen = Screen(context.obj)
    by = enter(screen.language)
    from yike.core.residents.actions import export_list

    keep_private(file, export_list(by, area=area_of(within), reason=reason, plain=plain))
    _written(screen, file)


@click.pass_context
def run_person(
    context: click.Context, /, *, person: int, file: Path, reason: str, also: tuple[str, ...]
) -> None:
    """Write what is held of a person, and keep in the history that it was taken."""
    _require(file, ".json")
    from yike.faces.cli.office import enter, keep_private, person_of

    screen = Screen(context.obj)
    by = enter(screen.language)
    from yike.core.residents import rules
    from yike.core.residents.actions import take_out

    whom = person_of(person)
    theirs = settled(screen, by, whom, rules.TAKE_OUT, reason=reason, also=also)
    held = take_out(by, whom, reason=reason, also=theirs)
    keep_private(file, json.dumps(plain(held), ensure_ascii=False, indent=1).encode())
    _written(screen, file)


@click.pass_context
def run_points(context: click.Context, /, *, file: Path) -> None:
    """Write the directory, with its photos too, or its points."""
    _require(file, ".xlsx", ".zip", ".csv", ".geojson")
    from yike.faces.cli.office import enter

    screen = Screen(context.obj)
    enter(screen.language)
    from yike.engines.wholefile import whole_file
    from yike.rooms.circle.exchange.columns import POINTS
    from yike.rooms.circle.exchange.standing import rows_of
    from yike.rooms.circle.exchange.writing import csv_file, geojson_file, workbook

    rows, kind = rows_of(None), file.suffix.casefold()
    if kind == ".zip":
        _write_packets(screen, file, workbook(rows, language=screen.language))
        return
    if kind == ".xlsx":
        content = workbook(rows, language=screen.language)
    elif kind == ".csv":
        content = csv_file(POINTS, rows["points"], language=screen.language)
    else:
        content = geojson_file(rows, language=screen.language)
    with whole_file(file) as part:
        part.write_bytes(content)
    _written(screen, file)


def _write_packets(screen: Screen, file: Path, book: bytes) -> None:
    """Write a workbook and all photos, as many files as an import can take them in again from."""
    from yike.engines.wholefile import whole_file
    from yike.rooms.circle.exchange.photos import packed
    from yike.rooms.circle.exchange.standing import photo_parts, photos_of

    parts = photo_parts(None) or [[]]
    for number, codes in enumerate(parts, 1):
        target = file if len(parts) == 1 else file.with_stem(f"{file.stem}-{number}")
        with whole_file(target) as part:
            part.write_bytes(packed(book, photos_of(codes)))
        _written(screen, target)
    _tell_older(screen, file, len(parts))


def _tell_older(screen: Screen, file: Path, parts: int) -> None:
    """Name what an earlier export left beside this one: imported with it, it would bring the old state back."""
    numbered = re.compile(re.escape(file.stem) + r"-[1-9]\d*")
    left = {one for one in file.parent.glob(f"*{file.suffix}") if numbered.fullmatch(one.stem)}
    if parts > 1:
        left -= {file.with_stem(f"{file.stem}-{number}") for number in range(1, parts + 1)}
        left |= {file} if file.exists() else set()
    if left:
        names = sorted(one.name for one in left)
        screen.note(
            f"旁边还有以前导出的：{'、'.join(names)}。不属于这一次，请删掉或挪开，免得一起导回去。",
            f"Left from an earlier export: {', '.join(names)}. Not part of this one: delete or move them, so that"
            " they are not imported with it.",
        )
