"""One spelling for each value, so that equal values have equal blind indexes however they were typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_NOT_DIGITS = re.compile(r"[^0-9]")
_SPACES = re.compile(r"[\s\-'‐-―]+")
_CHINA = re.compile(r"^(?:00)?86(?=1\d{9,10}$|[2-9]\d{9,11}$)|^0(?=[1-9]\d{8,10}$)")
_EXTENSION = re.compile(r"(?:;ext=|转|分机|ext\.?|x)\s*\d+$", re.IGNORECASE)


def halved(text: str) -> str:
    """Return text in half-width letters and digits, without outer white space."""
    return unicodedata.normalize("NFKC", text).strip()


def number(text: str) -> str:
    """Return an identity number or code: half-width, capital letters, no spaces or hyphens."""
    return _SPACES.sub("", halved(text).replace("×", "X")).upper()


def phone(text: str) -> str:
    """Return the digits of a telephone number, without China's code, the trunk zero or an extension."""
    text = _EXTENSION.sub("", halved(text))
    digits = _NOT_DIGITS.sub("", text)
    abroad = text.startswith("+") and not digits.startswith("86")
    return f"+{digits}" if abroad else _CHINA.sub("", digits)


NORMALS: dict[str, Callable[[str], str]] = {"national_id": number, "credit_code": number, "phone": phone}


def normal(kind: str, text: str) -> str:
    """Return the one spelling of a value of ``kind``; kinds without a rule of their own are only halved."""
    return NORMALS.get(kind, halved)(text)
