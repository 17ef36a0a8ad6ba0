"""The first entry: whoever made the code may use it before its owner, and nothing comes of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from conftest import Clock
from entering import arm, is_in, log_in, seat
from office import BY, PASSWORD, Office
from yike.core.accounts import actions
from yike.core.accounts.models import FirstEntry, User
from yike.core.outbox.models import Notice
from yike.core.record.clock import now, today
from yike.core.record.models import HistoryEntry
from yike.core.rights.by import By
from yike.core.rights.roles import Role
from yike.engines.faults import Fault

pytestmark = pytest.mark.django_db
GOOD = "运河 8 座桥 longmen"


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def opened(office: Office, role: Role = Role.CLERK) -> tuple[User, str]:
    """Return an account that the system officer opened, with a role, and its one-time password."""
    user, code = actions.open_account(By.person(office.system), name="欧阳静", unit=office.unit)
    actions.give_role(By.person(office.security), user=user, role=role, area=office.street)
    return user, code


def enter(user: User, code: str, address: str = "10.0.0.9") -> Client:
    """Come in with a one-time password and choose an own one."""
    client = Client(REMOTE_ADDR=address)
    log_in(client, user, code)
    client.post("/me/password/", {"password": GOOD, "again": GOOD})
    return client


def told(user: User) -> list[str]:
    return [row.message.title for row in Notice.objects.filter(user=user).order_by("pk")]


def deeds(verb: str) -> int:
    return HistoryEntry.objects.filter(verb=verb).values("deed").distinct().count()


def test_an_officer_who_uses_the_code_first_comes_in_without_any_power(office: Office) -> None:
    user, code = opened(office)
    thief = enter(user, code)
    assert [thief.get(path).status_code for path in ("/desk/", "/desk/residents/")] == [200, 403]
    assert "还没有当面确认是您本人" in thief.get("/desk/").content.decode()
    assert (again(user).held_roles(), told(office.security)) == ([], ["欧阳静用一次性密码登录了"])


def test_the_owner_who_comes_later_reads_that_the_code_was_used_and_from_where(office: Office) -> None:
    user, code = opened(office)
    enter(user, code)
    owner = Client(REMOTE_ADDR="10.0.0.77")
    page = log_in(owner, user, code).content.decode()
    assert ("从 10.0.0.9 已经用过" in page, "马上告诉安全管理员" in page, is_in(owner)) == (True, True, False)
    assert told(office.security)[-1] == "欧阳静的一次性密码有人再次使用，可能先被别人用过"
    assert deeds("accounts.entry.again") == 1
    wrong = log_in(Client(), user, "wrong-password-1").content.decode()
    assert "已经用过" not in wrong


def test_the_security_officer_confirms_the_owner_and_the_roles_count(office: Office) -> None:
    user, code = opened(office)
    owner = enter(user, code)
    page = seat(office.security).get(f"/desk/accounts/{user.pk}/confirm/").content.decode()
    assert ("10.0.0.9" in page, office.system.name in page) == (True, True)
    answer = seat(office.security).post(f"/desk/accounts/{user.pk}/confirm/")
    assert answer["Location"] == f"/desk/accounts/{user.pk}/"
    entry = FirstEntry.objects.get(user=user)
    assert (entry.confirmed_by, again(user).unproven) == (office.security, False)
    assert owner.get("/desk/residents/").status_code == 200
    assert "已经用过" not in log_in(Client(), user, code).content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [("security", 200), ("system", 403), ("audit", 200), ("clerk", 403), ("stranger", 403), ("admin", 403)],
)
def test_the_page_to_confirm_is_open_to_the_second_officers_alone(
    office: Office, who: str, status: int
) -> None:
    user, code = opened(office)
    enter(user, code)
    answer = seat(getattr(office, who)).get(f"/desk/accounts/{user.pk}/confirm/")
    assert answer.status_code == status


@pytest.mark.parametrize("who", ["system", "audit", "clerk", "stranger", "admin"])
def test_nobody_else_confirms_whatever_page_they_ask(office: Office, who: str) -> None:
    user, code = opened(office)
    enter(user, code)
    with pytest.raises(PermissionDenied):
        actions.confirm_entry(By.person(getattr(office, who)), user)
    with pytest.raises(PermissionDenied):
        actions.confirm_entry(By.person(again(user)), user)
    assert again(user).unproven


def test_nothing_is_confirmed_before_the_owner_has_an_own_password(office: Office) -> None:
    user, code = opened(office)
    for _ in range(2):
        with pytest.raises(Fault, match="has not come in and chosen an own password yet"):
            actions.confirm_entry(By.person(office.security), user)
        log_in(Client(), user, code)
    assert deeds("accounts.entry.use") == 2


def test_a_code_lets_nobody_in_after_three_days(office: Office, clock: Clock) -> None:
    noon = now()
    user, code = opened(office)
    clock.set(noon + timedelta(hours=73))
    client = Client()
    assert log_in(client, user, code)["Location"] == "/login/"
    page = client.get("/login/").content.decode()
    assert ("已过期（72 小时）" in page, is_in(client)) == (True, False)
    clock.set(noon + timedelta(hours=71))
    log_in(client, user, code)
    assert client.get("/desk/")["Location"] == "/me/password/"


def test_a_reset_lets_the_roles_rest_unless_a_second_factor_stands(office: Office) -> None:
    actions.reset_password(By.person(office.system), office.clerk)
    assert (again(office.clerk).unproven, again(office.clerk).held_roles()) == (True, [])


def test_the_machine_s_own_codes_need_no_second_hand(office: Office) -> None:
    user, code = actions.open_account(BY, name="欧阳静", unit=office.unit)
    assert (user.unproven, FirstEntry.objects.count(), len(code)) == (False, 0, 14)


def test_the_audit_officer_may_confirm_an_officer_and_a_house_never_locks_itself(office: Office) -> None:
    code = actions.reset_password(By.person(office.system), office.security)
    enter(office.security, code)
    actions.confirm_entry(By.person(office.audit), office.security)
    assert again(office.security).held_roles() != []
    [holding] = office.audit.roles.all()
    actions.end_role(BY, holding, reason="离任")
    with pytest.raises(Fault, match="another security or audit officer would have to confirm"):
        actions.reset_password(By.person(office.system), office.security)
    assert again(office.security).check_password(GOOD)


def test_the_code_stands_in_no_history(office: Office) -> None:
    user, code = opened(office)
    payloads = "".join(HistoryEntry.objects.values_list("payload", flat=True))
    assert (code in payloads, FirstEntry.objects.get(user=user).code in payloads) == (False, False)
    assert again(user).check_password(PASSWORD) is False


def test_an_account_whose_roles_rest_lends_them_to_nobody(office: Office) -> None:
    day = today()
    actions.set_deputy(BY, principal=office.leader, deputy=office.worker, since=day, until=day, reason="外出")
    lent = ("leader", office.street.path)
    assert lent in again(office.worker).held_roles()
    actions.reset_password(By.person(office.system), office.leader)
    assert lent not in again(office.worker).held_roles()
    with pytest.raises(Fault, match="nobody has confirmed"):
        actions.set_deputy(
            BY, principal=again(office.leader), deputy=office.stranger, since=day, until=day, reason="外出"
        )


# --- the other ways in that an officer can make ------------------------------------------------------------


def come_by_service(user: User, address: str = "10.0.0.9") -> Client:
    """Return a browser in which somebody came in by the office's own service, as the adapter notes it."""
    client = Client(REMOTE_ADDR=address)
    log_in(client, user)
    actions.note_entry(By.person(user, "web", address), user, by_service=True)
    return client


