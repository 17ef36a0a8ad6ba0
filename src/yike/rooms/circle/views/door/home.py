"""从我家一刻钟能办什么: what a building's people reach in a quarter of an hour, on one sheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yike.core.rights.guard import public
from yike.rooms.circle import queries
from yike.rooms.circle.door import answers, moments, words
from yike.rooms.circle.door.answers import Answer, Row, stands_at
from yike.rooms.circle.opening import Standing
from yike.rooms.circle.queries.shelf import Line
from yike.rooms.circle.views.door.visit import Visit

if TYPE_CHECKING:
    from yike.engines.reach.hours import Hours
    from yike.rooms.circle.walking.timetable import Days

MINUTES = 15
MOST = 200
ON_THE_SHEET = 18  # points that fit on one A4


@dataclass(frozen=True)
class Place:
    """A point within reach: how far, open or not at each moment, and what can be done there."""

    row: Row
    stands: tuple[Standing, ...]

    @property
    def point(self) -> Line:
        """The point."""
        return self.row.point

    @property
    def items(self) -> list[str]:
        """What can be done there, each once."""
        return list(dict.fromkeys(queries.item_name(offer.item) for offer in self.row.offers))

    @property
    def told(self) -> list[str]:
        """For each moment, whether it is open, in a word."""
        return [self._word(one) for one in self.stands]

    def _word(self, one: Standing) -> str:
        if self.row.paused:
            return _("暂停")
        if not one.open:
            return _("关")
        if not one.known:
            return _("先打电话")
        return _("开") if one.closes is None else _("开到 %(time)s") % {"time": words.clock(one.closes)}


@public("residents see what they reach on foot without an account")
def home(request: HttpRequest) -> HttpResponse:
    """Show what is within a quarter of an hour: now, on a weekday evening, on a Saturday."""
    visit = Visit.of(request)
    shown = visit.context() | {"minutes": MINUTES}
    if visit.start.spot is not None:
        shown |= _sheet(visit)
    return visit.kept_by_nobody(render(request, "near/home.html", shown))


def _sheet(visit: Visit) -> dict[str, Any]:
    asked = [visit.asked.changed(moment=one, open=False, sort="") for one in _moments(visit)]
    spot = visit.start.spot
    found = [answers.nearest(one, spot, visit.days, minutes=MINUTES, most=MOST) for one in asked]
    places = _places(found)
    return {
        "columns": [one.moment for one in asked],
        "places": places[:ON_THE_SHEET],
        "more": places[ON_THE_SHEET:],
        "counts": [_count(places, at, one.at, visit.days) for at, one in enumerate(asked)],
        "answer": found[0],
    }


def _moments(visit: Visit) -> list[moments.Moment]:
    now = moments.local_now()
    rest = [moments.asked(choice, now, visit.calendar) for choice in (moments.EVENING, moments.SATURDAY)]
    return [visit.asked.moment, *(one for one in rest if one.choice != visit.asked.moment.choice)]


def _places(found: list[Answer]) -> list[Place]:
    """Return the points of the first moment, nearest first, with how each stands at all of them."""
    stands = [{row.point.pk: row.stands for row in answer.rows} for answer in found]
    rows = sorted(found[0].rows, key=lambda row: (row.minutes or 0, row.metres or 0.0, row.point.name))
    shut = Standing(open=False, known=True)
    return [Place(row, tuple(at.get(row.point.pk, shut) for at in stands)) for row in rows]


def _count(places: list[Place], at: int, moment: datetime, days: Days) -> int:
    """Return how many different things can be done within reach at one of the moments."""
    there = [one for one in places if one.stands[at].open and not one.row.paused]
    return len({item for one in there for item in _doable(one.row, moment, days)})


def _doable(row: Row, moment: datetime, days: Days) -> set[int]:
    """Return the items that can be done at a point at a moment: each by its own hours and days, if any."""
    alike: dict[Hours | None, set[int]] = {}
    for offer in row.offers:
        alike.setdefault(offer.keeps, set()).add(offer.item.pk)
    offered = {keeps: next(one for one in row.offers if one.keeps == keeps) for keeps in alike}
    opened = [keeps for keeps, one in offered.items() if stands_at(row.point, [one], moment, days).open]
    return set().union(*(alike[keeps] for keeps in opened))
