"""An agreement goes on: signed, renewed, terminated, not signed after all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from yike.core.deadlines.actions import cancel_deadline, meet_deadline, start_deadline
from yike.core.deadlines.queries import open_deadline
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.almanac import measures
from yike.rooms.almanac.actions.agreements.drafting import refuse_term
from yike.rooms.almanac.actions.agreements.telling import tell_ended, tell_signed
from yike.rooms.almanac.flows.agreements import AGREEMENT
from yike.rooms.almanac.models.agreements import (
    ENDS_SOON,
    Agreement,
    AgreementLine,
    AgreementParty,
    AgreementState,
    LineState,
)
from yike.rooms.almanac.queries.activities import around
from yike.rooms.almanac.rules import agreements as rules

END_KIND = "almanac.agreement.end"
S = AgreementState


@contextmanager
def moving(by: By, agreement: Agreement, verb: str, reason: str = "") -> Iterator[tuple[Deed, Agreement]]:
    """Open the deed ``almanac.agreement.VERB`` on the locked row, whose state is the new one at its end.

    Raises ``PermissionDenied`` and ``Fault`` where the move may not or cannot be gone.
    """
    with deed(by, f"almanac.agreement.{verb}", reason=reason) as d:
        row = d.lock(agreement)
        arrow = AGREEMENT[verb]
        may = by.user is not None and rules.may_go(by.user, arrow, row)
        rules.require(by, arrow.right or rules.CONFIRM, row, may=may)
        AGREEMENT.step(verb, row.state)
        yield d, row
        d.change(row, state=arrow.to)


def sign(by: By, agreement: Agreement, *, signed_on: date, signers: str) -> Agreement:
    """Note that a draft is signed: it is in force and counts; its parties are told.

    Raises ``Fault`` for a day to come, for nobody who signed, and for a term that is over.
    """
    with moving(by, agreement, "sign") as (d, row):
        _refuse_signing(d, signed_on, signers, row.ends)
        d.change(row, signed_on=signed_on, signers=signers.strip()[:200])
        _count(d, row, 1)
        remind(d, row)
        tell_signed(d, row)
    return row


def _refuse_signing(d: Deed, signed_on: date, signers: str, ends: date) -> None:
    day = timezone.localdate(d.at)
    if signed_on > day:
        raise Fault(
            f"签约日期 {signed_on:%Y-%m-%d} 还没到",
            f"{signed_on:%Y-%m-%d}, when it is said to be signed, is yet to come",
            do_zh="请在签了以后登记",
            do_en="Note it once it is signed",
        )
    if not signers.strip():
        raise Fault(
            "没有写谁签的字", "nobody is named who signed", do_zh="请写上各方的签字人", do_en="Name them"
        )
    if ends < day:
        raise Fault(
            f"期限 {ends:%Y-%m-%d} 已经过了",
            f"its term was over on {ends:%Y-%m-%d}",
            do_zh="请先改期限",
            do_en="Change the term first",
        )


def renew(
    by: By, agreement: Agreement, *, begins: date, ends: date, signed_on: date, signers: str
) -> Agreement:
    """Sign the next term: a new agreement in force with the same parties and what is open in the lists.

    Returns the new one. Raises ``Fault`` for a term that is none or does not go on from the former.
    """
    refuse_term(begins, ends)
    with moving(by, agreement, "renew") as (d, row):
        _refuse_signing(d, signed_on, signers, ends)
        if begins <= row.begins or ends <= row.ends:
            raise Fault(
                "新的期限没有比原来的晚",
                "the new term is no later than the former",
                do_zh=f"原来到 {row.ends:%Y-%m-%d}，请往后写",
                do_en=f"The former ends on {row.ends:%Y-%m-%d}: choose later days",
            )
        if row.state == S.IN_FORCE:
            _count(d, row, -1)
            settle(d, row, met=True)
        fresh = _next(d, by, row, begins, ends)
        d.change(fresh, signed_on=signed_on, signers=signers.strip()[:200], state=S.IN_FORCE)
        _count(d, fresh, 1)
        remind(d, fresh)
        tell_signed(d, fresh)
    return fresh


def _next(d: Deed, by: By, row: Agreement, begins: date, ends: date) -> Agreement:
    """Copy an agreement for its next term: parties, and the lines that are not over."""
    same = ("title", "number", "area", "owner", "contact", "aims", "limits")
    told = {name: getattr(row, name) for name in same}
    fresh = d.add(Agreement(**told, begins=begins, ends=ends, renews=row, made_by=by.user, made_at=d.at))
    parties = AgreementParty.objects.filter(agreement=row)
    d.add_many([AgreementParty(agreement=fresh, unit_id=party.unit_id) for party in parties])
    _carry(d, row, fresh)
    return fresh


def _carry(d: Deed, row: Agreement, fresh: Agreement) -> None:
    """Write what is open in the lists into those of the next term: projects last, with what they join."""
    kept: dict[int | None, AgreementLine] = {}
    rows = AgreementLine.objects.filter(agreement=row, state__in=[LineState.OPEN, LineState.DOING])
    for line in sorted(rows, key=lambda one: (one.kind == "project", one.pk)):
        same = {name: getattr(line, name) for name in ("kind", "title", "unit_id", "state", "due")}
        joins = {"need": kept.get(line.need_id), "resource": kept.get(line.resource_id)}
        kept[line.pk] = d.add(AgreementLine(agreement=fresh, **same, **joins))


def terminate(by: By, agreement: Agreement, *, reason: str) -> Agreement:
    """End an agreement before its term, with the reason; its parties are told. Raises ``Fault`` without one."""
    _refuse_silent(reason)
    with moving(by, agreement, "terminate", reason) as (d, row):
        d.change(row, why=reason.strip()[:200], ended_on=timezone.localdate(d.at))
        _count(d, row, -1)
        settle(d, row, met=False)
        tell_ended(d, row)
    return row


def drop(by: By, agreement: Agreement, *, reason: str) -> Agreement:
    """Put a draft away that is not signed after all, with the reason. Raises ``Fault`` without one."""
    _refuse_silent(reason)
    with moving(by, agreement, "drop", reason) as (d, row):
        d.change(row, why=reason.strip()[:200])
    return row


def end(by: By, agreement: Agreement) -> Agreement:
    """Note that its last day is over. Raises ``Fault`` before that."""
    with moving(by, agreement, "end") as (d, row):
        if row.ends >= timezone.localdate(d.at):
            raise Fault(
                f"还没到期：{row.ends:%Y-%m-%d} 是最后一天",
                f"it is not over: {row.ends:%Y-%m-%d} is its last day",
                do_zh="要早些结束请“提前终止”",
                do_en="To end it before, terminate it",
            )
        d.change(row, ended_on=row.ends)
        _count(d, row, -1)
        settle(d, row, met=False)
        tell_ended(d, row)
    return row


def _refuse_silent(reason: str) -> None:
    if not reason.strip():
        raise Fault("没有写原因", "there is no reason", do_zh="请写清为什么", do_en="Say why in a few words")


def _count(d: Deed, row: Agreement, quantity: int) -> None:
    d.fact(measures.AGREEMENTS.code, quantity, area=row.area_id, source=row)


def remind(d: Deed, row: Agreement) -> bool:
    """Let it be due that somebody decides how it goes on, in its last days; return whether that began now."""
    until = timezone.make_aware(datetime.combine(row.ends + timedelta(days=1), time(0)))
    near = row.ends - timezone.localdate(d.at) <= timedelta(days=ENDS_SOON)
    if not near or until <= d.at + timedelta(minutes=1) or open_deadline(row.of, END_KIND) is not None:
        return False
    start_deadline(
        d,
        of=row.of,
        kind=END_KIND,
        area=row.area_id,
        until=until,
        owner=_reminded(row),
        owner_unit=row.owner_id,
        name=row.title,
    )
    return True


def _reminded(row: Agreement) -> Any:
    """Return who is reminded: who drafted it; where they have left, whoever keeps agreements nearest to it."""
    if row.made_by is not None and row.made_by.is_active:
        return row.made_by
    return next(iter(around(row.area, rules.KEEP.roles)), None)


def settle(d: Deed, row: Agreement, *, met: bool) -> None:
    """Let nothing be due any more: it was decided, or nobody waits for it."""
    found = open_deadline(row.of, END_KIND)
    if found is not None:
        meet_deadline(d, found) if met else cancel_deadline(d, found)
