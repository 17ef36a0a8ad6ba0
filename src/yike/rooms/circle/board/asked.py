"""What a reader of the board asks, as it stands in the address: which kind, at what pace, when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yike.core.record.clock import now
from yike.engines.worktime.days import FIRST_YEAR, LAST_YEAR
from yike.rooms.circle.board.baskets import BASKETS
from yike.rooms.circle.door.asked import PACES
from yike.rooms.circle.models import PointKind
from yike.rooms.circle.walking.asks import MINUTES, Question

ORDINARY = PointKind.SERVICE_STATION.value
DAYS = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
RULES = {
    "": _("走 15 分钟以内"),
    "5": _("走 5 分钟以内"),
    "10": _("走 10 分钟以内"),
    "30": _("走 30 分钟以内"),
    "gb50180": _("按 GB 50180 的半径"),
    "tdt1062": _("按 TD/T 1062 的半径"),
    "commerce": _("按便民生活圈的 5、8、15 分钟"),
}
ANY = "any"  # whatever the hours
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Asked:
    """One question to the board. ``day`` 0..6 from Monday, "" now, "any" whatever the hours; ``hour`` 0..23.

    ``ruleset`` is a key of ``RULES``: a standard, or minutes; "" the 15 minutes of the circle. ``on`` is one date,
    whatever the ``day``: of an hour of the week that is opened.
    """

    name: str = ORDINARY
    pace: str = "adult"
    day: str = ""
    hour: int = 10
    ruleset: str = ""
    on: date | None = None

    @property
    def at(self) -> datetime | None:
        """The moment, local and naive: the next such day and hour, never one gone by; None whatever the hours."""
        present = timezone.localtime(now()).replace(tzinfo=None, second=0, microsecond=0)
        if self.on is not None:
            return datetime.combine(self.on, time(self.hour))
        if self.day == ANY:
            return None
        if not self.day:
            return present
        ahead = (int(self.day) - present.weekday()) % 7
        found = (present + timedelta(days=ahead)).replace(hour=self.hour, minute=0)
        return found if found >= present else found + WEEK

    @property
    def basket(self) -> tuple[str, ...]:
        """The kinds of the basket asked about; empty where a kind is."""
        return tuple(kind.value for kind in BASKETS[self.name][1]) if self.name in BASKETS else ()

    @property
    def question(self) -> Question:
        """The question to the walking service."""
        standard = self.ruleset if self.ruleset and not self.ruleset.isdecimal() else None
        limit = Question(ruleset=standard, minutes=float(self.minutes))
        if not self.basket:
            return replace(limit, pace=self.pace, at=self.at, kinds=(self.name,))
        baskets = ((self.name, self.basket),)
        return replace(limit, pace=self.pace, at=self.at, kinds=self.basket, baskets=baskets)

    @property
    def minutes(self) -> int:
        """The minutes within which a kind without a number in the standard is reached."""
        return int(self.ruleset) if self.ruleset.isdecimal() else int(MINUTES)

    @property
    def label(self) -> str:
        """What is asked about, in words."""
        return str(BASKETS[self.name][0] if self.name in BASKETS else PointKind(self.name).label)

    def query(self, **more: object) -> str:
        """Return the question as the end of an address; the day even where it is now, unlike for plans."""
        told = {
            "name": self.name,
            "pace": self.pace,
            "day": self.day,
            "hour": self.hour,
            "rules": self.ruleset,
            "on": self.on or "",
        }
        return "?" + urlencode(
            {key: value for key, value in (told | more).items() if value != "" or key == "day"}
        )


def names() -> list[tuple[str, str]]:
    """Return what can be asked about: the kinds, then the baskets, each with its words."""
    kinds = [(kind.value, str(kind.label)) for kind in PointKind if kind is not PointKind.OTHER]
    return kinds + [(name, str(words)) for name, (words, _kinds) in BASKETS.items()]


def asked(given: Mapping[str, str]) -> Asked:
    """Return what an address asks; what cannot be understood is as if it were not there."""
    hour = given.get("hour", "")
    return Asked(
        _known(given.get("name", ""), dict(names()), ORDINARY),
        _known(given.get("pace", ""), PACES, "adult"),
        _known(given.get("day", ""), {ANY: 0, **{str(n): 0 for n in range(7)}}, ""),
        int(hour) if hour.isdecimal() and len(hour) < 3 and int(hour) < 24 else 10,
        _known(given.get("rules", ""), RULES, ""),
        _date(given.get("on", "")),
    )


def _date(text: str) -> date | None:
    """Return a date written as 2026-11-27, in the years a calendar can have; None for anything else."""
    try:
        found = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def _known(text: str, known: Mapping[str, object], otherwise: str) -> str:
    return text if text in known else otherwise
