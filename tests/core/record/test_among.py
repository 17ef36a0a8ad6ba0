"""Many keys told to the database as one value: the rows are those that a list of keys finds."""

from __future__ import annotations

import pytest

from office import Office
from yike.core.areas.models import Area
from yike.core.record.among import among

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [0, 1, 3])
def test_rows_are_found_whose_key_is_among_those_told_and_no_others(office: Office, count: int) -> None:
    keys = [grid.pk for grid in office.grids[:count]]
    rows = Area.objects.order_by("pk")
    assert list(rows.filter(among("pk", keys))) == list(rows.filter(pk__in=keys))
    assert list(rows.exclude(among("pk", keys))) == list(rows.exclude(pk__in=keys))
    assert rows.filter(among("pk", keys)).count() == count
