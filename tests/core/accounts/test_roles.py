"""Roles are proposed by one, granted by another, and the three officers stay apart."""

from __future__ import annotations

import threading
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from conftest import Clock
from office import BY, PASSWORD, Office, make_office
from yike.core.accounts import actions
from yike.core.accounts.models import Answer, RoleHolding, RoleProposal, User
from yike.core.record.models import HistoryEntry
from yike.core.rights.by import By
from yike.core.rights.roles import OFFICERS, Role
from yike.engines.faults import Fault

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 11, 27)


def person(user: User) -> By:
    return By.person(User.objects.get(pk=user.pk))


def newcomer(office: Office, name: str = "新人") -> User:
    return actions.add_user(BY, username=f"new{User.objects.count()}", name=name, unit=office.unit)


def roles_of(user: User) -> list[str]:
    return sorted(role for role, _ in User.objects.get(pk=user.pk).held_roles())


def test_the_security_officer_grants_what_the_administrator_proposes(office: Office) -> None:
    somebody = newcomer(office)
    proposal = actions.propose_role(
        person(office.admin), user=somebody, role=Role.CLERK, area=office.street, reason="窗口缺人"
    )
    actions.grant_proposal(person(office.security), proposal)
    proposal.refresh_from_db()
    assert (roles_of(somebody), proposal.answer) == (["clerk"], Answer.GRANTED)
    verbs = HistoryEntry.objects.filter(subject=f"accounts.user:{somebody.pk}").order_by("id")
    assert [(e.verb, e.actor_name) for e in verbs][1:] == [
        ("accounts.role.propose", "孙管理"),
        ("accounts.role.give", "陈安全"),
        ("accounts.role.give", "陈安全"),
    ]


@pytest.mark.parametrize("who", ["system", "admin", "leader", "audit", "worker", "clerk"])
def test_nobody_else_grants_a_role(office: Office, who: str) -> None:
    with pytest.raises(PermissionDenied):
        actions.give_role(
            person(getattr(office, who)), user=newcomer(office), role=Role.CLERK, area=office.street
        )


@pytest.mark.parametrize("who", ["security", "admin", "leader", "audit", "worker", "clerk"])
def test_nobody_but_the_system_officer_opens_an_account(office: Office, who: str) -> None:
    with pytest.raises(PermissionDenied):
        actions.open_account(person(getattr(office, who)), name="新人", unit=office.unit)


def test_who_opens_accounts_in_a_community_gets_no_way_in_as_somebody_of_the_street(office: Office) -> None:
    small = actions.add_user(BY, username="small", name="朱小官", area=office.first)
    actions.give_role(BY, user=small, role=Role.SYSTEM_OFFICER, area=office.first)
    boss = actions.add_user(BY, username="boss", name="秦主任", area=office.first)
    by = By.person(User.objects.get(pk=small.pk))
    assert len(actions.reset_password(by, boss)) == 14
    actions.give_role(BY, user=boss, role=Role.LEADER, area=office.street)
    with pytest.raises(PermissionDenied):
        actions.reset_password(by, boss)
    with pytest.raises(PermissionDenied):
        actions.change_account(by, boss, identifier="my-own-number")
    assert actions.change_account(by, boss, phone="15400000000", identifier="").phone == "15400000000"


def test_nobody_grants_themselves_a_role(office: Office) -> None:
    second = newcomer(office)
    actions.give_role(BY, user=second, role=Role.SECURITY_OFFICER, area=office.street)
    with pytest.raises(PermissionDenied):
        actions.give_role(person(second), user=second, role=Role.SECURITY_OFFICER, area=office.first)


@pytest.mark.parametrize("officer", sorted(OFFICERS))
@pytest.mark.parametrize("other", sorted(Role))
def test_an_officer_role_stands_beside_no_other(office: Office, officer: Role, other: Role) -> None:
    if officer == other:
        return
    for first, second in ((officer, other), (other, officer)):
        somebody = newcomer(office)
        actions.give_role(BY, user=somebody, role=first, area=office.street)
        with pytest.raises(Fault, match="the three officers are three people"):
            actions.give_role(BY, user=somebody, role=second, area=office.street)
        with pytest.raises(Fault, match="the three officers are three people"):
            actions.give_roles(BY, [actions.NewRole(somebody, second, office.street)])
        assert roles_of(somebody) == [first]


