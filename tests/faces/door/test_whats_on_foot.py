"""What is on, the nearest on foot first: the almanac asks, the circle's town answers through the door."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from yike.faces.door import walks
from yike.rooms.almanac.nearness import minutes_to


class Town:
    """A town that walks ten minutes to point 5 and cannot get to any other."""

    def __init__(self, *, walked: bool = True) -> None:
        self.walked, self.asked = walked, []  # type: ignore[var-annotated]

    def nearest(self, wish: Any) -> Any:
        self.asked.append((wish.lon, wish.lat, sorted(wish.among), wish.at))
        found = [SimpleNamespace(id=5, minutes=10)]
        return SimpleNamespace(found=found, walked=self.walked)


def standing(town: Town | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walks, "walking", lambda: SimpleNamespace(town=town))


def test_minutes_are_asked_once_for_all_points_whatever_the_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town()
    standing(town, monkeypatch)
    assert minutes_to((120.6, 31.3), [5, None, 7, 5]) == [10, None, None, 10]
    assert town.asked == [(120.6, 31.3, [5, 7], None)]


def test_a_straight_line_and_no_town_are_no_walk(monkeypatch: pytest.MonkeyPatch) -> None:
    standing(Town(walked=False), monkeypatch)
    assert minutes_to((120.6, 31.3), [5]) == [None]
    standing(None, monkeypatch)
    assert minutes_to((120.6, 31.3), [5]) == [None]


def test_nobody_is_asked_where_no_place_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town()
    standing(town, monkeypatch)
    assert minutes_to((120.6, 31.3), [None, None]) == [None, None]
    assert town.asked == []
