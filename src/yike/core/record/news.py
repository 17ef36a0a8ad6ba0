"""What becomes different in one room that another tells residents: handed on without either knowing the other.

A room whose changes residents should hear of registers how it tells them; the monthly calendar asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class News:
    """One change as residents hear it. ``key`` is the same for the same change, whenever it is asked for.

    ``area`` is the number of the area it concerns; ``until`` None is a single day, or from ``day`` on for good.
    """

    key: str
    title: str
    area: int
    day: date
    until: date | None = None
    place: str = ""
    more: str = ""
    phone: str = ""
    link: str = ""


Teller = Callable[[Any, date, date], Iterable[News]]
"""From an area and two days (both included) to what changes there in these days, or has changed shortly before."""
_TELLERS: list[Teller] = []


def tell_by(teller: Teller) -> Teller:
    """Let a room tell what changes in it."""
    if teller not in _TELLERS:
        _TELLERS.append(teller)
    return teller


def news_of(area: Any, since: date, until: date) -> list[News]:
    """Return what changes in an area and below in these days, in the order of time."""
    found = [one for teller in _TELLERS for one in teller(area, since, until)]
    return sorted(found, key=lambda one: (one.day, one.key))
