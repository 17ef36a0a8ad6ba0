"""What a visitor asks, as it stands in the address: what, from where, when, at what pace."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from yike.rooms.circle.door.moments import Moment
from yike.rooms.circle.door.moments import asked as moment_asked
from yike.rooms.circle.models import Feature, Mode
from yike.rooms.circle.walking.timetable import Days

PACES = {
    "adult": _("平常走"),
    "brisk": _("走得快"),
    "elder": _("老人慢走"),
    "wheelchair": _("坐轮椅"),
    "pram": _("推婴儿车"),
}
SORTS = {"": _("近的在前"), "late": _("关门晚的在前"), "name": _("按名称")}
ORDINARY = "adult"
LONGEST = {"q": 60, "where": 60}  # characters that are read
_POSITION = re.compile(r"([-+]?\d{1,3}(?:\.\d{1,12})?)\s*[,，;]\s*([-+]?\d{1,3}(?:\.\d{1,12})?)")
Position = tuple[float, float]


@dataclass(frozen=True)
class Asked:
    """One question. ``where`` is text: a position ``lon,lat``, an address, a community.

    ``odd``: what was not understood. ``cut``: more was written than is read.
    """

    moment: Moment
    q: str = ""
    where: str = ""
    pace: str = ORDINARY
    open: bool = False
    need: str = ""
    mode: str = ""
    sort: str = ""
    odd: frozenset[str] = frozenset()
    cut: bool = False

    @property
    def at(self) -> datetime:
        """The moment, local and naive."""
        return self.moment.at

    @property
    def pace_name(self) -> str:
        """The pace in words."""
        return str(PACES[self.pace])

    @property
    def position(self) -> Position | None:
        """What ``where`` says as a position, None where it is no pair of numbers."""
        found = _POSITION.fullmatch(self.where)
        return None if found is None else (float(found[1]), float(found[2]))

    @property
    def own_moment(self) -> bool:
        """Whether the visitor typed a date and time of their own."""
        return self.moment.choice[:1].isdecimal()

    @property
    def particular(self) -> bool:
        """Whether anything but now, at an ordinary walk, is asked for."""
        return bool(self.fields("q", "where", "mode", "sort"))

    def changed(self, **values: object) -> Asked:
        """Return the question with some of it changed."""
        return replace(self, **values)  # type: ignore[arg-type]

    def fields(self, *without: str) -> dict[str, str]:
        """Return the question as names and values of an address, leaving out what is ordinary."""
        told = {
            "q": self.q,
            "where": self.where,
            "at": self.moment.choice,
            "pace": "" if self.pace == ORDINARY else self.pace,
            "open": "1" if self.open else "",
            "need": self.need,
            "mode": self.mode,
            "sort": self.sort,
        }
        return {name: value for name, value in told.items() if value and name not in without}

    def query(self, *without: str, **more: str) -> str:
        """Return the question as the end of an address: ``?where=…``; empty where nothing is asked."""
        told = self.fields(*without, *more) | {name: value for name, value in more.items() if value}
        return f"?{urlencode(told)}" if told else ""


def asked(given: Mapping[str, str], now: datetime, days: Callable[[], Days]) -> Asked:
    """Return what an address asks; ``now`` is local and naive, ``days`` the calendar. Never fails; see ``odd``."""
    texts = {name: _tidy(given.get(name, "")) for name in LONGEST}
    moment = moment_asked(given.get("when") or given.get("at", ""), now, days)
    chosen = {
        "pace": _one_of(given.get("pace", ""), PACES, ORDINARY),
        "need": _one_of(given.get("need", ""), Feature.values),
        "mode": _one_of(given.get("mode", ""), Mode.values),
        "sort": _one_of(given.get("sort", ""), SORTS),
    }
    odd = {name for name, value in chosen.items() if value is None} | ({"at"} if moment.lost else set())
    return Asked(
        moment,
        open=given.get("open", "") in {"1", "on"},
        **{name: text[: LONGEST[name]] for name, text in texts.items()},
        **{name: value or (ORDINARY if name == "pace" else "") for name, value in chosen.items()},
        odd=frozenset(odd),
        cut=any(len(text) > LONGEST[name] for name, text in texts.items()),
    )


def _tidy(text: str) -> str:
    """Return a text in one line, without what cannot be seen."""
    seen = (
        " " if c.isspace() else c for c in text[:2000] if c.isspace() or unicodedata.category(c)[0] != "C"
    )
    return " ".join("".join(seen).split())


def _one_of(text: str, known: object, otherwise: str = "") -> str | None:
    if not text:
        return otherwise
    return text if text in known else None  # type: ignore[operator]
