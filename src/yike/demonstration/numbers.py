"""Identity and telephone numbers that can belong to nobody.

Identity numbers carry a true check digit (GB 11643) behind a division code that begins with 3299: the province
has no city 99, so that no person has such a number. Telephone numbers begin with 154, a range that no operator of
mobile telephony was given; those of offices are 0512-0000xxxx, which no exchange connects.
"""

from __future__ import annotations

from collections import Counter
from datetime import date

from yike.demonstration.dice import Dice
from yike.demonstration.names import MALE, Sex

REGION = "3299"
MOBILE = "154"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_SAME_DAY = 499  # numbers of one sex that a division can give for one day


class Numbers:
    """Gives each number once."""

    def __init__(self) -> None:
        self._born: Counter[tuple[date, Sex]] = Counter()
        self._phones: set[str] = set()

    def identity(self, birth: date, sex: Sex) -> str:
        """Return an identity number of 18 characters; the last but one is odd for men."""
        before = self._born[birth, sex]
        self._born[birth, sex] += 1
        division, order = divmod(before, _SAME_DAY)
        body = f"{REGION}{division + 1:02d}{birth:%Y%m%d}{2 * order + (sex == MALE):03d}"
        return body + check_digit(body)

    def mobile(self, dice: Dice) -> str:
        """Return a telephone number of 11 digits."""
        while (number := f"{MOBILE}{dice.whole(0, 99_999_999):08d}") in self._phones:
            pass
        self._phones.add(number)
        return number


def check_digit(body: str) -> str:
    """Return the 18th character for the first 17 (GB 11643: Σ aᵢ·wᵢ mod 11)."""
    return "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]
