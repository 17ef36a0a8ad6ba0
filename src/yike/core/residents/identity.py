"""Identity numbers of people, read however they were typed: GB 11643."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yike.core.vault.normal import number
from yike.engines.faults import Fault

OLDEST = 1880  # no living person was born before
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_PROVINCES = frozenset(
    re.findall("..", "1112131415212223313233343536374142434445465051525354616263646571818283")
)
_SHAPE = re.compile(r"\d{17}[\dX]")
_OLD_SHAPE = re.compile(r"\d{15}")
_ROUNDED = re.compile(r"\d(?:\.\d+)?E\+?1[4-7]")


@dataclass(frozen=True)
class NationalId:
    """An identity number that is right in all its parts; ``sex`` is "M" or "F"."""

    number: str
    region: str
    born: date
    sex: str


class IdFormat(StrEnum):
    """The six ways in which departments ask for one and the same identity number."""

    TEXT = "text"
    LOWER = "lower"
    APOSTROPHE = "apostrophe"
    SPACED = "spaced"
    PARTS = "parts"
    BOXES = "boxes"


def _wrong(zh: str, en: str, do_zh: str, do_en: str) -> Fault:
    return Fault(zh, en, do_zh=do_zh, do_en=do_en)


def id_check(first17: str) -> str:
    """Return the 18th character of an identity number: weights modulo 11 (GB 11643)."""
    return _CHECKS[sum(int(d) * w for d, w in zip(first17, _WEIGHTS, strict=True)) % 11]


def _shape_fault(text: str) -> Fault:
    if _OLD_SHAPE.fullmatch(text):
        return _wrong(
            "这是 15 位的旧号码，2013 年起已经停用",
            "this is an old number of 15 digits, out of use since 2013",
            "请按现在的身份证填 18 位",
            "Enter the 18 characters of the present card",
        )
    if _ROUNDED.fullmatch(text):
        return _wrong(
            "号码被表格软件改成了科学计数，后几位已经丢失",
            "a spreadsheet turned the number into scientific notation and lost its last digits",
            "请把这一列设为“文本”，照证件重新填",
            "Set the column to text and enter the number again from the card",
        )
    return _wrong(
        f"身份证号应有 18 位，这里是 {len(text)} 位，或夹有别的字符",
        f"an identity number has 18 characters; this one has {len(text)}, or holds other characters",
        "请照证件核对：17 位数字，最后一位是数字或 X",
        "Check it against the card: 17 digits, then a digit or X",
    )


def _born(digits: str, today: date) -> date | None:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return born if born.year >= OLDEST and born <= today else None


def _province(digits: str) -> str:
    """Return the province's two digits; a foreigner's permanent residence number has them after a 9."""
    return digits[1:3] if digits.startswith("9") else digits[:2]


def _parts_fault(text: str, today: date) -> Fault | None:
    if _province(text) not in _PROVINCES:
        return _wrong(
            f"身份证号的前两位 {text[:2]} 不是任何省份",
            f"no province has the code {text[:2]} with which this number begins",
            "请照证件核对前 6 位",
            "Check the first six digits against the card",
        )
    if _born(text[6:14], today) is None:
        return _wrong(
            "身份证号里的出生日期不存在、太早或在将来",
            "the birth date in the identity number does not exist, is too long ago or lies ahead",
            "请照证件核对第 7 到 14 位",
            "Check characters 7 to 14 against the card",
        )
    if id_check(text[:17]) != text[17]:
        return _wrong(
            "身份证号的校验位不对，多半有一位抄错",
            "the check character is wrong: most likely one digit is mistyped",
            "请照证件逐位核对",
            "Check every digit against the card",
        )
    return None


def read_national_id(text: str, today: date) -> NationalId:
    """Return the identity number in ``text``: full-width digits, spaces, hyphens and a small x are forgiven.

    Raises ``Fault`` for a wrong length or sign, an unknown province, an impossible birth date, a wrong check.
    """
    plain = number(text[:100])
    if not _SHAPE.fullmatch(plain) or not plain.isascii():
        raise _shape_fault(plain)
    if fault := _parts_fault(plain, today):
        raise fault
    born = date(int(plain[6:10]), int(plain[10:12]), int(plain[12:14]))
    return NationalId(plain, plain[:6], born, "M" if int(plain[16]) % 2 else "F")


def written(number_: str, form: IdFormat) -> tuple[str, ...]:
    """Return an identity number as a form wants it: one text, or the texts of its several boxes."""
    cut = (number_[:6], number_[6:14], number_[14:])
    ways = {
        IdFormat.TEXT: (number_,),
        IdFormat.LOWER: (number_.lower(),),
        IdFormat.APOSTROPHE: (f"'{number_}",),
        IdFormat.SPACED: (" ".join(cut),),
        IdFormat.PARTS: cut,
        IdFormat.BOXES: tuple(number_),
    }
    return ways[form]
