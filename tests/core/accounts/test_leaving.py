"""Somebody leaves: everything passes on at once, or nothing does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from entering import is_in, log_in, seat
from office import BY, Office
from yike.core.accounts import actions, handover
from yike.core.accounts.models import Answer, Deputy, RoleProposal, Unit, UnitKind, User
from yike.core.record.clock import today
from yike.core.record.deed import Deed
from yike.core.record.models import HistoryEntry
from yike.core.rights.by import By
from yike.core.rights.roles import Role
from yike.engines.faults import Fault

pytestmark = pytest.mark.django_db


@pytest.fixture
def errands(office: Office) -> Iterator[dict[int, int]]:
    """A kind of work of a room of its own: errands by the number of their owner."""
    held = {office.worker.pk: 7}

    def hand(_d: Deed, user: Any, to: Any) -> int:
        held[to.pk] = held.get(to.pk, 0) + held.pop(user.pk, 0)
        return held[to.pk]

    handover.register("tests.errand", "跑腿", "errands", lambda user: held.get(user.pk, 0), hand, of=())
    yield held
    del handover._KINDS["tests.errand"]


def leave(
    office: Office, leaver: User | None = None, to: User | None = None, by: User | None = None
) -> dict[str, int]:
    return actions.hand_over(
        By.person(by or office.admin), leaver or office.worker, to=to or office.colleague, reason="调离"
    )


def test_roles_deputies_sessions_and_work_pass_on_together(
    client: Client, office: Office, errands: dict[int, int]
) -> None:
    log_in(client, office.worker)
    unit = actions.add_unit(
        BY, kind=UnitKind.PARTNER, name="供电所", area=office.first, liaison=office.worker
    )
    day = today()
    for pair in ((office.worker, office.clerk), (office.leader, office.worker)):
        actions.set_deputy(BY, principal=pair[0], deputy=pair[1], since=day, until=day, reason="外出")
    actions.propose_role(
        By.person(office.admin), user=office.worker, role=Role.AGENT, area=office.street, reason="缺人"
    )
    actions.give_role(
        BY, user=office.worker, role=Role.AGENT, area=office.first, since=day + timedelta(days=30)
    )
    passed = leave(office)
    assert (passed["tests.errand"], passed["accounts.liaison"]) == (7, 1)
    gone = User.objects.get(pk=office.worker.pk)
    assert (gone.is_active, gone.held_roles(), gone.roles.filter(until=None).count()) == (False, [], 0)
    assert not Deputy.objects.filter(until__gte=day).exists()
    assert RoleProposal.objects.get().answer == Answer.WITHDRAWN
    assert Unit.objects.get(pk=unit.pk).liaison == office.colleague
    assert errands == {office.colleague.pk: 7}
    assert not is_in(client)
    note = HistoryEntry.objects.filter(
        verb="accounts.hand_over", subject=f"accounts.user:{gone.pk}"
    ).order_by("-id")
    assert json.loads(note[0].payload or "")["note"] == {
        "to": "colleague",
        "passed": {"accounts.liaison": 1, "tests.errand": 7},
    }
    assert {entry.reason for entry in note} == {"调离"}


def test_if_one_kind_of_work_cannot_pass_on_nothing_changes(office: Office, errands: dict[int, int]) -> None:
    def stuck(_d: Deed, _user: Any, _to: Any) -> int:
        raise Fault("卡住了", "it is stuck", do_zh="请先办完", do_en="Finish it first")

    handover.register("tests.zzz", "卡住的", "stuck work", lambda _user: 1, stuck, of=())
    rows = HistoryEntry.objects.count()
    try:
        with pytest.raises(Fault, match="it is stuck"):
            leave(office)
    finally:
        del handover._KINDS["tests.zzz"]
    kept = User.objects.get(pk=office.worker.pk)
    assert (kept.is_active, kept.held_roles()) == (True, [("community_worker", office.first.path)])
    assert HistoryEntry.objects.count() == rows


def test_the_page_says_how_much_there_is_before_it_happens(office: Office, errands: dict[int, int]) -> None:
    admin = seat(office.admin)
    path = f"/desk/accounts/{office.worker.pk}/leave/"
    page = admin.get(path).content.decode()
    assert ("跑腿" in page, '<td role="cell" data-label="件数" class="number">7</td>' in page) == (True, True)
    assert "社区工作者 · 梅东社区" in page
    assert "没有找到" in admin.post(path, {"to": "不存在", "reason": "调离"}).content.decode()
    assert (
        admin.post(path, {"to": "吴同事", "reason": "调离"})["Location"]
        == f"/desk/accounts/{office.worker.pk}/"
    )
    assert errands == {office.colleague.pk: 7}


def test_in_english_the_kinds_have_their_english_names(office: Office, errands: dict[int, int]) -> None:
    admin = seat(office.admin)
    admin.cookies["language"] = "en"
    assert "errands" in admin.get(f"/desk/accounts/{office.worker.pk}/leave/").content.decode()


@pytest.mark.parametrize("who", ["clerk", "leader", "security", "system", "audit", "worker"])
def test_nobody_but_the_administrator_hands_over(office: Office, who: str) -> None:
    with pytest.raises(PermissionDenied):
        leave(office, by=getattr(office, who))


def test_an_officer_does_not_leave_that_way(office: Office) -> None:
    with pytest.raises(Fault, match="the three officers have no work"):
        leave(office, leaver=office.security)


def test_nobody_hands_over_to_the_leaver_to_a_closed_account_or_for_themselves(office: Office) -> None:
    with pytest.raises(Fault, match="the successor must be somebody else"):
        leave(office, to=office.worker)
    with pytest.raises(Fault, match="nobody hands over for themselves"):
        leave(office, leaver=office.admin)
    actions.close_account(BY, office.colleague, reason="离岗")
    with pytest.raises(Fault, match="with an open account"):
        leave(office)


def test_a_kind_of_work_is_registered_once(errands: dict[int, int]) -> None:
    with pytest.raises(ValueError, match="registered twice"):
        handover.register("tests.errand", "跑腿", "errands", lambda _user: 0, lambda *_: 0, of=())
