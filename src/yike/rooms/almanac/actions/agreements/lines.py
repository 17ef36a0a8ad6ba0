"""The three lists: needs, resources, projects; a project takes what it joins along."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from yike.core.accounts.models import Unit
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.almanac import measures
from yike.rooms.almanac.flows.agreements import LINE
from yike.rooms.almanac.models.agreements import (
    Agreement,
    AgreementLine,
    AgreementParty,
    AgreementState,
    LineKind,
    LineState,
)
from yike.rooms.almanac.rules import agreements as rules

MOST = 200  # lines of one agreement
WRITTEN = frozenset({AgreementState.DRAFT, AgreementState.IN_FORCE})
L = LineState


@dataclass(frozen=True)
class NewLine:
    """A line to be written: ``need`` and ``resource`` are those a project joins."""

    kind: str
    title: str
    unit: Unit
    due: date | None = None
    need: AgreementLine | None = None
    resource: AgreementLine | None = None


def add_line(by: By, agreement: Agreement, new: NewLine) -> AgreementLine:
    """Write one line into a list. Raises ``Fault`` as ``add_lines``."""
    return add_lines(by, agreement, [new])[0]


def add_lines(by: By, agreement: Agreement, news: Iterable[NewLine]) -> list[AgreementLine]:
    """Write lines into the lists, in one deed.

    Raises ``Fault`` for a unit that is no party, for what a project cannot join, for too many, and once it is over.
    """
    with deed(by, "almanac.agreement.line") as d:
        row = d.lock(agreement)
        lines = list(news)
        may = by.user is not None and all(
            rules.may_write(by.user, row, one.kind, one.unit.pk) for one in lines
        )
        rules.require(by, rules.KEEP, row, may=may)
        _refuse_over(row)
        _refuse(row, lines)
        return d.add_many([_line(row, one) for one in lines])


def _line(row: Agreement, one: NewLine) -> AgreementLine:
    told: dict[str, Any] = {"title": one.title.strip(), "unit": one.unit, "due": one.due}
    return AgreementLine(agreement=row, kind=one.kind, need=one.need, resource=one.resource, **told)


def _refuse_over(row: Agreement) -> None:
    if row.state not in WRITTEN:
        raise Fault(
            "协议已经结束，清单不能再改",
            "the agreement is over and its lists cannot be changed",
            do_zh="还要一起做，请续签",
            do_en="To go on together, renew it",
        )


def _refuse_unsigned(row: Agreement) -> None:
    if row.state != AgreementState.IN_FORCE:
        raise Fault(
            "协议还没有签，清单上的事还不能开始",
            "the agreement is not signed, and nothing in its lists begins before that",
            do_zh="请先登记签约",
            do_en="Sign it first",
        )


def _refuse(row: Agreement, lines: list[NewLine]) -> None:
    parties = set(AgreementParty.objects.filter(agreement=row).values_list("unit_id", flat=True))
    for one in lines:
        if one.unit.pk not in parties:
            raise Fault(
                f"“{one.unit.name}”不是协议的一方",
                f'"{one.unit.name}" is no party to the agreement',
                do_zh="请从各方里选",
                do_en="Choose one of the parties",
            )
        _refuse_joined(row, one)
    if AgreementLine.objects.filter(agreement=row).count() + len(lines) > MOST:
        raise Fault(
            f"三张清单加起来最多 {MOST} 行",
            f"the three lists have {MOST} lines at most together",
            do_zh="请合并相近的内容",
            do_en="Join what is alike",
        )


def _refuse_joined(row: Agreement, one: NewLine) -> None:
    """Raise ``Fault`` where a line joins what is no need or resource of the same agreement."""
    joined = ((one.need, LineKind.NEED), (one.resource, LineKind.RESOURCE))
    wrong = [line for line, kind in joined if line and (line.agreement_id != row.pk or line.kind != kind)]
    if wrong or (one.kind != LineKind.PROJECT and (one.need or one.resource)):
        raise Fault(
            "项目只能对应本协议清单里的需求和资源",
            "a project joins a need and a resource of the lists of the same agreement",
            do_zh="请从清单里选",
            do_en="Choose them from the lists",
        )


def move_line(by: By, line: AgreementLine, verb: str, *, result: str = "") -> AgreementLine:
    """Start, finish or give up a line; a project takes its need and resource along, and counts once it is done.

    Raises ``Fault`` where it is past that, without a word on giving up, and unless the agreement is in force.
    """
    with deed(by, "almanac.agreement.line.move", reason=result) as d:
        row = d.lock(line.agreement)
        found = d.lock(line)
        may = by.user is not None and rules.may_write(by.user, row, found.kind, found.unit_id)
        rules.require(by, rules.KEEP, row, may=may)
        _refuse_over(row)
        _refuse_unsigned(row)
        arrow = LINE.step(verb, found.state)
        if verb == "give_up" and not result.strip():
            raise Fault("没有写为什么不做了", "there is no reason", do_zh="请写清为什么", do_en="Say why")
        day = timezone.localdate(d.at) if arrow.to == L.DONE else None
        d.change(found, state=arrow.to, result=result.strip()[:200], done_on=day)
        if found.kind == LineKind.PROJECT:
            _along(d, found)
            if arrow.to == L.DONE:
                d.fact(measures.PROJECTS.code, 1, area=row.area_id, source=found)
        return found


def _along(d: Deed, project: AgreementLine) -> None:
    """Let the need a project answers, and the resource it uses, follow it; another project may still hold them."""
    need, resource = project.need, project.resource
    if need is not None and need.state in {L.OPEN, L.DOING}:
        others = _running(need.answered_by, project)
        after = L.DONE if project.state == L.DONE and not others else L.DOING
        d.change(need, state=L.OPEN if project.state == L.DROPPED and not others else after)
    if resource is not None and resource.state in {L.OPEN, L.DOING}:
        busy = project.state == L.DOING or _running(resource.used_by, project)
        d.change(resource, state=L.DOING if busy else L.OPEN)


def _running(projects: Any, but: AgreementLine) -> bool:
    return bool(projects.filter(state=L.DOING).exclude(pk=but.pk).exists())
