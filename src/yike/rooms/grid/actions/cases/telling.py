"""Who hears of a case: always worked out from the state it goes to; the unit it leaves gets one closing note."""

from __future__ import annotations

from typing import Any

from django.utils import translation

from yike.core.accounts.models import RoleHolding, User, in_force
from yike.core.outbox.actions import post
from yike.core.record.clock import today
from yike.core.record.deed import Deed
from yike.rooms.grid.models import Case
from yike.rooms.grid.queries.people import dispatchers, those_of, with_deputies
from yike.rooms.grid.rules.cases import HANDLE
from yike.rooms.grid.rules.requests import may_read

MOST = 10  # people of a unit without a liaison who are told


def people_of(unit: Any) -> list[User]:
    """Return whom to tell in a unit: its liaison, else those who can handle a case there."""
    if unit is None:
        return []
    if unit.liaison_id and unit.liaison.is_active:
        return with_deputies([unit.liaison])
    held = RoleHolding.objects.filter(in_force(today()), role__in=HANDLE.roles).values("user")
    people = User.objects.filter(unit=unit, is_active=True, pk__in=held).order_by("pk")[:MOST]
    return with_deputies(people)


def handlers(case: Case) -> list[User]:
    """Return whom to tell of what is being handled: who does, with their deputies, else those of the unit."""
    if case.handler and case.handler.is_active:
        return with_deputies([case.handler])
    return people_of(case.unit)


def _post(d: Deed, case: Case, kind: str, title: str, to: list[User], body: str = "") -> None:
    """Post one message about a case, in Chinese as all messages of the house."""
    if not to:
        return
    said = body or f"{case.kind}，{case.address or case.area}。"
    head = title.format(number=case)
    key = f"{kind}:{case.pk}:{d.key}"
    post(d, key=key, kind=kind, title=head, body=said, to=to, area=case.area_id, subject=case.of)


def dispatched(d: Deed, case: Case, unit: Any) -> None:
    """Tell a unit that a case is theirs now."""
    _post(d, case, "grid.case.dispatched", "案件 {number} 派给你们", people_of(unit))


def passed(d: Deed, case: Case, unit: Any) -> None:
    """Tell the unit it leaves whose it is now."""
    body = f"{case.kind}，归{unit}。"
    _post(d, case, "grid.case.passed", "案件 {number} 不归你们了", people_of(case.unit), body)


def rework(d: Deed, case: Case) -> None:
    """Tell whoever handled it that it is not right yet."""
    to = handlers(case)
    _post(d, case, "grid.case.rework", "案件 {number} 核查不通过，请返工", to, d.reason)


def decided(d: Deed, case: Case, *, allowed: bool) -> None:
    """Tell whoever asked for more time whether they have it."""
    to = handlers(case)
    title = "案件 {number} 同意延期" if allowed else "案件 {number} 不同意延期"
    _post(d, case, "grid.case.decided", title, to, d.reason)


def ended(d: Deed, case: Case, said: str) -> None:
    """Tell whoever owes the answer to the request a case came out of what has become of it.

    That is its owner, else those of its unit, else who dispatches it; of a secret report only who may read it.
    """
    row = case.request
    if row is None or not row.open:
        return
    to = [one for one in those_of(row) or dispatchers(row.area) if may_read(one, row)]
    told = " ".join((case.result or said).split())[:200]
    with translation.override("zh-hans"):  # else the state is called as whoever did it reads
        body = f"{case.kind}，{case.get_state_display()}。{told}".strip() + " 请看诉求页，答复诉求人。"
    if to:
        kind, key = "grid.case.ended", f"grid.case.ended:{case.pk}:{d.key}"
        post(
            d, key=key, kind=kind, title=f"诉求 {row} 转出的案件有结果了", body=body, to=to, area=row.area_id
        )


def refused(d: Deed, case: Case) -> None:
    """Tell who reported it why it is not filed."""
    to = [case.reporter] if case.reporter and case.reporter.is_active else []
    _post(d, case, "grid.case.refused", "案件 {number} 不予立案", to, d.reason)
