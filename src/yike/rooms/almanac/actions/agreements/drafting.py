"""Draft an agreement, and change a draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from yike.core.accounts.models import Unit
from yike.core.areas.models import Area
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.almanac.models.agreements import (
    PARTNERS,
    Agreement,
    AgreementLine,
    AgreementParty,
    AgreementState,
)
from yike.rooms.almanac.rules import agreements as rules

LONGEST = 5  # years
FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)
LIMITS = "合作方不代行行政权，不拿居民信息做营销。"


@dataclass(frozen=True)
class Draft:
    """What an agreement says: ``parties`` are all its units, ``owner`` among them is added by itself."""

    title: str
    area: Area
    owner: Unit
    parties: tuple[Unit, ...]
    begins: date
    ends: date
    number: str = ""
    contact: str = ""
    aims: str = ""
    limits: str = LIMITS

    @property
    def units(self) -> tuple[Unit, ...]:
        """Return all parties, the owner first."""
        return tuple(dict.fromkeys((self.owner, *self.parties)))

    def columns(self) -> dict[str, Any]:
        """Return the values of the row."""
        names = ("title", "area", "owner", "begins", "ends", "number", "contact", "aims", "limits")
        return {name: getattr(self, name) for name in names}


def refuse_term(begins: date, ends: date) -> None:
    """Raise ``Fault`` for a term that ends before it begins, lies far away, or is too long."""
    if ends < begins:
        raise Fault(
            f"最后一天 {ends:%Y-%m-%d} 早于开始 {begins:%Y-%m-%d}",
            f"the last day {ends:%Y-%m-%d} is before the first {begins:%Y-%m-%d}",
            do_zh="请核对期限",
            do_en="Check the term",
        )
    if begins < FIRST or ends > LAST:
        raise Fault(
            f"期限要在 {FIRST.year} 年到 {LAST.year} 年之间",
            f"the term lies outside the years {FIRST.year} to {LAST.year}",
            do_zh="请核对年份",
            do_en="Check the years",
        )
    if ends > begins + timedelta(days=366 * LONGEST):
        raise Fault(
            f"期限超过 {LONGEST} 年",
            f"the term is longer than {LONGEST} years",
            do_zh="请先签短一些，到期再续",
            do_en="Agree on a shorter one first, and renew it",
        )


def _refuse(draft: Draft) -> None:
    """Raise ``Fault`` for a draft that cannot be."""
    refuse_term(draft.begins, draft.ends)
    if draft.owner.kind in PARTNERS:
        raise Fault(
            f"牵头单位“{draft.owner.name}”不是街道、社区或部门",
            f'"{draft.owner.name}", which is to keep it, is no street, community or department',
            do_zh="牵头的是我们自己的单位，合作方选在“各方”里",
            do_en="A unit of the house keeps it; choose the partner among the parties",
        )
    if not any(unit.kind in PARTNERS for unit in draft.units):
        raise Fault(
            "各方里没有共建单位或企业",
            "there is no partner and no firm among the parties",
            do_zh="请选上银行、学校、企业等合作的一方",
            do_en="Choose the bank, school or firm it is made with",
        )


def draft_agreement(by: By, draft: Draft) -> Agreement:
    """Draft an agreement with its parties. Raises ``Fault`` for one that cannot be."""
    _refuse(draft)
    with deed(by, "almanac.agreement.draft") as d:
        rules.KEEP.require(by, draft.area)
        row = d.add(Agreement(**draft.columns(), made_by=by.user, made_at=d.at))
        d.add_many([AgreementParty(agreement=row, unit=unit) for unit in draft.units])
        return row


def change_agreement(by: By, agreement: Agreement, draft: Draft) -> Agreement:
    """Change a draft. Raises ``Fault`` once it is signed: then it is renewed or terminated."""
    _refuse(draft)
    with deed(by, "almanac.agreement.change") as d:
        row = d.lock(agreement)
        rules.KEEP.require(by, row.area)
        rules.KEEP.require(by, draft.area)
        if row.state != AgreementState.DRAFT:
            raise Fault(
                "签了的协议不能再改",
                "an agreement that is signed cannot be changed",
                do_zh="内容变了请续签，或提前终止后另签",
                do_en="Renew it, or terminate it and sign another one",
            )
        d.change(row, **draft.columns())
        _parties(d, row, draft)
        return row


def _parties(d: Deed, row: Agreement, draft: Draft) -> None:
    """Let exactly these units be its parties. Raises ``Fault`` where one that goes has lines in the lists."""
    there = {party.unit_id: party for party in AgreementParty.objects.filter(agreement=row)}
    for unit in draft.units:
        if there.pop(unit.pk, None) is None:
            d.add(AgreementParty(agreement=row, unit=unit))
    for gone in there.values():
        if AgreementLine.objects.filter(agreement=row, unit=gone.unit_id).exists():
            raise Fault(
                f"清单里还有“{gone.unit}”的内容",
                f'there is something of "{gone.unit}" in the lists',
                do_zh="请先在清单里写明不做了，或保留这一方",
                do_en="Keep this party, or draft another agreement",
            )
        d.remove(gone)