def pending(user: User) -> list[bool]:
    return [entry.by_service for entry in actions.entries_of(again(user))]


def test_an_identifier_that_an_officer_writes_lets_the_roles_rest_until_another_has_confirmed(
    office: Office,
) -> None:
    owner = Client()
    log_in(owner, office.clerk)
    actions.change_account(By.person(office.system), office.clerk, identifier="officer's own")
    assert (again(office.clerk).held_roles(), pending(office.clerk), is_in(owner)) == ([], [True], False)
    with pytest.raises(Fault, match="has not come in by the office's own log-in service yet"):
        actions.confirm_entry(By.person(office.security), office.clerk)
    come_by_service(again(office.clerk))
    assert told(office.security)[-1] == "钱窗口用统一身份认证登录了"
    page = seat(office.security).get(f"/desk/accounts/{office.clerk.pk}/confirm/").content.decode()
    assert ("10.0.0.9" in page, "统一身份编号由谁填写" in page, office.system.name in page) == (
        True,
        True,
        True,
    )
    for who in (office.system, office.admin, office.clerk):
        with pytest.raises(PermissionDenied):
            actions.confirm_entry(By.person(again(who)), office.clerk)
    actions.confirm_entry(By.person(office.security), office.clerk)
    assert again(office.clerk).held_roles() == [("clerk", office.street.path)]


