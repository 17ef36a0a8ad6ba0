"""What every public page knows of the visitor: what they ask, from where, and the days of the calendar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse

from yike.core.calendar.queries import working_calendar
from yike.rooms.circle.door import asked as asking
from yike.rooms.circle.door import moments
from yike.rooms.circle.door.asked import PACES, SORTS, Asked
from yike.rooms.circle.door.start import Start, as_where, start
from yike.rooms.circle.models import Feature, Mode
from yike.rooms.circle.queries.known import Known, known
from yike.rooms.circle.walking.timetable import Days

NEEDS = (
    Feature.RAMP,
    Feature.LIFT,
    Feature.TOILET,
    Feature.WHEELCHAIR,
    Feature.SIGN_LANGUAGE,
    Feature.GLASSES,
)
PRIVATE = "private, no-store"  # a page that was asked from a position is kept by nobody on the way


@dataclass
class Visit:
    """One visitor's question, read once for a page."""

    request: HttpRequest
    asked: Asked
    calendar: Callable[[], Days]

    @classmethod
    def of(cls, request: HttpRequest) -> Visit:
        """Read the question of a request."""
        calendar = cache(lambda: Days.of(working_calendar()))
        return cls(request, asking.asked(request.GET, moments.local_now(), calendar), calendar)

    @cached_property
    def known(self) -> Known:
        """What can be named and looked for."""
        return known()

    @cached_property
    def start(self) -> Start:
        """Where the visitor starts from."""
        return start(self.asked, self.known.places, self.known.all)

    @property
    def days(self) -> Days:
        """The days off and make-up days that are known."""
        return self.calendar()

    @property
    def query(self) -> str:
        """The question as links to other pages carry it: from where, when, how."""
        return self.asked.query("q", "open", "need", "mode", "sort")

    def context(self) -> dict[str, Any]:
        """Return what the templates of the door need."""
        now = moments.local_now()
        spot = self.start.spot
        return {
            "visit": self,
            "asked": self.asked,
            "start": self.start,
            "spot": spot,
            "kept_where": as_where(spot) if spot else "",
            "communities": self.known.places.communities,
            "carried": self.query,
            "paces": list(PACES.items()),
            "moments": moments.choices(now),
            "sorts": list(SORTS.items()),
            "needs": [(str(one), one.label) for one in NEEDS],
            "modes": Mode.choices,
            "first_when": now.strftime("%Y-%m-%dT%H:%M"),
            "here": self.request.path,
        }

    def kept_by_nobody(self, answer: HttpResponse) -> HttpResponse:
        """Return an answer that no cache keeps where it was asked from somewhere."""
        if self.asked.where:
            answer["Cache-Control"] = PRIVATE
            answer["X-Robots-Tag"] = "noindex"
        return answer
