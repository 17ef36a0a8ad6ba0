"""The directory in memory tells what the database tells, and follows every change."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from office import BY, Office
from points import make_item, make_point
from yike.core.record.clock import today
from yike.rooms.circle import actions
from yike.rooms.circle.actions import NewOffer
from yike.rooms.circle.models import ServiceItem, ServicePoint
from yike.rooms.circle.opening import hours_of, offer_hours
from yike.rooms.circle.queries import shelf

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def item(office: Office) -> ServiceItem:
    found = make_item()
    for name, more in (("甲", {}), ("乙", {"state": "preparing"}), ("丙", {"state": "closed"})):
        point = make_point(office.first, name, features=["ramp"], **more)
        actions.offer(BY, NewOffer(point, found, hours="周二 9:00-11:00"))
    actions.add_exception(
        BY, ServicePoint.objects.get(name="甲"), since=today(), until=today() + DAY, reason="搬家"
    )
    return found


def names(**asked: object) -> list[str]:
    return [line.name for line, _ in shelf.lines(**asked)]  # type: ignore[arg-type]


def test_a_line_is_what_the_row_is(item: ServiceItem) -> None:
    ((line, (offer,)),) = shelf.lines()
    row = ServicePoint.objects.get(name="甲")
    told = (
        "pk",
        "code",
        "name",
        "kind",
        "address",
        "lon",
        "lat",
        "state",
        "state_reason",
        "back_on",
        "hours",
    )
    assert [getattr(line, one) for one in told] == [getattr(row, one) for one in told]
    assert (line.features, line.keeps) == (("ramp",), hours_of(row))
    kept = offer_hours(row.offers.get(), keeps_holidays=True)
    assert (offer.item, offer.mode, offer.keeps) == (item, "window", kept)


def test_both_ways_of_reading_tell_the_same(item: ServiceItem, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = list(ServicePoint.objects.values_list("pk", flat=True))
    held = shelf.lines(item=item.pk, among=keys), shelf.lines(among=keys), shelf.lines(item=item.pk)
    monkeypatch.setattr(shelf.Current, "fresh", lambda _self: None)
    assert (shelf.lines(item=item.pk, among=keys), shelf.lines(among=keys), shelf.lines(item=item.pk)) == held
    assert shelf.public_item(item.pk) == shelf.item_by_code("JZZ") == item


def test_unchanged_it_costs_one_query(item: ServiceItem) -> None:
    shelf.lines()
    with CaptureQueriesContext(connection) as asked:
        assert [one.name for one in shelf.public_item(item.pk).materials.all()] == ["身份证", "居住证明"]
    assert len(asked) == 1
    with CaptureQueriesContext(connection) as asked:
        assert names(item=item.pk) == ["甲"]
    assert len(asked) == 1


def test_every_change_is_told_at_once(office: Office, item: ServiceItem) -> None:
    assert names() == ["甲"]
    actions.go(BY, ServicePoint.objects.get(name="乙"), "try")
    assert names() == ["乙", "甲"]
    actions.go(BY, ServicePoint.objects.get(name="甲"), "close", reason="搬走了")
    assert names() == ["乙"]
    actions.withdraw(BY, ServicePoint.objects.get(name="乙").offers.get())
    assert (names(), names(item=item.pk)) == (["乙"], [])
    actions.change_item(BY, item, in_use=False)
    with pytest.raises(Http404):
        shelf.public_item(item.pk)
    with pytest.raises(Http404):
        shelf.item_by_code("JZZ")


def test_what_is_for_some_days_only_is_told_until_the_last_of_them(office: Office, item: ServiceItem) -> None:
    for name, last in (("集市", today()), ("过去", today() - DAY)):
        make_point(office.first, name, last_day=last)
    point = make_point(office.first, "讲座")
    actions.offer(BY, NewOffer(point, item, more={"last_day": date(2020, 1, 1)}))
    assert (names(), names(item=item.pk)) == (["甲", "讲座", "集市"], ["甲"])
