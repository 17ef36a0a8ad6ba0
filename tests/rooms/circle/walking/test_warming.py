"""Warming up gives way to those who open pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from yike.rooms.circle.walking.warming import (
    FIRST_PAGES_S,
    LONGEST_REST_S,
    SHORTEST_REST_S,
    warm_at_leisure,
)


@dataclass
class Asked:
    """Stands for a town: writes down what it is asked."""

    log: list[str] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        if name in {"directory", "homes", "ground", "buildings", "streets"}:
            return self
        if name == "kinds":
            return ("clinic", "canteen")
        if name in {"lon", "lat"}:
            return []
        return lambda *_, **__: self._asked(name)

    def _asked(self, name: str) -> None:
        self.log.append(name)


def test_it_waits_for_the_first_pages_rests_after_every_question_and_leaves_plans_to_planners() -> None:
    town, rests = Asked(), list[float]()

    def rest(seconds: float) -> None:
        rests.append(seconds)
        town.log.append("rest")

    warm_at_leisure(town, rest)  # type: ignore[arg-type]
    assert town.log == ["rest", "board", "rest", "grounds", "rest", "blind", "rest"]
    assert rests[0] == FIRST_PAGES_S
    assert all(SHORTEST_REST_S <= seconds <= LONGEST_REST_S for seconds in rests[1:])
