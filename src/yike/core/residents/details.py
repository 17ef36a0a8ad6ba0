"""What is said of a person, checked: each part by itself, and the parts against each other."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date

from yike.core.residents.identity import OLDEST, NationalId, read_national_id
from yike.core.residents.phones import read_phone
from yike.core.residents.register import Living, Relation, Sex
from yike.engines.faults import Fault

LONGEST_NAME = 60
_NEVER = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # control, direction and unassigned signs


def one_line(text: str, longest: int = 120) -> str:
    """Return text as one tidy line: no control or direction signs, no doubled spaces.

    Raises ``Fault`` where it is longer than ``longest`` characters.
    """
    if len(text) > 20 * longest + 1000:
        raise _too_long(len(text), longest)
    seen = "".join(
        " " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c) not in _NEVER
    )
    line = " ".join(seen.split())
    if len(line) > longest:
        raise _too_long(len(line), longest)
    return line


def _too_long(length: int, longest: int) -> Fault:
    return Fault(
        f"太长了：有 {length} 个字，最多 {longest} 个",
        f"too long: {length} characters, at most {longest} fit",
        do_zh="请写短一些",
        do_en="Please shorten it",
    )


def read_name(text: str) -> str:
    """Return a name. Raises ``Fault`` where there is none, or it is too long."""
    name = one_line(text, LONGEST_NAME)
    if not name:
        raise Fault(
            "没有姓名",
            "there is no name",
            do_zh="请填写姓名；还不知道姓名的人先不要登记",
            do_en="Enter the name; leave out those whose name is not known yet",
        )
    return name


def read_born(born: date, today: date) -> date:
    """Return a birth date. Raises ``Fault`` for one that lies ahead or too long ago."""
    if born > today or born.year < OLDEST:
        raise Fault(
            f"出生日期 {born} 在将来或太早",
            f"the birth date {born} lies ahead or is too long ago",
            do_zh="请照证件核对",
            do_en="Check it against the card",
        )
    return born


def _agreeing(number: NationalId, born: date | None, sex: str) -> None:
    if born not in (None, number.born):
        raise Fault(
            f"出生日期 {born} 与身份证号里的 {number.born} 不一样",
            f"the birth date {born} is not the one in the identity number, {number.born}",
            do_zh="请照证件核对这两处",
            do_en="Check both against the card",
        )
    if sex not in ("", number.sex):
        raise Fault(
            "性别与身份证号里的不一样",
            "the sex is not the one in the identity number",
            do_zh="请照证件核对这两处",
            do_en="Check both against the card",
        )


@dataclass(frozen=True, slots=True)
class Details:
    """A person as said and checked. ``phone`` in E.164; ``national_id`` and ``phone`` empty for none."""

    name: str
    relation: str = Relation.HEAD.value
    sex: str = Sex.UNKNOWN.value
    national_id: str = ""
    phone: str = ""
    born: date | None = None
    living: str = Living.UNKNOWN.value


def read_details(
    name: str,
    today: date,
    *,
    relation: str = Relation.HEAD.value,
    sex: str = "",
    national_id: str = "",
    phone: str = "",
    born: date | None = None,
    living: str = "",
) -> Details:
    """Return what is said of a person, checked; birth date and sex are taken from the identity number.

    Raises ``Fault`` for what is wrong by itself, and where birth date or sex contradict the identity number.
    """
    number = read_national_id(national_id, today) if national_id.strip() else None
    if number:
        _agreeing(number, born, sex)
        born, sex = number.born, number.sex
    return Details(
        read_name(name),
        Relation(relation).value,
        Sex(sex).value,
        number.number if number else "",
        read_phone(phone).e164 if phone.strip() else "",
        born if born is None or number else read_born(born, today),
        Living(living).value,
    )
