"""Codes of areas: the national division codes down to the community, local codes below.

City and district have 6 digits (GB/T 2260; a city's end in 00 and may be written with 4), a subdistrict 9 and a
community 12 (GB/T 10114); each begins with its parent's. The 12-digit form of the statistics bureaus, filled up
with zeros, is understood. Grids are coded locally: letters, digits and hyphens.
"""

from __future__ import annotations

import re

from yike.core.areas.models import AreaKind, AreaLevel
from yike.engines.faults import Fault

NAME_LENGTH = 60
LOCAL = re.compile(r"[0-9A-Z][0-9A-Z-]{0,31}", re.IGNORECASE)
DIGITS: dict[AreaLevel, tuple[int, ...]] = {
    AreaLevel.CITY: (4, 6),
    AreaLevel.DISTRICT: (6,),
    AreaLevel.STREET: (9,),
    AreaLevel.COMMUNITY: (12,),
}
_SAID = {AreaLevel.CITY: "6", AreaLevel.DISTRICT: "6", AreaLevel.STREET: "9", AreaLevel.COMMUNITY: "12"}
PARENTS: dict[AreaLevel, tuple[AreaLevel | None, ...]] = {
    AreaLevel.CITY: (None,),
    AreaLevel.DISTRICT: (None, AreaLevel.CITY),
    AreaLevel.STREET: (None, AreaLevel.CITY, AreaLevel.DISTRICT),
    AreaLevel.COMMUNITY: (AreaLevel.STREET,),
    AreaLevel.GRID: (AreaLevel.COMMUNITY,),
    AreaLevel.MICROGRID: (AreaLevel.GRID,),
}
GRIDS = (AreaLevel.GRID, AreaLevel.MICROGRID)
NAMED: dict[AreaLevel, tuple[str, str]] = {  # for faults, which carry both languages
    AreaLevel.CITY: ("市", "city"),
    AreaLevel.DISTRICT: ("区", "district"),
    AreaLevel.STREET: ("街道", "subdistrict"),
    AreaLevel.COMMUNITY: ("社区", "community"),
    AreaLevel.GRID: ("网格", "grid"),
    AreaLevel.MICROGRID: ("微网格", "micro-grid"),
}


def plain_code(code: str, level: AreaLevel | None = None) -> str:
    """Return a code without spaces and, for a division, without the zeros that fill it up to 12 digits."""
    text = "".join(code.split())
    if not (text.isdecimal() and text.isascii() and len(text) == 12 and text.endswith("000")):
        return text
    if level is AreaLevel.STREET or (level is None and not text.endswith("000000")):
        return text[:9]
    return text[:6] if level in (None, AreaLevel.CITY, AreaLevel.DISTRICT) else text


def level_of(code: str) -> AreaLevel | None:
    """Return the level a division code tells, None for a local one."""
    if not (code.isdecimal() and code.isascii()):
        return None
    if len(code) == 6:
        return AreaLevel.CITY if code.endswith("00") else AreaLevel.DISTRICT
    return {4: AreaLevel.CITY, 9: AreaLevel.STREET, 12: AreaLevel.COMMUNITY}.get(len(code))


def next_code(parent: str, taken: set[str]) -> str:
    """Return the first free code below ``parent``: its own and three more digits."""
    return next(code for n in range(1, 100_000) if (code := f"{parent}{n:03}") not in taken)


def check_code(level: AreaLevel, code: str, parent: str | None) -> None:
    """Refuse a code that does not fit its level or does not begin with its parent's. Raises ``Fault``."""
    if level in GRIDS:
        _check_local(code)
        return
    if not (code.isdecimal() and code.isascii() and len(code) in DIGITS[level]):
        zh, en = NAMED[level]
        raise Fault(
            f"“{code[:40]}”不是{zh}的行政区划代码，应当是 {_SAID[level]} 位数字",
            f'"{code[:40]}" is not the division code of a {en}, which has {_SAID[level]} digits',
            do_zh="请核对代码，不要丢掉开头或结尾的 0",
            do_en="Check the code, and keep zeros at its start and end",
        )
    if parent is not None and not code.startswith(_stem(parent)):
        raise Fault(
            f"代码 {code} 不以上级代码 {_stem(parent)} 开头",
            f"the code {code} does not begin with its parent's, {_stem(parent)}",
            do_zh="请核对代码和上级",
            do_en="Check the code and the parent",
        )


def _stem(code: str) -> str:
    """Return what the codes below a division begin with: a city's last two zeros count for nothing."""
    return code[:4] if len(code) == 6 and code.endswith("00") else code


def _check_local(code: str) -> None:
    if not LOCAL.fullmatch(code):
        raise Fault(
            f"“{code[:40]}”不能作网格代码",
            f'"{code[:40]}" cannot be the code of a grid',
            do_zh="请用 1 到 32 个字母、数字、连字符，以字母或数字开头",
            do_en="Use 1 to 32 letters, digits and hyphens, beginning with a letter or digit",
        )


def check_place(level: AreaLevel, parent: AreaLevel | None) -> None:
    """Refuse a level below one that cannot hold it. Raises ``Fault``."""
    if parent in PARENTS[level]:
        return
    allowed = [NAMED[above] for above in PARENTS[level] if above is not None]
    zh, en = NAMED[level]
    raise Fault(
        f"{zh}的上级应当是{'或'.join(name[0] for name in allowed) or '空的'}",
        f"the parent of a {en} is {' or '.join('a ' + name[1] for name in allowed) or 'nothing'}",
        do_zh="请改正级别或上级",
        do_en="Correct the level or the parent",
    )


def kind_of(level: AreaLevel, kind: str) -> str:
    """Return the kind an area of this level has: micro-grids are micro, grids basic unless said otherwise."""
    if level is AreaLevel.MICROGRID:
        return AreaKind.MICRO
    if level is not AreaLevel.GRID:
        return ""
    return AreaKind.DEDICATED if kind == AreaKind.DEDICATED else AreaKind.BASIC