def test_a_wrong_identifier_corrected_ends_the_session_it_opened_and_wants_confirming_again(
    office: Office,
) -> None:
    actions.change_account(By.person(office.system), office.clerk, identifier="officer's own")
    thief = come_by_service(again(office.clerk))
    actions.change_account(By.person(office.system), again(office.clerk), identifier="owner's")
    assert (is_in(thief), pending(office.clerk)) == (False, [True])
    with pytest.raises(Fault, match="log-in service yet"):
        actions.confirm_entry(By.person(office.security), office.clerk)


def test_an_identifier_taken_away_again_lets_the_roles_count_unless_a_code_is_open_too(
    office: Office,
) -> None:
    system = By.person(office.system)
    actions.change_account(system, office.clerk, identifier="x")
    actions.change_account(system, again(office.clerk), identifier="")
    assert again(office.clerk).held_roles() != []
    user, code = opened(office)
    enter(user, code)
    for identifier in ("y", ""):
        actions.change_account(system, again(user), identifier=identifier)
    assert (again(user).unproven, pending(user)) == (True, [False])


def test_what_is_no_new_way_in_lets_nothing_rest(office: Office) -> None:
    system = By.person(office.system)
    actions.change_account(BY, office.clerk, identifier="by the machine")
    actions.change_account(system, again(office.clerk), phone="0512-1", identifier="by the machine")
    actions.change_account(system, again(office.system), identifier="one's own")
    people = (office.clerk, office.system)
    assert [again(user).unproven for user in people] == [False, False]
    assert FirstEntry.objects.count() == 0


def test_an_account_opened_with_code_and_identifier_is_confirmed_only_when_both_were_used(
    office: Office,
) -> None:
    system = By.person(office.system)
    user, code = actions.open_account(system, name="欧阳静", unit=office.unit, identifier="officer's own")
    enter(user, code)
    assert pending(user) == [False, True]
    with pytest.raises(Fault, match="log-in service yet"):
        actions.confirm_entry(By.person(office.security), user)
    come_by_service(again(user))
    actions.confirm_entry(By.person(office.security), user)
    assert (again(user).unproven, pending(user)) == (False, [])


def test_a_second_factor_cleared_after_a_reset_lets_the_roles_rest(office: Office) -> None:
    arm(office.clerk)
    code = actions.reset_password(By.person(office.system), office.clerk)
    assert not again(office.clerk).unproven, "the second factor keeps the officer out"
    actions.clear_second_factor(By.person(office.security), office.clerk, reason="手机丢了")
    thief = enter(office.clerk, code)
    assert (thief.get("/desk/residents/").status_code, pending(office.clerk)) == (403, [False])
    assert told(office.security) == ["钱窗口用一次性密码登录了"]
    actions.confirm_entry(By.person(office.security), office.clerk)
    assert thief.get("/desk/residents/").status_code == 200


def test_a_second_factor_cleared_while_an_identifier_is_unconfirmed_lets_the_roles_rest(
    office: Office,
) -> None:
    arm(office.clerk)
    actions.change_account(By.person(office.system), office.clerk, identifier="officer's own")
    assert again(office.clerk).held_roles() != []
    actions.clear_second_factor(By.person(office.security), again(office.clerk), reason="手机丢了")
    assert (again(office.clerk).held_roles(), pending(office.clerk)) == ([], [True])


def test_a_second_factor_cleared_for_who_has_an_own_password_changes_nothing_else(office: Office) -> None:
    arm(office.clerk)
    arm(office.worker)
    code = actions.reset_password(By.person(office.system), office.worker)
    owner = By.person(again(office.worker))
    actions.change_own_password(owner, password=GOOD)
    for user in (office.clerk, office.worker):
        actions.clear_second_factor(By.person(office.security), again(user), reason="手机丢了")
    assert [again(user).unproven for user in (office.clerk, office.worker)] == [False, False]
    assert not again(office.worker).check_password(code)


def test_an_identifier_is_refused_where_nobody_could_confirm_it(office: Office) -> None:
    [holding] = office.audit.roles.all()
    actions.end_role(BY, holding, reason="离任")
    with pytest.raises(Fault, match="another security or audit officer would have to confirm"):
        actions.change_account(By.person(office.system), office.security, identifier="x")
    assert (again(office.security).identifier, again(office.security).unproven) == (None, False)


def test_a_code_never_used_is_worth_nothing_once_the_owner_has_an_own_password(office: Office) -> None:
    code = actions.reset_password(By.person(office.system), office.clerk)
    actions.change_own_password(By.person(again(office.clerk)), password=GOOD)
    assert (again(office.clerk).held_roles() != [], again(office.clerk).check_password(code)) == (True, False)
