"""Each year, each party says how it went."""

from __future__ import annotations

from django.utils import timezone

from yike.core.accounts.models import Unit
from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.almanac.models.agreements import (
    SIGNED,
    Agreement,
    AgreementParty,
    AgreementRating,
    AgreementState,
    Grade,
)
from yike.rooms.almanac.queries.agreements import speakers_of
from yike.rooms.almanac.rules import agreements as rules


def rate(
    by: By, agreement: Agreement, *, unit: Unit, year: int, grade: int, words: str = ""
) -> AgreementRating:
    """Keep how a party finds that a year went; said again, the new word stands and the former in the history.

    Raises ``Fault`` for a unit that is no party, a year outside the term or to come, a poor grade in silence,
    and for a unit that rates by itself where the doer is not of it.
    """
    with deed(by, "almanac.agreement.rate") as d:
        row = d.lock(agreement)
        may = by.user is not None and rules.may_rate(by.user, row, unit.pk)
        rules.require(by, rules.OWN, row, may=may)
        _refuse(row, unit, year, timezone.localdate(d.at).year)
        if grade <= Grade.POOR and not words.strip():
            raise Fault(
                "评“差”要写说明",
                "a poor grade needs a word",
                do_zh="请写哪里不好、怎么改",
                do_en="Say what was wrong and how to mend it",
            )
        told = {"grade": grade, "words": words.strip()[:300], "by": by.user, "at": d.at}
        there: AgreementRating | None = AgreementRating.objects.filter(
            agreement=row, unit=unit, year=year
        ).first()
        _refuse_anothers(by, unit, there)
        if there is not None:
            return d.change(there, **told)
        return d.add(AgreementRating(agreement=row, unit=unit, year=year, **told))


def _refuse_anothers(by: By, unit: Unit, there: AgreementRating | None) -> None:
    """Raise ``Fault`` where somebody else would speak for a unit that has spoken, or can, by itself."""
    if by.user is None or by.user.unit_id == unit.pk:
        return
    spoke = there is not None and there.by is not None and there.by.unit_id == unit.pk
    if spoke or speakers_of(unit):
        raise Fault(
            f"“{unit.name}”自己评，别人不能替它填",
            f'"{unit.name}" rates by itself, and nobody else does it',
            do_zh="请联系它的联络员",
            do_en="Ask its liaison",
        )


def _refuse(row: Agreement, unit: Unit, year: int, now: int) -> None:
    if row.state not in SIGNED | {AgreementState.TERMINATED}:
        raise Fault(
            "协议还没有签", "the agreement is not signed", do_zh="签了再评", do_en="Rate it once it is"
        )
    if not AgreementParty.objects.filter(agreement=row, unit=unit).exists():
        raise Fault(
            f"“{unit.name}”不是协议的一方",
            f'"{unit.name}" is no party to the agreement',
            do_zh="请从各方里选",
            do_en="Choose one of the parties",
        )
    last = min((row.ended_on or row.ends).year, now)
    if not row.begins.year <= year <= last:
        raise Fault(
            f"{year} 年不能评：可以评 {row.begins.year} 到 {last} 年",
            f"{year} cannot be rated: {row.begins.year} to {last} can",
            do_zh="请改年份",
            do_en="Change the year",
        )
