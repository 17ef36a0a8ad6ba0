"""The short way to rows gives what the long way gives, row by row and value by value."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gathering import opened
from office import BY, Office
from yike.core.accounts.models import User
from yike.core.areas.models import Area
from yike.core.record.deed import deed
from yike.core.record.lookup import rows_where
from yike.rooms.almanac.actions.signups import sign_up
from yike.rooms.almanac.models import Activity, Registration
from yike.rooms.almanac.signing import Wish

pytestmark = pytest.mark.django_db


def values(rows: Any) -> list[dict[str, Any]]:
    """Return all values of rows, and what each remembers to have been loaded with."""
    names = [field.attname for field in rows[0]._meta.concrete_fields] if rows else []
    return [
        {name: getattr(row, name) for name in names} | {"loaded": row.__dict__["_loaded"]} for row in rows
    ]


@pytest.fixture
def activity(office: Office) -> Activity:
    """An activity with moments, a list kept as JSON, sums of money, and three people in it."""
    row = opened(office, signup="open", capacity=2, audience=("elders", "children"), cost=12)
    for n in range(3):
        sign_up(BY, row, Wish(name="陈一二三"[: n + 2], phone=f"1380000000{n}", press=f"p{n}"))
    return row


def test_a_row_is_the_same_by_both_ways(activity: Activity) -> None:
    found = rows_where(Activity, code=activity.code)
    assert values(found) == values(list(Activity.objects.filter(code=activity.code)))
    assert found[0].audience == ["elders", "children"]


def test_sealed_values_are_opened_as_ever(activity: Activity) -> None:
    found = sorted(rows_where(Registration, activity_id=activity.pk), key=lambda row: row.number)
    assert values(found) == values(list(Registration.objects.filter(activity=activity).order_by("number")))
    assert [row.name.reveal() for row in found] == ["陈一", "陈一二", "陈一二三"]


def test_several_columns_and_any_of_several_values(activity: Activity) -> None:
    found = rows_where(Registration, activity_id=activity.pk, number=[1, 3, 9], state="booked")
    assert [row.number for row in found] == [1]
    assert rows_where(Registration, activity_id=activity.pk + 1, number=[1, 3]) == []


def test_none_is_where_nothing_stands_alone_or_beside_values(office: Office, activity: Activity) -> None:
    first, second, third = Registration.objects.filter(activity=activity).order_by("number")
    with deed(BY, "test.typed") as d:
        d.change(second, typed_by=office.clerk)
        d.change(third, typed_by=office.worker)
    for wanted, found in (
        (None, [first]),
        ([None, office.worker.pk], [first, third]),
        ([office.clerk.pk, office.worker.pk], [second, third]),
        ([], []),
    ):
        rows = rows_where(Registration, activity_id=activity.pk, typed_by_id=wanted)
        assert sorted(row.pk for row in rows) == [row.pk for row in found], wanted


def test_a_column_left_out_is_read_when_it_is_asked_for(office: Office) -> None:
    short = rows_where(Area, without=("polygon",), id=office.first.pk)[0]
    assert short.get_deferred_fields() == {"polygon"}
    whole = Area.objects.get(pk=office.first.pk)
    assert (short.name, short.path, short.polygon) == (whole.name, whole.path, whole.polygon)


def test_a_value_that_looks_like_sql_is_a_value(office: Office) -> None:
    assert rows_where(User, username="x' OR '1'='1") == []


def test_an_unknown_column_is_refused() -> None:
    with pytest.raises(FieldDoesNotExist):
        rows_where(Activity, nothing=1)


def test_what_is_changed_afterwards_has_its_history(activity: Activity) -> None:
    (row,) = rows_where(Activity, id=activity.pk)
    with deed(BY, "almanac.activity.change") as d:
        d.change(row, title="换个名字")
    assert Activity.objects.get(pk=row.pk).title == "换个名字"


@pytest.mark.parametrize("lock", [False, True])
def test_one_question_is_asked_and_locked_where_the_database_can(activity: Activity, lock: bool) -> None:
    with CaptureQueriesContext(connection) as asked, deed(BY, "almanac.activity.change"):
        rows_where(Activity, id=activity.pk, lock=lock)
    (sql,) = [one["sql"] for one in asked if one["sql"].startswith("SELECT")]
    assert sql.endswith("FOR NO KEY UPDATE") == (lock and connection.features.has_select_for_update)
