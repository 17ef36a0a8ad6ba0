from __future__ import annotations

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.areas.places import at, draw_office, rect
from office import BY, Office
from yike.core.areas.actions import add_area, close_area, draw_area
from yike.core.areas.models import AreaLevel
from yike.core.areas.queries import NO_AREA, locate, locate_one

pytestmark = pytest.mark.django_db


def asked(*places: tuple[float, float], level: AreaLevel = AreaLevel.GRID) -> list[int]:
    lon, lat = np.array([at(*p) for p in places]).T
    return locate(lon, lat, level).tolist()


def test_each_point_is_in_its_grid_and_its_community(office: Office) -> None:
    draw_office(office)
    points = [(100, 50), (100, 150), (300, 50), (300, 150), (500, 50)]
    assert asked(*points) == [*(grid.pk for grid in office.grids), NO_AREA]
    first, second = office.first.pk, office.second.pk
    assert asked(*points, level=AreaLevel.COMMUNITY) == [first, first, second, second, NO_AREA]


def test_a_point_on_the_common_border_is_in_the_grid_of_the_lower_code(office: Office) -> None:
    draw_office(office)
    assert asked((100, 100), (200, 50)) == [office.grids[0].pk, office.grids[0].pk]


def test_an_address_is_in_its_basic_grid_even_inside_a_dedicated_one(office: Office) -> None:
    draw_office(office)
    mall = add_area(
        BY,
        level=AreaLevel.GRID,
        code="0",
        name="商场",
        parent=office.first,
        kind="dedicated",
        polygon=rect(50, 50, 150, 90),
    )
    assert asked((100, 70)) == [office.grids[0].pk]
    draw_area(BY, office.grids[0], polygon=rect(0, 0, 200, 40))
    assert asked((100, 70), (100, 20)) == [mall.pk, office.grids[0].pk]


def test_a_changed_border_is_asked_anew_and_an_unchanged_one_is_not(office: Office) -> None:
    draw_office(office)
    assert asked((100, 95)) == [office.grids[0].pk]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        asked((100, 95), (100, 50))
    assert len(queries) == 1
    draw_area(BY, office.grids[0], polygon=rect(0, 0, 200, 90))
    assert asked((100, 95)) == [NO_AREA]


def test_a_closed_area_is_no_longer_found(office: Office) -> None:
    draw_office(office)
    close_area(BY, office.grids[0], reason="拆迁")
    assert asked((100, 50)) == [NO_AREA]


def test_one_point_gives_the_area_itself(office: Office) -> None:
    draw_office(office)
    assert (locate_one(*at(100, 50)), locate_one(*at(900, 50))) == (office.grids[0], None)


def test_where_nothing_is_drawn_nothing_is_found(office: Office) -> None:
    assert asked((100, 50)) == [NO_AREA]
