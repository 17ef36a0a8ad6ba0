"""What may be the same case is shown beside it: of one kind, close by, not long ago."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from duties import SPOT
from gridcases import Works, make_case, make_kind, make_works, walk
from office import Office
from yike.core.record.clock import now
from yike.rooms.grid.models import Case
from yike.rooms.grid.queries.cases.alike import alike

pytestmark = pytest.mark.django_db


@pytest.fixture
def works(office: Office, clock: Any) -> Works:
    return make_works(office, clock)


def at_metres(office: Office, works: Works, north: float, **more: Any) -> Case:
    return make_case(office, works, lat=SPOT[1] + north / 111_320, **more)


def test_the_near_ones_of_the_kind_are_shown_the_nearest_first(
    office: Office, works: Works, clock: Any
) -> None:
    at_metres(office, works, 10)
    clock.set(now() + timedelta(days=31))
    case = at_metres(office, works, 0)
    far, near, beyond = [at_metres(office, works, north) for north in (95, 20, 105)]
    other = at_metres(office, works, 5, kind=make_kind("SR02", name="乱堆物料"))
    walk(office, works, at_metres(office, works, 6), "void")
    found = alike(office.worker, case)
    assert [(one.case, round(one.metres)) for one in found] == [(near, 20), (far, 95)]
    client = Client()
    client.force_login(office.worker)
    page = client.get(case.get_absolute_url()).content.decode()
    links = {one: page.count(f'href="{one.get_absolute_url()}"') for one in (near, far, beyond, other)}
    assert links == {near: 1, far: 1, beyond: 0, other: 0}
    assert alike(office.stranger, case) == []


def test_without_a_position_nothing_is_alike(office: Office, works: Works) -> None:
    at_metres(office, works, 0)
    case = make_case(office, works, lon=None, lat=None, area=office.grids[0])
    assert alike(office.worker, case) == []
