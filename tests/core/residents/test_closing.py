from __future__ import annotations

import pytest

from homes import make_homes
from office import BY, Office
from yike.core.areas.actions import close_area
from yike.core.areas.models import Area
from yike.engines.faults import Fault

pytestmark = pytest.mark.django_db


def test_a_grid_with_dwellings_is_not_closed_and_an_empty_one_is(office: Office) -> None:
    make_homes(office)
    with pytest.raises(Fault) as told:
        close_area(BY, office.grids[0], reason="拆迁")
    assert (told.value.zh, told.value.do_zh) == ("“第1网格”里还有 2 处房屋", "请先把它们划到别的网格")
    assert Area.objects.get(pk=office.grids[0].pk).closed_on is None
    assert close_area(BY, office.grids[1], reason="合并").closed_on is not None
