"""Whose data it is: nothing, an office, half a town, or a whole one; and half a town is taken for no whole one."""

from __future__ import annotations

import pytest

from yike.core.areas.actions import add_area, describe_area
from yike.core.areas.models import AreaLevel
from yike.core.rights.by import By
from yike.demonstration.codes import CITY, DISTRICT, STREET
from yike.demonstration.standing import Standing, require_kind, standing
from yike.engines.faults import Fault

BY = By.machine("演示", "demo")


@pytest.mark.django_db
def test_a_town_is_whole_once_it_is_said_how_many_live_there_even_where_somebody_forgets_it_later() -> None:
    assert standing() is Standing.EMPTY
    city = add_area(BY, level=AreaLevel.CITY, code=CITY[0], name=CITY[1], parent=None)
    district = add_area(BY, level=AreaLevel.DISTRICT, code=DISTRICT[0], name=DISTRICT[1], parent=city)
    assert standing() is Standing.OFFICE
    street = add_area(BY, level=AreaLevel.STREET, code=STREET[0], name=STREET[1], parent=district)
    assert standing() is Standing.HALF
    for households in (30_000, None):
        street = describe_area(
            BY, street, name=street.name, kind=street.kind, households=households, persons=None
        )
        assert standing() is Standing.DEMONSTRATION


@pytest.mark.django_db
def test_half_a_town_is_a_demonstration_too_and_no_office() -> None:
    city = add_area(BY, level=AreaLevel.CITY, code=CITY[0], name=CITY[1], parent=None)
    district = add_area(BY, level=AreaLevel.DISTRICT, code=DISTRICT[0], name=DISTRICT[1], parent=city)
    add_area(BY, level=AreaLevel.STREET, code=STREET[0], name=STREET[1], parent=district)
    require_kind(demonstration=True)
    with pytest.raises(Fault, match="no real office"):
        require_kind(demonstration=False)