def test_an_officer_role_may_follow_another_one_in_time(office: Office, clock: Clock) -> None:
    clock.set(datetime(2026, 11, 26, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai")))
    somebody = newcomer(office)
    actions.give_role(BY, user=somebody, role=Role.CLERK, area=office.street, until=FRIDAY)
    with pytest.raises(Fault):
        actions.give_role(BY, user=somebody, role=Role.AUDIT_OFFICER, area=office.street, since=FRIDAY)
    monday = FRIDAY + timedelta(days=3)
    actions.give_role(BY, user=somebody, role=Role.AUDIT_OFFICER, area=office.street, since=monday)
    assert roles_of(somebody) == ["clerk"]
    clock.set(datetime(2026, 11, 30, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai")))
    assert roles_of(somebody) == ["audit_officer"]


def test_a_bulk_that_would_mix_officers_leaves_nothing(office: Office) -> None:
    before = RoleHolding.objects.count()
    one, two = newcomer(office), newcomer(office)
    mixed = [
        actions.NewRole(one, Role.CLERK, office.street),
        actions.NewRole(two, Role.AUDIT_OFFICER, office.street),
        actions.NewRole(two, Role.LEADER, office.street),
    ]
    with pytest.raises(ValueError, match="would mix"):
        actions.give_roles(BY, mixed)
    assert RoleHolding.objects.count() == before


def test_a_role_counts_on_its_first_and_last_day_and_not_beside_them(office: Office, clock: Clock) -> None:
    noon = datetime(2026, 11, 26, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    clock.set(noon)
    somebody = newcomer(office)
    actions.give_role(
        BY, user=somebody, role=Role.CLERK, area=office.street, since=FRIDAY, until=FRIDAY + timedelta(days=1)
    )
    held = []
    for later in range(4):
        clock.set(noon + timedelta(days=later))
        held.append(roles_of(somebody))
    assert held == [[], ["clerk"], ["clerk"], []]


def test_a_role_that_is_ended_ends_at_once_and_its_past_stays(office: Office) -> None:
    holding = office.clerk.roles.get()
    RoleHolding.objects.filter(pk=holding.pk)
    actions.end_role(person(office.security), holding, reason="调岗")
    assert roles_of(office.clerk) == []
    entry = HistoryEntry.objects.order_by("-id")[0]
    assert (entry.verb, entry.reason, entry.subject) == (
        "accounts.role.end",
        "调岗",
        f"accounts.user:{office.clerk.pk}",
    )


@pytest.mark.parametrize("officer", ["system", "security"])
def test_the_last_officer_who_keeps_the_house_stays(office: Office, officer: str) -> None:
    user = getattr(office, officer)
    with pytest.raises(Fault, match="nobody could keep the house"):
        actions.end_role(BY, user.roles.get(), reason="调岗")
    with pytest.raises(Fault, match="nobody could keep the house"):
        actions.close_account(BY, user, reason="调岗")
    second = newcomer(office)
    actions.give_role(BY, user=second, role=Role(user.roles.get().role), area=office.street)
    actions.end_role(BY, user.roles.get(), reason="调岗")
    assert roles_of(user) == []


def test_the_same_role_is_given_only_once_at_a_time(office: Office) -> None:
    with pytest.raises(Fault, match="holds this role here already"):
        actions.give_role(BY, user=office.clerk, role=Role.CLERK, area=office.street)


@pytest.mark.parametrize(
    ("change", "fault"),
    [({"until": date(2020, 1, 1)}, "the last day comes before the first")],
)
def test_wrong_dates_are_told(office: Office, change: dict[str, date], fault: str) -> None:
    with pytest.raises(Fault, match=fault):
        actions.give_role(BY, user=newcomer(office), role=Role.CLERK, area=office.street, **change)


def test_a_closed_account_gets_no_role(office: Office) -> None:
    somebody = newcomer(office)
    actions.close_account(BY, somebody, reason="离岗")
    with pytest.raises(Fault, match="the account is closed"):
        actions.give_role(BY, user=somebody, role=Role.CLERK, area=office.street)


def test_a_proposal_is_answered_once(office: Office) -> None:
    proposal = actions.propose_role(
        person(office.admin), user=newcomer(office), role=Role.CLERK, area=office.street, reason="窗口缺人"
    )
    actions.refuse_proposal(person(office.security), proposal, reason="已有五人")
    with pytest.raises(Fault, match="its state has changed"):
        actions.grant_proposal(person(office.security), proposal)
    with pytest.raises(Fault, match="its state has changed"):
        actions.withdraw_proposal(person(office.admin), proposal)
    kept = RoleProposal.objects.get()
    assert (kept.answer, kept.answer_reason, kept.answered_by) == (
        Answer.REFUSED,
        "已有五人",
        office.security,
    )


def test_only_who_proposed_may_take_it_back(office: Office) -> None:
    second = newcomer(office)
    actions.give_role(BY, user=second, role=Role.STREET_ADMIN, area=office.street)
    proposal = actions.propose_role(
        person(office.admin), user=newcomer(office), role=Role.CLERK, area=office.street, reason="窗口缺人"
    )
    with pytest.raises(PermissionDenied):
        actions.withdraw_proposal(person(second), proposal)
    assert actions.withdraw_proposal(person(office.admin), proposal).answer == Answer.WITHDRAWN


def test_a_proposal_that_could_never_be_granted_is_not_kept(office: Office) -> None:
    with pytest.raises(Fault, match="the three officers are three people"):
        actions.propose_role(
            person(office.admin), user=office.audit, role=Role.CLERK, area=office.street, reason="人手紧"
        )
    assert not RoleProposal.objects.exists()


def test_roles_are_asked_for_once_for_each_user(office: Office, django_assert_num_queries: object) -> None:
    user = User.objects.get(pk=office.clerk.pk)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert (user.held_roles(), user.held_roles()) == ([("clerk", office.street.path)],) * 2


def test_a_password_opens_nothing_for_the_machine(office: Office) -> None:
    assert office.clerk.check_password(PASSWORD)
    assert not newcomer(office).has_usable_password()


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_end_each_other_at_the_same_moment_do_not_both_succeed() -> None:
    office = make_office()
    other = actions.add_user(BY, username="other", name="卫安全", unit=office.unit)
    holdings = [
        RoleHolding.objects.get(user=office.security),
        actions.give_role(BY, user=other, role=Role.SECURITY_OFFICER, area=office.street),
    ]
    ready, results = threading.Barrier(2), []

    def end(holding: RoleHolding) -> None:
        try:
            ready.wait(10)
            actions.end_role(BY, holding, reason="互相收回")
            results.append("ended")
        except Fault:
            results.append("the last one")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=end, args=(holding,)) for holding in holdings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(results) == ["ended", "the last one"]


def test_who_secures_a_community_reaches_over_nobody_of_the_street(office: Office) -> None:
    guard = actions.add_user(BY, username="guard", name="沈保卫", unit=office.unit, area=office.first)
    actions.give_role(BY, user=guard, role=Role.SECURITY_OFFICER, area=office.first)
    higher = actions.add_user(BY, username="higher", name="韩街道", unit=office.unit, area=office.first)
    actions.give_role(BY, user=higher, role=Role.LEADER, area=office.street)
    by = By.person(User.objects.get(pk=guard.pk))
    for act in (
        lambda: actions.unlock(by, higher),
        lambda: actions.clear_second_factor(by, higher, reason="丢了手机"),
        lambda: actions.end_sessions(by, higher),
    ):
        with pytest.raises(PermissionDenied):
            act()
    near = actions.add_user(BY, username="near", name="杨社区", unit=office.unit, area=office.first)
    assert actions.unlock(by, near) == 0
