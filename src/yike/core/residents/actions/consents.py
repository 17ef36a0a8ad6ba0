"""Consents and objections: recorded, withdrawn."""

from __future__ import annotations

from datetime import date

from yike.core.record.clock import today
from yike.core.record.deed import By, deed
from yike.core.residents import purposes, rules
from yike.core.residents.details import one_line
from yike.core.residents.models import Consent, Person
from yike.core.residents.models.people import Basis, ConsentWay
from yike.core.residents.purposes import Purpose
from yike.engines.faults import Fault

TEXT_VERSION = "1"  # of the notice that is read out before somebody agrees
OF_AGE = 14  # below, a guardian agrees (PIPL art. 31)


def consent_to(
    person: Person, code: str, *, way: str, day: date, text_version: str = TEXT_VERSION, guardian: str = ""
) -> Consent:
    """Return a person's consent to a purpose, not yet kept. Raises ``KeyError`` for an unknown purpose."""
    fields = ",".join(sorted(purposes.purpose(code).fields))
    return Consent(
        person=person,
        purpose=code,
        fields=fields,
        text_version=text_version,
        way=way,
        guardian=guardian,
        given_on=day,
    )


def _refuse_bound(asked: Purpose) -> None:
    if asked.bound:
        raise Fault(
            f"“{asked.name}”是法定职责，不需要同意，也不能反对",
            "this purpose is a duty by law: it needs no consent and cannot be objected to",
            do_zh="居民可以要求更正或查阅",
            do_en="The person may ask for a copy and for corrections",
        )


def _child(person: Person, day: date) -> bool:
    born = date.fromisoformat(person.birth_date.reveal()) if person.birth_date else None
    return born is not None and (born.year + OF_AGE, born.month, born.day) > (day.year, day.month, day.day)


def _refuse_child(person: Person, guardian: str, day: date) -> None:
    if not guardian and _child(person, day):
        raise Fault(
            "不满 14 周岁的孩子要由监护人同意",
            "for a child under 14 a guardian has to agree",
            do_zh="请填监护人姓名",
            do_en="Enter the guardian's name",
        )


def record_consent(
    by: By,
    person: Person,
    *,
    purpose: str,
    way: str,
    text_version: str = TEXT_VERSION,
    guardian: str = "",
    expires_on: date | None = None,
    refused: bool = False,
) -> Consent:
    """Record that somebody agreed to a purpose today, or objected to it (``refused``).

    An objection ends the consents that stood. Raises ``Fault`` for a purpose bound by law, a child without a
    guardian, and an expiry that has passed.
    """
    day = today()
    if expires_on and expires_on < day:
        raise Fault(
            "到期日已经过了",
            "the day of expiry has passed",
            do_zh="请改到期日",
            do_en="Change the day of expiry",
        )
    with deed(by, "residents.consent.record") as d:
        person = d.lock(person)
        rules.CONSENT.require(by, person.area)
        _refuse_bound(purposes.purpose(purpose))
        _refuse_child(person, guardian.strip(), day)
        row = consent_to(person, purpose, way=ConsentWay(way).value, day=day)
        row.text_version, row.guardian = one_line(text_version, 20), one_line(guardian, 60)
        row.expires_on, row.refused, row.basis = expires_on, refused, Basis.CONSENT
        for old in Consent.objects.filter(person=person, purpose=purpose, withdrawn_on=None):
            d.change(old, withdrawn_on=day)
        return d.add(row)


def withdraw_consent(by: By, consent: Consent) -> Consent:
    """Record that a consent was withdrawn today; from now on its purpose shows nothing. Twice changes nothing."""
    with deed(by, "residents.consent.withdraw") as d:
        consent = d.lock(consent)
        rules.CONSENT.require(by, consent.person.area)
        return d.change(consent, withdrawn_on=consent.withdrawn_on or today())
