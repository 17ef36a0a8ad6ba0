"""Deputies: for some days somebody does what another may do, through chains, never in a loop."""

from __future__ import annotations

import threading
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.test import Client
from django.utils import timezone

from conftest import Clock
from entering import is_in, log_in
from office import BY, Office, make_office
from yike.core.accounts import actions
from yike.core.accounts.models import Deputy, User
from yike.core.accounts.standing import Stand, closes_loop
from yike.core.rights.by import By
from yike.core.rights.right import Right
from yike.core.rights.roles import Role
from yike.engines.faults import Fault

NOON = datetime(2026, 11, 26, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Thursday
TODAY = date(2026, 11, 26)


def person(user: User) -> By:
    return By.person(User.objects.get(pk=user.pk))


def stands_in(principal: User, deputy: User, first: int = 0, last: int = 3, by: By = BY) -> Deputy:
    return actions.set_deputy(
        by,
        principal=principal,
        deputy=deputy,
        since=TODAY + timedelta(first),
        until=TODAY + timedelta(last),
        reason="外出培训",
    )


def held(user: User) -> list[str]:
    return sorted(role for role, _ in User.objects.get(pk=user.pk).held_roles())


@pytest.fixture
def thursday(db: None, clock: Clock) -> Office:
    clock.set(NOON)
    return make_office()


def test_a_deputy_may_do_what_the_principal_may_on_these_days_only(thursday: Office, clock: Clock) -> None:
    stands_in(thursday.leader, thursday.clerk, 1, 2)
    seen = []
    for later in range(4):
        clock.set(NOON + timedelta(days=later))
        seen.append(held(thursday.clerk))
    assert seen == [["clerk"], ["clerk", "leader"], ["clerk", "leader"], ["clerk"]]
    clock.set(NOON + timedelta(days=1))
    assert held(thursday.leader) == ["leader"]


def test_a_chain_reaches_through_to_who_is_at_work(thursday: Office) -> None:
    stands_in(thursday.leader, thursday.clerk)
    stands_in(thursday.clerk, thursday.worker)
    assert held(thursday.worker) == ["clerk", "community_worker", "leader"]
    holdings = User.objects.get(pk=thursday.worker.pk).holdings
    assert {(h.role, h.principal) for h in holdings} == {
        ("community_worker", None),
        ("clerk", thursday.clerk.pk),
        ("leader", thursday.leader.pk),
    }


def test_the_place_of_the_principal_counts_not_that_of_the_deputy(thursday: Office) -> None:
    right = Right("test.deputy.scope", zh="试", en="try", roles={Role.COMMUNITY_WORKER})
    try:
        assert not right.allows(User.objects.get(pk=thursday.stranger.pk), thursday.first)
        stands_in(thursday.worker, thursday.stranger)
        assert right.allows(User.objects.get(pk=thursday.stranger.pk), thursday.first)
    finally:
        del Right.all["test.deputy.scope"]


def test_a_chain_breaks_at_a_closed_account(thursday: Office) -> None:
    stands_in(thursday.leader, thursday.clerk)
    stands_in(thursday.clerk, thursday.worker)
    actions.close_account(BY, thursday.clerk, reason="离岗")
    assert held(thursday.worker) == ["community_worker"]


def test_loops_are_refused_through_any_number_of_hands(thursday: Office) -> None:
    stands_in(thursday.leader, thursday.clerk)
    stands_in(thursday.clerk, thursday.worker)
    with pytest.raises(Fault, match="a loop"):
        stands_in(thursday.worker, thursday.leader)
    stands_in(thursday.worker, thursday.leader, 4, 5)  # the days after
    assert Deputy.objects.count() == 3


@pytest.mark.parametrize("officer", ["system", "security", "audit"])
def test_officers_have_no_deputies_and_are_none(thursday: Office, officer: str) -> None:
    user = getattr(thursday, officer)
    for pair in ((user, thursday.clerk), (thursday.clerk, user)):
        with pytest.raises(Fault, match="the three officers"):
            stands_in(*pair)


def test_who_has_a_deputy_becomes_no_officer(thursday: Office) -> None:
    somebody = actions.add_user(BY, username="extra", name="新人", unit=thursday.unit)
    stands_in(thursday.clerk, somebody)
    with pytest.raises(Fault, match="which officers may not"):
        actions.give_role(BY, user=somebody, role=Role.AUDIT_OFFICER, area=thursday.street)


def test_people_arrange_it_for_themselves_and_administrators_for_others(thursday: Office) -> None:
    stands_in(thursday.clerk, thursday.leader, by=person(thursday.clerk))
    stands_in(thursday.worker, thursday.colleague, by=person(thursday.admin))
    with pytest.raises(PermissionDenied):
        stands_in(thursday.worker, thursday.stranger, by=person(thursday.stranger))
    with pytest.raises(PermissionDenied):
        stands_in(thursday.worker, thursday.stranger, by=person(thursday.security))


def test_who_administers_a_community_lends_out_no_role_of_the_street(thursday: Office) -> None:
    small = actions.add_user(BY, username="small", name="朱小官", area=thursday.first)
    actions.give_role(BY, user=small, role=Role.STREET_ADMIN, area=thursday.first)
    boss = actions.add_user(BY, username="boss", name="秦主任", area=thursday.first)
    actions.give_role(BY, user=boss, role=Role.LEADER, area=thursday.street)
    with pytest.raises(PermissionDenied):
        stands_in(boss, small, by=person(small))
    with pytest.raises(PermissionDenied):
        actions.hand_over(person(small), boss, to=small, reason="说是离岗")
    stands_in(boss, small, by=person(thursday.admin))
    assert held(small) == ["leader", "street_admin"]


def test_a_deputy_of_who_needs_a_second_factor_logs_in_anew(office: Office) -> None:
    deputy, other, day = Client(), Client(), _real_today()
    log_in(deputy, office.clerk)
    log_in(other, office.worker)
    for principal, somebody in ((office.admin, office.clerk), (office.leader, office.worker)):
        actions.set_deputy(BY, principal=principal, deputy=somebody, since=day, until=day, reason="外出")
    assert (is_in(deputy), is_in(other)) == (False, True)


@pytest.mark.parametrize(
    ("first", "last"), [(2, 1), (-9, -1), (0, 367)], ids=["turned round", "past", "longer than a year"]
)
def test_wrong_dates_are_told(thursday: Office, first: int, last: int) -> None:
    with pytest.raises(Fault, match="the dates are wrong"):
        stands_in(thursday.leader, thursday.clerk, first, last)


def test_nobody_stands_in_for_themselves_or_twice_or_while_closed(thursday: Office) -> None:
    with pytest.raises(Fault, match="nobody stands in for themselves"):
        stands_in(thursday.clerk, thursday.clerk)
    stands_in(thursday.leader, thursday.clerk)
    with pytest.raises(Fault, match="stands in on these days already"):
        stands_in(thursday.leader, thursday.clerk, 2, 9)
    actions.close_account(BY, thursday.worker, reason="离岗")
    with pytest.raises(Fault, match="is closed"):
        stands_in(thursday.leader, thursday.worker)


def test_either_side_ends_it_at_once(thursday: Office) -> None:
    for who in (thursday.leader, thursday.clerk, thursday.admin):
        arrangement = stands_in(thursday.leader, thursday.clerk)
        with pytest.raises(PermissionDenied):
            actions.end_deputy(person(thursday.stranger), arrangement)
        actions.end_deputy(person(who), arrangement)
        assert held(thursday.clerk) == ["clerk"]


def test_what_has_run_already_is_cut_and_kept(thursday: Office, clock: Clock) -> None:
    arrangement = stands_in(thursday.leader, thursday.clerk)
    clock.set(NOON + timedelta(days=2))
    actions.end_deputy(person(thursday.leader), arrangement)
    arrangement.refresh_from_db()
    assert (arrangement.since, arrangement.until) == (TODAY, TODAY + timedelta(days=1))


@pytest.mark.django_db(transaction=True)
def test_two_who_close_a_loop_at_the_same_moment_do_not_both_succeed(clock: Clock) -> None:
    clock.set(NOON)
    office = make_office()
    people = [office.leader, office.clerk, office.worker, office.stranger]
    ring = list(zip(people, people[1:] + people[:1], strict=True))
    ready, results = threading.Barrier(len(ring)), []

    def arrange(principal: User, deputy: User) -> None:
        try:
            ready.wait(10)
            actions.set_deputy(BY, principal=principal, deputy=deputy, since=real, until=real, reason="同时")
            results.append("kept")
        except Fault:
            results.append("loop")
        finally:
            connections.close_all()

    real = _real_today()
    threads = [threading.Thread(target=arrange, args=pair) for pair in ring]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(results) == ["kept", "kept", "kept", "loop"]
    rows = Deputy.objects.values_list("principal_id", "deputy_id", "since", "until")
    stands = [Stand(*row) for row in rows]
    assert [closes_loop(one, [s for s in stands if s is not one]) for one in stands] == [False] * 3


def _real_today() -> Any:
    """Threads do not see the test's clock: they live on the real day."""
    return timezone.localdate()
