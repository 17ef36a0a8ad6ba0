"""Migration 0027: what was revealed whole, or stood for good, keeps the days for appeals it was given."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from gathering import hour, opened, person
from migrating import at, kept_at_the_end
from office import Office
from yike.engines.contest import Criterion, Rules
from yike.rooms.almanac.actions import contests
from yike.rooms.almanac.models.contests import Contest

pytestmark = pytest.mark.django_db(transaction=True)
RULES = Rules((Criterion("动作", 100),), 0, 0)
ROWS = (
    # state, places shown of two, published, then: whether it was told
    ("entry", 0, False, False),
    ("published", 0, True, False),
    ("published", 1, True, False),
    ("published", 2, True, True),
    ("final", 0, True, True),
)
tables = kept_at_the_end("almanac")


@pytest.mark.usefixtures("tables")
def test_only_what_was_told_whole_keeps_its_days(office: Office, clock: Any) -> None:
    clock.set(hour("08:00"))
    made = []
    for n, _row in enumerate(ROWS):
        one = contests.set_rules(
            person(office.worker), opened(office, kind="contest", title=f"第{n}场"), RULES
        )
        for name in ("甲队", "乙队"):
            contests.add_team(person(office.worker), one, name=name)
        made.append(one.pk)
    old, out = at("almanac", "0026_told_apart").get_model("almanac", "Contest").objects, hour("07:00")
    for key, (state, shown, published, _told) in zip(made, ROWS, strict=True):
        old.filter(pk=key).update(state=state, shown=shown, published_at=out if published else None)
    at("almanac", "0027_revealed_at")
    found = [Contest.objects.get(pk=key).revealed_at for key in made]
    assert [one and timezone.localtime(one) for one in found] == [out if told else None for *_, told in ROWS]
