"""Small numbers: fewer than five of anybody could tell who they are, so some readers learn only that they are few.

Domain dossier §7.3: statistics suppress cells below 5. What could be worked out from its neighbours is blurred too.
"""

from __future__ import annotations

LEAST = 5
TENS = 10
FIRM = 500  # of so many a whole percent is five


def few(number: float) -> bool:
    """Return whether so many, more or fewer, are too few to be told."""
    return 0 < abs(number) < LEAST


def text(number: int, *, plain: bool) -> str:
    """Return a number with thousands marked, or that it is below five."""
    return f"{number:,}" if plain or not few(number) else f"<{LEAST}"


def rest(number: int) -> str:
    """Return what is left of ``number`` after a few, so that how many these are cannot be worked out."""
    return f"≥{max(number - LEAST + 1, 0):,}"


def tens(number: int, luck: int) -> str:
    """Return a number to the tens below or above, drawn by ``luck`` (0 to 9, each as likely): right on the average.

    One more of anybody changes what is told in one draw of ten, whatever else is known.
    """
    size = (number + luck) // TENS * TENS
    return f"≈{size:,}" if size else f"<{TENS}"


def about(number: int) -> str:
    """Return a number to tens, halves away from none; none and few are still told as such."""
    if abs(number) < LEAST:
        return text(number, plain=False)
    size = (abs(number) + TENS // 2) // TENS * TENS
    return f"≈{size if number > 0 else -size:,}"
