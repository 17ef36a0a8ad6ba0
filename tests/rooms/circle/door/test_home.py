"""From home in a quarter of an hour: what can be done, by the hours of each offer."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from conftest import Clock
from office import BY, Office
from points import make_item, make_offer, make_point
from yike.rooms.circle import actions
from yike.rooms.circle.actions import NewOffer

pytestmark = pytest.mark.django_db
MONDAY_AT_TEN = datetime(2026, 10, 12, 2, tzinfo=UTC)  # in Shanghai


def test_home_counts_an_offer_by_hours_and_days_of_its_own(office: Office, clock: Clock) -> None:
    clock.set(MONDAY_AT_TEN)
    make_offer(office)
    late = make_point(office.first, "晚上也开", hours="周一至周六 9:00-20:00", keeps_holidays=False)
    for number, (hours, first_day) in enumerate(
        (("", None), ("周一至周五 17:30-19:30", None), ("", date(2026, 11, 2)))
    ):
        found = make_item(f"X{number}", f"事情{number}")
        actions.offer(BY, NewOffer(late, found, hours=hours, more={"first_day": first_day}))
    shown = Client().get("/home/?where=120.62,31.3")
    assert [moment.choice for moment in shown.context["columns"]] == ["", "evening", "saturday"]
    assert shown.context["counts"] == [2, 2, 1]
