"""A count written once gives what Django's own count gives, for everybody and at any moment."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, Q
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import Clock
from gridcases import MONDAY, make_case, make_works
from office import BY, Office
from yike.core.accounts.actions import give_role, set_deputy
from yike.core.accounts.models import User
from yike.core.record.clock import moved_to, now, today
from yike.core.record.prepared import MOST, Asked, Prepared
from yike.core.rights.roles import Role
from yike.rooms.grid.models import Case

pytestmark = pytest.mark.django_db


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def older_than_a_day(user: User) -> Asked:
    """Return the cases somebody reported, and how many of them are a day old."""
    late = Q(reported_at__lt=now() - timedelta(days=1))
    return Case.objects.filter(reporter=user.pk).order_by(), {
        "all": Count("pk"),
        "old": Count("pk", filter=late),
    }


@pytest.fixture
def cases(office: Office, clock: Clock) -> list[Case]:
    """Three cases of the grid worker's, each a day after the one before."""
    works, made = make_works(office, clock), []
    for n in range(3):
        clock.set(MONDAY + timedelta(days=n))
        made.append(make_case(office, works))
    return made


@pytest.mark.usefixtures("cases")
def test_a_count_kept_moves_with_the_clock(office: Office, clock: Clock) -> None:
    ask, found = Prepared(older_than_a_day), []
    for days in range(5):
        clock.set(MONDAY + timedelta(days=days, minutes=1))
        found.append(ask(fresh(office.grid_worker)))
    assert found == [{"all": 3, "old": min(days, 3)} for days in range(5)]


@pytest.mark.usefixtures("cases")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seconds=st.integers(-3 * 86_400, 6 * 86_400))
def test_at_any_moment_it_is_what_django_counts(office: Office, seconds: int) -> None:
    ask, user = PREPARED, fresh(office.grid_worker)
    with moved_to(MONDAY + timedelta(seconds=seconds)):
        rows, counts = older_than_a_day(user)
        assert ask(user) == rows.aggregate(**counts)
        assert ask.statement(user) is not None


PREPARED = Prepared(older_than_a_day)


def test_it_is_written_once_a_day_for_each_who_sees_something_else(office: Office, clock: Clock) -> None:
    written: list[str] = []

    def asked(user: User) -> Asked:
        written.append(user.username)
        return older_than_a_day(user)

    clock.set(MONDAY)
    ask = Prepared(asked)
    for who in (office.clerk, office.clerk, office.worker, office.clerk):
        ask(fresh(who))
    assert written == ["clerk", "clerk", "worker", "worker"]  # each at two moments
    clock.set(MONDAY + timedelta(days=1))
    ask(fresh(office.clerk))
    assert written[4:] == ["clerk", "clerk"]
    give_role(BY, user=office.clerk, role=Role.GRID_WORKER, area=office.grids[3], since=today())
    ask(fresh(office.clerk))
    set_deputy(
        BY, principal=office.leader, deputy=office.clerk, since=today(), until=today(), reason="外出开会"
    )
    ask(fresh(office.clerk))
    assert written[6:] == ["clerk"] * 4


def test_one_query_is_asked_the_first_time_and_later(office: Office) -> None:
    ask, user = Prepared(older_than_a_day), fresh(office.grid_worker)
    assert user.sight
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            ask(user)
        assert len(queries) == 1


def asking(user: User) -> Asked:
    """Ask for something before what is counted is known: it may be otherwise next time."""
    mine = list(Case.objects.filter(reporter=user.pk).values_list("pk", flat=True))
    return Case.objects.filter(pk__in=mine).order_by(), {"all": Count("pk")}


def since_the_hour(_user: User) -> Asked:
    """Count from the full hour, which does not move with the clock but jumps."""
    hour = now().replace(minute=0, second=0, microsecond=0)
    return Case.objects.filter(reported_at__gte=hour).order_by(), {"all": Count("pk")}


def by_the_hour(_user: User) -> Asked:
    """Count otherwise in the morning than in the evening."""
    rows = Case.objects.order_by()
    return (rows if now().hour < 12 else rows.filter(number="")), {"all": Count("pk")}


@pytest.mark.usefixtures("cases")
@pytest.mark.parametrize("asked", [asking, since_the_hour, by_the_hour])
def test_what_depends_on_more_is_not_kept_and_counted_all_the_same(
    office: Office, clock: Clock, asked: Any
) -> None:
    ask, user = Prepared(asked), fresh(office.grid_worker)
    for moment in (MONDAY, MONDAY + timedelta(hours=7, minutes=30)):
        clock.set(moment)
        rows, counts = asked(user)
        assert ask(user) == rows.aggregate(**counts)
    assert ask.statement(user) is None


def test_of_nothing_there_is_nothing_to_ask(office: Office) -> None:
    ask = Prepared(lambda _user: (Case.objects.none(), {"all": Count("pk")}))
    with CaptureQueriesContext(connection) as queries:
        assert (ask(office.clerk), ask.statement(office.clerk)) == ({"all": 0}, None)
    assert [query["sql"] for query in queries if "grid_case" in query["sql"]] == []


def test_no_more_than_so_many_statements_are_kept(office: Office, clock: Clock) -> None:
    ask, begin = Prepared(older_than_a_day), datetime(2026, 1, 1, 4, tzinfo=MONDAY.tzinfo)
    ask._statements.update(dict.fromkeys(range(MOST - 1)))
    clock.set(begin)
    ask(office.clerk)
    assert len(ask._statements) == MOST
    clock.set(begin + timedelta(days=1))
    ask(office.clerk)
    assert len(ask._statements) == 1
