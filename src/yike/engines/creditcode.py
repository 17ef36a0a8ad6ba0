"""The unified social credit code of a body (统一社会信用代码, GB 32100), read however it was typed."""

from __future__ import annotations

import re
import unicodedata

from yike.engines.faults import Fault

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I, O, S, V, Z
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)  # powers of 3 modulo 31
_SEPARATORS = re.compile(r"[\s\-'‐-―]+")


def code_check(first17: str) -> str:
    """Return the 18th character of a code: weights modulo 31 (GB 32100)."""
    total = sum(ALPHABET.index(c) * w for c, w in zip(first17, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def read_credit_code(text: str) -> str:
    """Return the code in ``text`` in half-width capital letters, without spaces and hyphens.

    Raises ``Fault`` for a wrong length, a letter that codes never hold, a wrong check.
    """
    plain = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text[:100])).upper()
    if len(plain) != 18 or any(c not in ALPHABET for c in plain):
        raise Fault(
            "统一社会信用代码应有 18 位，只含数字和除 I、O、S、V、Z 以外的大写字母",
            "a unified social credit code has 18 characters: digits and capital letters other than I, O, S, V, Z",
            do_zh="请照营业执照核对；多半是把 0 写成了 O、把 1 写成了 I",
            do_en="Check it against the licence: often O stands for 0, or I for 1",
        )
    if code_check(plain[:17]) != plain[17]:
        raise Fault(
            "统一社会信用代码的校验位不对，多半有一位抄错",
            "the check character of the code is wrong: most likely one character is mistyped",
            do_zh="请照营业执照逐位核对",
            do_en="Check every character against the licence",
        )
    return plain
