"""Whatever is done to areas in whatever order, the tree, the codes, the borders and the facts stay sound."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import date

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from beside import Hand
from core.areas.places import again, draw_office, rect
from office import BY, Office, make_office
from yike.core.areas.actions import (
    add_area,
    close_area,
    draw_area,
    import_areas,
    move_area,
    recode_area,
    rename_area,
    reopen_area,
)
from yike.core.areas.codes import PARENTS
from yike.core.areas.exchange.drafts import Draft, Drafts, Spot
from yike.core.areas.models import Area, AreaLevel
from yike.core.areas.queries import problems
from yike.core.record.clock import today
from yike.core.record.counting import how_many
from yike.engines.faults import Fault

Deed = Callable[[Area, Area, int], object]
DEEDS: list[Deed] = [
    lambda one, _two, n: add_area(BY, level=below(one), code=f"n-{n}", name=f"新{n}", parent=one),
    lambda one, two, _n: move_area(BY, one, parent=two),
    lambda one, _two, n: recode_area(BY, one, code=f"r-{n}"),
    lambda one, _two, n: rename_area(BY, one, name=f"名{n % 3}"),
    lambda one, _two, _n: close_area(BY, one, reason="x"),
    lambda one, _two, _n: reopen_area(BY, one, reason="x"),
    lambda one, _two, n: draw_area(
        BY, one, polygon=rect(n * 7 % 300, n * 5 % 100, n * 7 % 300 + 90, n * 5 % 100 + 80)
    ),
    lambda one, _two, _n: draw_area(BY, one, polygon=None),
    lambda one, two, n: import_areas(
        BY,
        Drafts((Draft(Spot("A2"), code=f"i-{n}", name=f"入{n}", level=below(two), parent=two.code),), ()),
        within=again(one),
    ),
]


def below(area: Area) -> AreaLevel:
    return next((level for level, above in PARENTS.items() if area.level in above), AreaLevel.MICROGRID)


def standing() -> int:
    return int(how_many("areas.grids", since=date(2000, 1, 1), until=today()).total)


class TestWhateverIsDone(TestCase):
    office: Office

    @classmethod
    def setUpTestData(cls) -> None:
        cls.office = make_office()
        draw_area(BY, cls.office.street, polygon=rect(0, 0, 400, 200))

    @settings(
        max_examples=25,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 30), st.integers(0, 30)), max_size=12))
    def test_the_tree_stays_sound(self, steps: list[tuple[int, int, int]]) -> None:
        office = self.office
        for number, (deed, one, two) in enumerate(steps):
            areas = list(Area.objects.all())
            with suppress(Fault):
                DEEDS[deed](areas[one % len(areas)], areas[two % len(areas)], number)
        areas = list(Area.objects.all())
        assert Area.objects.find_problems() == ([], [], [], [], [])
        assert all(
            a.level == AreaLevel.STREET or _parent(a, areas).level in PARENTS[AreaLevel(a.level)]
            for a in areas
        )
        assert len({a.code for a in areas}) == len(areas)
        assert [f.zh for f in problems(again(office.street)) if f.problem in ("overlap", "beyond")] == []
        assert standing() == sum(a.level == "grid" and not a.closed for a in areas)
        assert all(not _parent(a, areas).closed for a in areas if a.parent_path and not a.closed)


def _parent(area: Area, areas: list[Area]) -> Area:
    return next((a for a in areas if a.path == area.parent_path), area)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_claim_the_same_ground_at_once_one_is_refused() -> None:
    office = draw_office(make_office())
    one, two, *_ = office.grids
    for area in (one, two):
        draw_area(BY, area, polygon=None)
    ready, said = threading.Barrier(2), []

    def claim(area: Area) -> None:
        ready.wait()
        try:
            draw_area(BY, area, polygon=rect(0, 0, 200, 200))
            said.append("kept")
        except Fault as fault:
            said.append(fault.zh.split(" ")[0])
        finally:
            connection.close()

    threads = [Hand(target=claim, args=(area,)) for area in (one, two)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said)[0] == "kept"
    assert sorted(said)[1] in ("第1网格与第2网格重叠", "第2网格与第1网格重叠")
    assert _drawn(office) == 1


def _drawn(office: Office) -> int:
    return sum(again(area).polygon is not None for area in office.grids[:2])
