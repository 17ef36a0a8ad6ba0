"""One formatter for every mask: the same value is masked the same way on every page, list and export."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from yike.core.record.payload import HIDDEN
from yike.core.residents.surnames import COMPOUND

Masks = Mapping[str, Callable[[str], str]]
STAR = "*"
FEW = 5  # counts below this may point at a person
# A letter as people see it: with its accents, its variant mark, its tone of skin, and what a joiner ties to it.
_MARKS = "\u0300-\u036f\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef\U0001f3fb-\U0001f3ff"
_LETTER = re.compile(rf"[\s\S](?:[{_MARKS}]|(?<=\u200d)[\s\S])*")
_DOTS = re.compile(r"([·•・‧∙.．\s]+)")
_HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff〇○]")
_BUILDING = re.compile(r"^.*?\d*[0-9A-Za-z一二三四五六七八九十]+\s*(?:幢|栋|号楼|座|#楼)")
_DOOR = re.compile(r"^.*?[0-9]+(?:之[0-9]+)?\s*(?:号|弄)")


def all_of(_text: str) -> str:
    """Return nothing of the text, only that there is one."""
    return HIDDEN


def letters(text: str) -> list[str]:
    """Return the letters of a text as people count them."""
    return _LETTER.findall(text)


def _first_only(word: str) -> str:
    first, *rest = letters(word)
    return first + STAR * len(rest)


def _han_name(signs: list[str]) -> str:
    """Mask a Han name: surname kept; of one given name nothing, of two the last is kept."""
    surname = 2 if len(signs) == 4 or (len(signs) > 2 and "".join(signs[:2]) in COMPOUND) else 1
    kept, given = "".join(signs[:surname]), signs[surname:]
    if surname == 1 and len(given) == 2:
        return f"{kept}{STAR}{given[1]}"
    return kept + STAR * len(given)


def name(text: str) -> str:
    """Return 张*, 张*三, 欧阳**; of a name in several parts the first letter of each (阿***·买****, J*** S****)."""
    parts = _DOTS.split(text.strip())
    signs = letters(parts[0])
    if len(parts) == 1 and len(signs) == 1:
        return STAR
    if len(parts) == 1 and all(_HAN.match(sign) for sign in signs):
        return _han_name(signs)
    return "".join(p if i % 2 else (_first_only(p) if p else "") for i, p in enumerate(parts))


def national_id(text: str) -> str:
    """Return the first six and last four characters, as lists for staff show them."""
    return f"{text[:6]}{STAR * 8}{text[-4:]}" if len(text) >= 15 else STAR * len(text)


def national_id_public(text: str) -> str:
    """Return the last four characters only, as public lists may show them."""
    return f"{STAR * 4}{text[-4:]}" if len(text) >= 15 else STAR * len(text)


def phone(text: str) -> str:
    """Return 138****5678; of other numbers the last four digits are hidden."""
    number = text.partition(";ext=")[0].removeprefix("+86")
    if re.fullmatch(r"1\d{10}", number):
        return f"{number[:3]}{STAR * 4}{number[-4:]}"
    return f"{number[:-4]}{STAR * 4}" if len(number) > 6 else STAR * len(number)


def address(text: str) -> str:
    """Return an address as far as the building, without unit and room."""
    found = _BUILDING.search(text) or _DOOR.search(text)
    if found:
        return found.group().strip()
    return re.split(r"[0-9]", text, maxsplit=1)[0].strip() or STAR * 3


def bank_account(text: str) -> str:
    """Return the last four digits."""
    return f"{STAR * 4}{text[-4:]}" if len(text) >= 8 else STAR * len(text)


def birth_date(text: str) -> str:
    """Return the year of an ISO date."""
    return text[:4]


def age_band(birth_year: int, today: date) -> str:
    """Return the band of five years of life, such as 75–79, that a year of birth falls into."""
    low = max(today.year - birth_year, 0) // 5 * 5
    return f"{low}–{low + 4}"


def few(count: int) -> str:
    """Return a count for publication: fewer than five could point at a person and is not told."""
    return str(count) if count == 0 or count >= FEW else f"<{FEW}"


MASKS: dict[str, Callable[[str], str]] = {
    "name": name,
    "national_id": national_id,
    "national_id_public": national_id_public,
    "phone": phone,
    "address": address,
    "bank_account": bank_account,
    "birth_date": birth_date,
}


def mask(kind: str, text: str) -> str:
    """Return ``text`` masked after its kind; an empty text stays empty. Raises ``KeyError`` for an unknown kind."""
    formatter = MASKS[kind]
    return formatter(text) if text else ""
