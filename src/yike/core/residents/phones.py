"""Telephone numbers, read however they were typed and kept in one form (E.164)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yike.core.vault.normal import halved
from yike.engines.faults import Fault

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LOOSE = re.compile(r"[\s\-‐-―·.()]+")
_EXTENSION = re.compile(r"(?:转|分机)\s*")
_LONGEST = 60


@dataclass(frozen=True)
class Phone:
    """A telephone number: ``e164`` with ";ext=…" where there is an extension, ``mobile`` in China or not."""

    e164: str
    mobile: bool

    @property
    def national(self) -> str:
        """The number as it is dialled in China: 13800138000, or 0512-65221234 转 8001."""
        return spoken(self.e164)


def _fault() -> Fault:
    return Fault(
        "不是电话号码：位数不对，或缺少区号",
        "is not a telephone number: wrong length, or the area code is missing",
        do_zh="请填 11 位手机号，或带区号的座机，如 0512-65221234",
        do_en="Enter a mobile number of 11 digits, or a landline with its area code such as 0512-65221234",
    )


def _split(e164: str) -> tuple[str, str]:
    number, _, extension = e164.partition(";ext=")
    return number, extension


def spoken(e164: str) -> str:
    """Return a kept number as it is dialled in China, with spaces nowhere in a mobile number."""
    number, extension = _split(e164)
    text = number[3:] if _chinese_mobile(number) else _formatted(number)
    return f"{text} 转 {extension}" if extension else text


def _chinese_mobile(number: str) -> bool:
    return number.startswith("+86") and _MOBILE.fullmatch(number[3:]) is not None


def _formatted(number: str) -> str:
    import phonenumbers  # noqa: PLC0415 - its tables take a while, and most numbers are plain mobile ones
    from phonenumbers import PhoneNumberFormat  # noqa: PLC0415

    parsed = phonenumbers.parse(number)
    if not number.startswith("+86"):
        return str(phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL))
    dialled = phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL)
    return str(dialled).replace(" ", "-", 1).replace(" ", "")


def _parsed(text: str) -> PhoneNumber:
    import phonenumbers  # noqa: PLC0415

    try:
        number = phonenumbers.parse(_EXTENSION.sub(";ext=", text), "CN")
    except phonenumbers.NumberParseException:
        raise _fault() from None
    if not phonenumbers.is_valid_number(number):
        raise _fault()
    return number


def _written(number: PhoneNumber) -> str:
    import phonenumbers  # noqa: PLC0415

    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{e164};ext={number.extension}" if number.extension else str(e164)


def read_phone(text: str) -> Phone:
    """Return the telephone number in ``text``; full-width digits, spaces and hyphens are forgiven.

    Raises ``Fault`` for what is none, and for a landline without its area code.
    """
    plain = halved(text[: _LONGEST + 1])
    tight = _LOOSE.sub("", plain).removeprefix("+86").removeprefix("0086")
    if _MOBILE.fullmatch(tight) and tight.isascii():
        return Phone(f"+86{tight}", mobile=True)
    if len(text) > _LONGEST:
        raise _fault()
    return Phone(_written(_parsed(plain)), mobile=False)
