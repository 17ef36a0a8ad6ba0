"""A street office's circle as it stands at one edition of its directory: everything that can be asked of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

import numpy as np
from shapely import MultiPolygon

from yike.engines.faults import Fault
from yike.engines.reach.anchors import Anchors
from yike.engines.reach.gaps import Gap
from yike.engines.reach.hoursmatrix import HoursMatrix
from yike.engines.reach.path import Path
from yike.engines.reach.streets.model import Floats, Ints
from yike.engines.reach.walk import Ends, Walk, ends_of
from yike.engines.worktime.days import FIRST_YEAR, LAST_YEAR
from yike.rooms.circle.walking import baskets, blind, board, doing, near, plans, timetable
from yike.rooms.circle.walking.answers import Around, Near
from yike.rooms.circle.walking.asks import MINUTES, Change, Question, Wish
from yike.rooms.circle.walking.board import Board
from yike.rooms.circle.walking.doing import Doability
from yike.rooms.circle.walking.ground import Ground, Standing
from yike.rooms.circle.walking.homes import Homes, Open
from yike.rooms.circle.walking.kept import Kept
from yike.rooms.circle.walking.places import Directory, Mask, Within
from yike.rooms.circle.walking.plans import Outcome
from yike.rooms.circle.walking.search import times_to
from yike.rooms.circle.walking.stands import Stands
from yike.rooms.circle.walking.timetable import Days, Timetable

if TYPE_CHECKING:
    from yike.rooms.circle.walking.siting import Premises, Proposal, Search

MOMENTS_KEPT = 64
BOARDS_KEPT = 12
ENDS_KEPT = 8


class Town:
    """Streets, buildings, service points and calendar of one moment in the office's life; nothing in it changes.

    ``edition`` tells it from those before and after. Ask it from any thread.
    """

    _stands: Stands
    _timetable: Timetable

    def __init__(
        self, edition: str, homes: Homes, directory: Directory, days: Days, before: Town | None = None
    ) -> None:
        self.edition, self.homes, self.directory, self.days = edition, homes, directory, days
        stood, told = (None, None) if before is None else (before._stands, before._timetable)
        self._stands = Stands(homes.ground, directory.id, directory.lon, directory.lat, stood)
        self._timetable = Timetable(directory.keeps, days, told)
        self._ends = Kept[tuple[str, Standing], Ends](ENDS_KEPT)
        self._open = Kept[datetime | None, Mask](MOMENTS_KEPT)
        self._weeks = Kept[tuple[Question, str, date, Within], Floats | None](BOARDS_KEPT)
        self._doable = Kept[tuple[Question, frozenset[int]], Doability](BOARDS_KEPT)
        self._boards = Kept[Question, Board](BOARDS_KEPT)

    # -- what the questions are made of ---------------------------------------------------------------------

    @property
    def ground(self) -> Ground:
        """The streets."""
        return self.homes.ground

    def gates_at(self, at: datetime | None) -> Standing:
        """Return how the gates stand at a moment."""
        return self.ground.gates_at(at, self.days.holidays, self.days.worked)

    def walk(self, pace: str, at: datetime | None) -> Walk:
        """Return the streets at a pace and moment. Raises ``Fault`` for an unknown pace or an odd moment."""
        return self.ground.walk(pace, self.gates_at(checked(at)))

    def points_at(self, pace: str) -> Anchors:
        """Return where the points of the directory stand."""
        return self._stands.at(pace)

    def point_ends(self, pace: str, at: datetime | None) -> Ends:
        """Return how the points of the directory join the streets."""
        gates = self.gates_at(at)
        return self._ends.get(
            (pace, gates), lambda: ends_of(self.ground.walk(pace, gates), self.points_at(pace))
        )

    def open_at(self, at: datetime | None) -> Mask:
        """Return which of ``directory.keeps`` are open at a moment."""
        checked(at)
        minute = None if at is None else at.replace(second=0, microsecond=0)
        return self._open.get(minute, lambda: self._timetable.open_at(minute))

    def stands(self, at: datetime | None, row: int, offer_hours: int) -> timetable.Standing:
        """Return until when a row of the directory is open, or when it opens; without a moment it is open."""
        hours = self.directory.opening(row, offer_hours)
        if at is None:
            return timetable.Standing(open=True, known=bool(hours))
        return timetable.standing(hours, at, self.days)

    def open_points(self, kind: str, pace: str, at: datetime | None) -> Open:
        """Return the points of a kind that serve and are open at a moment. Raises ``Fault`` for an unknown kind."""
        directory = self.directory
        fits = directory.serving & (directory.kind == directory.kind_row(kind))
        row = np.flatnonzero(fits & self.open_at(at)[directory.hours])
        return Open(directory.id[row], self.points_at(pace).take(row))

    # -- what can be asked ----------------------------------------------------------------------------------

    def nearest(self, wish: Wish) -> Near:
        """Return the open points nearest to a position, and the closed ones with their next opening."""
        return near.nearest(self, wish)

    def times_to(self, wish: Wish, lon: Floats, lat: Floats) -> Ints:
        """Return deciseconds on foot from a position to places that are no points of the directory."""
        return times_to(self, wish, lon, lat)

    def way(self, wish: Wish, point: int) -> Path | None:
        """Return the way from a position to a point: line, metres, sentences; None where there is none."""
        return near.way(self, wish, point)

    def around(self, wish: Wish, minutes: float = MINUTES) -> Around:
        """Return what can be done within so many minutes of a position."""
        return near.around(self, wish, minutes)

    def grounds(self, wish: Wish, minutes: Sequence[float] = (MINUTES,)) -> list[MultiPolygon]:
        """Return the ground reached on foot in so many minutes, one polygon each; empty from no street."""
        return near.grounds(self, wish, minutes)

    def board(self, question: Question) -> Board:
        """Return who is covered."""
        return self._boards.get(question, lambda: board.board_of(self, question))

    def blind(self, question: Question, kind: str, drawn: int = 20, within: Within = None) -> list[Gap]:
        """Return the blind areas of a kind or a basket, heaviest first, the first ``drawn`` with an outline."""
        if kind in dict(question.baskets):
            return baskets.blind_areas(self, question, kind, drawn, within)
        return blind.blind_areas(self, question, kind, drawn, within)

    def week(self, question: Question, kind: str, monday: date, within: Within = None) -> HoursMatrix:
        """Return the cover of a kind in each hour of a week."""
        return blind.week_of(self, question, kind, monday, within)

    def basket_week(
        self, question: Question, name: str, monday: date, within: Within = None
    ) -> Floats | None:
        """Return the share of households with a whole basket in reach in each hour of a week; None: too dear."""
        key = (question, name, monday, within)
        return self._weeks.get(key, lambda: baskets.week_of(self, question, name, monday, within))

    def doability(self, question: Question, catalogue: Collection[int]) -> Doability:
        """Return what part of a catalogue of items each building can have done within reach (事项可办率)."""
        asked, items = replace(question, kinds=(), baskets=(), ruleset=None), frozenset(catalogue)
        return self._doable.get((asked, items), lambda: doing.doability(self, asked, items))

    def changed(self, changes: Sequence[Change]) -> Town:
        """Return the town as it would be. Raises ``Fault`` for changes that cannot be."""
        return self._with(plans.changed(self.directory, changes))

    def compared(self, question: Question, changes: Sequence[Change]) -> Outcome:
        """Return the boards before and after changes, who gains and who loses."""
        return plans.compared(self, self.changed(changes), question)

    def against(self, question: Question, other: Town) -> Outcome:
        """Return the boards here and in another town, such as two plans: ``before`` is here, ``after`` there."""
        return plans.compared(self, other, question)

    def sites(
        self, question: Question, kind: str, search: Search | None = None, premises: Sequence[Premises] = ()
    ) -> Proposal:
        """Return where new points of a kind should go, anywhere unless ``search`` says where, with reasons."""
        from yike.rooms.circle.walking import siting  # noqa: PLC0415 - heavy, and most days nobody plans

        return siting.proposed(self, question, kind, search or siting.Search(), premises)

    def knowing(self, kinds: Sequence[str]) -> Town:
        """Return the town with these kinds known, though no point may have them."""
        lacking = set(kinds) - set(self.directory.kinds)
        return self._with(plans.with_kinds(self.directory, kinds)) if lacking else self

    def _with(self, directory: Directory) -> Town:
        return Town(self.edition, self.homes, directory, self.days, self)


def checked(at: datetime | None) -> datetime | None:
    """Return the moment. Raises ``Fault`` outside the years that a calendar can have."""
    if at is None or FIRST_YEAR <= at.year <= LAST_YEAR:
        return at
    raise Fault(
        f"算不了 {at.year} 年的开放时间",
        f"opening hours cannot be told for the year {at.year}",
        do_zh=f"请选 {FIRST_YEAR} 到 {LAST_YEAR} 之间的时间",
        do_en=f"Choose a moment from {FIRST_YEAR} to {LAST_YEAR}",
    )
