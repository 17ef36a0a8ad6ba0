from __future__ import annotations

import numpy as np
import pytest
import shapely

from core.areas.geometry.drawn import box
from yike.core.areas.geometry.datumfit import share_inside, shifted, suspected_datum, turned

STREET = box(-1000, -1000, 1000, 1000)
QUARTERS = [box(-1000, -1000, 0, 0), box(0, -1000, 1000, 0), box(-1000, 0, 0, 1000), box(0, 0, 1000, 1000)]


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_communities_drawn_on_a_commercial_map_are_recognised(datum: str) -> None:
    assert suspected_datum([shifted(q, datum) for q in QUARTERS], STREET) == datum


def test_communities_that_fit_as_they_stand_are_not_suspected() -> None:
    assert suspected_datum(QUARTERS, STREET) is None


def test_communities_of_another_town_fit_under_no_datum() -> None:
    assert suspected_datum([box(9000, 9000, 9900, 9900)], STREET) is None


def test_there_and_back_is_the_same_within_a_centimetre() -> None:
    back = turned(shifted(STREET, "bd09"), "bd09")
    assert np.abs(shapely.get_coordinates(back) - shapely.get_coordinates(STREET)).max() < 1e-7


def test_the_share_inside_is_by_ground() -> None:
    assert round(share_inside([box(-1000, 0, 3000, 100)], STREET), 3) == 0.5
