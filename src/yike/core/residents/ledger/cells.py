"""From one cell to one value, as ledgers write it; whatever cannot be read is a ``Fault`` that says why."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db.models import Choices
from django.utils.translation import override

from yike.core.residents.details import one_line, read_born, read_name
from yike.core.residents.identity import read_national_id
from yike.core.residents.phones import read_phone
from yike.core.residents.register import DwellingKind, Living, Relation, Sex
from yike.core.vault.normal import halved
from yike.engines.faults import Fault
from yike.engines.sheets.cells import SAYS_NOTHING
from yike.engines.sheets.headers import normal

_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]00:00(?::00)?)?")
_TIGHT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_ROUNDED = 10**15  # whole numbers of more digits are not exact in a spreadsheet


def _words(pairs: dict[Any, str]) -> dict[str, str]:
    return {normal(word): value.value for value, words in pairs.items() for word in words.split()}


RELATIONS = _words(
    {
        Relation.HEAD: "户主 本人 本人或户主 head self",
        Relation.SPOUSE: "配偶 夫 妻 夫妻 丈夫 妻子 老伴 爱人 spouse husband wife",
        Relation.CHILD: "子女 子 女 儿子 女儿 长子 次子 三子 长女 次女 三女 独生子 独生女 养子 养女 继子 继女 "
        "child son daughter",
        Relation.PARENT: "父母 父 母 父亲 母亲 公公 婆婆 岳父 岳母 继父 继母 parent father mother",
        Relation.GRANDCHILD: "孙辈 孙 孙子 孙女 外孙 外孙子 外孙女 孙子女 重孙 grandchild grandson granddaughter",
        Relation.GRANDPARENT: "祖辈 祖父 祖母 外祖父 外祖母 爷爷 奶奶 外公 外婆 祖父母 grandparent grandfather "
        "grandmother",
        Relation.SIBLING: "兄弟姐妹 兄弟 姐妹 兄 弟 姐 妹 哥哥 弟弟 姐姐 妹妹 sibling brother sister",
        Relation.IN_LAW: "儿媳、女婿 儿媳 媳妇 女婿 儿媳女婿 in-law inlaw son-in-law daughter-in-law",
        Relation.OTHER: "其他 其它 亲属 其他亲属 非亲属 亲戚 保姆 护工 租客 租户 other relative lodger",
    }
)
SEXES = _words({Sex.MALE: "男 男性 M male 1", Sex.FEMALE: "女 女性 F female 2"})
LIVINGS = _words(
    {
        Living.ALONE: "独居 独居老人 alone",
        Living.EMPTY_NEST: "空巢 空巢老人 emptynest",
        Living.LEFT_BEHIND: "留守 留守老人 leftbehind",
        Living.NO_KIN: "孤寡 孤寡老人 孤老 nokin",
    }
)
KINDS = _words(
    {
        DwellingKind.FLAT: "公寓楼 楼房 商品房 单元楼 住宅 flat",
        DwellingKind.HOUSE: "平房、独院 平房 独院 私房 老宅 house",
        DwellingKind.SHOP: "商住 商铺 店铺 shop",
        DwellingKind.DORMITORY: "集体宿舍 宿舍 dormitory",
        DwellingKind.HOME: "养老机构 养老院 敬老院 home",
        DwellingKind.OTHER: "其他 其它 other",
    }
)


def text_of(cell: object) -> str:
    """Return a cell as text, empty where it says nothing; an escaping apostrophe in front of = + - @ is dropped."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _ROUNDED else f"{cell!r}".upper()
    if isinstance(cell, (date, datetime)):
        return cell.isoformat()
    text = str(cell).strip()
    text = text[1:] if text[:1] == "'" and text[1:2] in {"=", "+", "-", "@", "\t"} else text
    return "" if halved(text).casefold() in SAYS_NOTHING else text


def _shown(values: type[Choices]) -> dict[str, str]:
    """Return what pages and exports call each value, in both languages: what was given out can be taken in."""
    found: dict[str, str] = {}
    for language in ("zh-hans", "en"):
        with override(language):
            found |= {normal(str(value.label)): value.value for value in values}
    return found


def _one_of(words: dict[str, str], values: type[Choices], choices: str) -> Callable[[str], str]:
    """Return the reader of a column that knows only so many words."""
    known = _shown(values) | words

    def read(text: str) -> str:
        found = known.get(normal(text))
        if found is None:
            raise Fault(
                f"不认得“{text[:20]}”",
                f'"{text[:20]}" is not known here',
                do_zh=f"可以写：{choices}",
                do_en="Use one of the words of the template",
            )
        return found

    return read


def read_date(text: str) -> date:
    """Return a birth date written with year, month and day. Raises ``Fault`` for anything less."""
    found = _DATE.fullmatch(halved(text)) or _TIGHT_DATE.fullmatch(halved(text))
    try:
        return date(*map(int, found.groups())) if found else _no_date()
    except ValueError:
        return _no_date()


def _no_date() -> date:
    raise Fault(
        "不是完整的日期",
        "is not a whole date",
        do_zh="请写年月日，如 1944-02-03；不知道就留空",
        do_en="Write year, month and day such as 1944-02-03, or leave it empty",
    )


def _number(low: float, high: float, kind: type) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        try:
            value = float(halved(text))
        except ValueError:
            value = float("nan")
        if not low <= value <= high or (kind is int and not value.is_integer()):
            raise Fault(
                f"应是 {low:g} 到 {high:g} 之间的{'整数' if kind is int else '数'}",
                f"should be a {'whole ' if kind is int else ''}number from {low:g} to {high:g}",
                do_zh="请改正，或留空",
                do_en="Correct it, or leave it empty",
            )
        return kind(value)

    return read


def readers(today: date) -> dict[str, Callable[[str], Any]]:
    """Return the reader of each column; each takes text that is not empty and raises ``Fault``."""

    def place(text: str) -> str:
        return one_line(text, 20)

    return {
        "community": lambda text: one_line(text, 60),
        "grid": lambda text: one_line(text, 60),
        "address": one_line,
        "building": place,
        "unit": place,
        "room": place,
        "code": lambda text: one_line(text, 40),
        "size": _number(1, 99, int),
        "relation": _one_of(
            RELATIONS, Relation, "户主、配偶、子女、父母、孙辈、祖辈、兄弟姐妹、儿媳、女婿、其他"
        ),
        "name": read_name,
        "sex": _one_of(SEXES, Sex, "男、女"),
        "national_id": lambda text: read_national_id(text, today),
        "born": lambda text: read_born(read_date(text), today),
        "phone": lambda text: read_phone(text).e164,
        "living": _one_of(LIVINGS, Living, "独居、空巢、留守、孤寡"),
        "kind": _one_of(KINDS, DwellingKind, "公寓楼、平房、商住、集体宿舍、养老机构、其他"),
        "lon": _number(-180, 180, float),
        "lat": _number(-90, 90, float),
    }
