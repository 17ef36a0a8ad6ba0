"""Who may read which field of whom: purpose × field × role, what was agreed, and a reason each time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.template import Context, Template

from conftest import Clock
from homes import Homes, number
from office import BY, Office
from yike.core.record.models import Fact, HistoryEntry
from yike.core.residents import actions
from yike.core.residents.access import access_of, live, reads_names
from yike.core.residents.models import Consent, Person
from yike.core.residents.models.people import Basis
from yike.core.residents.purposes import (
    CARE,
    CONTACT,
    EMERGENCY,
    FIELDS,
    REGISTER,
    Purpose,
    purposes,
    register,
)
from yike.core.rights.by import By
from yike.engines.faults import Fault

pytestmark = pytest.mark.django_db
WHY = "来电核实水表情况"


@pytest.fixture(autouse=True)
def _on_a_thursday(clock: Clock) -> None:
    clock.set(datetime(2026, 11, 26, 2, tzinfo=UTC))


def readable(user: object, person: Person) -> str:
    access = access_of(user, person)
    return " ".join(field for field in FIELDS if access.may_read(field))


NEAR = "name address phone birth_date wish"
DESK = "name address national_id phone birth_date wish"
CARED = "living helpers wish"


@pytest.mark.parametrize(
    ("who", "wang", "chen"),
    [
        ("clerk", DESK, DESK),
        ("worker", DESK.replace("wish", CARED), DESK),
        ("grid_worker", NEAR.replace("wish", CARED), NEAR),
        ("admin", DESK.replace("wish", CARED), DESK),
        ("leader", "", ""),
        ("stranger", "", ""),
        ("system", "", ""),
        ("security", "", ""),
        ("audit", "", ""),
    ],
)
def test_what_each_role_may_open_of_who_agreed_to_care_and_who_did_not(
    homes: Homes, office: Office, who: str, wang: str, chen: str
) -> None:
    user = getattr(office, who)
    assert (readable(user, homes.wang), readable(user, homes.chen)) == (wang, chen)


@pytest.mark.parametrize(
    ("who", "whole"),
    [("clerk", True), ("worker", True), ("grid_worker", True), ("leader", False), ("stranger", False)],
)
def test_who_sees_whole_names_in_a_grid(homes: Homes, office: Office, who: str, whole: bool) -> None:
    assert reads_names(getattr(office, who), homes.wang.area.path) == whole


def test_reading_a_number_leaves_who_when_what_why_and_one_fact(homes: Homes, office: Office) -> None:
    plain = actions.reveal(By.person(office.worker), homes.wang, "national_id", reason=f" {WHY} ")
    assert plain == number("1944-02-03")
    entry = HistoryEntry.objects.latest("id")
    assert (entry.verb, entry.actor, entry.subject, entry.content) == (
        *("residents.reveal", office.worker, homes.wang.recorded_subject()),
        {"note": {"read": "national_id", "purpose": "service"}, "reason": WHY},
    )
    fact = Fact.objects.latest("id")
    assert (fact.measure, fact.quantity, fact.subject) == (
        *("residents.revealed", 1, homes.wang.recorded_subject()),
    )


def test_a_value_that_does_not_open_leaves_no_note_of_a_reading(homes: Homes, office: Office) -> None:
    sealed = homes.chen.national_id.text
    with connection.cursor() as cursor:
        cursor.execute("UPDATE residents_person SET national_id = %s WHERE id = %s", [sealed, homes.wang.pk])
    count = HistoryEntry.objects.count()
    with pytest.raises(Fault, match="does not belong to this row"):
        actions.reveal(By.person(office.worker), homes.wang, "national_id", reason=WHY)
    assert HistoryEntry.objects.count() == count


@pytest.mark.parametrize("reason", ["", "  ", "查看", "。。。。。。", "aaaa"])
def test_a_reason_that_says_nothing_opens_nothing(homes: Homes, office: Office, reason: str) -> None:
    with pytest.raises(Fault, match="too short to say why"):
        actions.reveal(By.person(office.worker), homes.wang, "phone", reason=reason)


@pytest.mark.parametrize("who", ["leader", "stranger", "system", "security", "audit"])
@pytest.mark.parametrize("emergency", [False, True])
def test_who_works_for_no_purpose_opens_nothing_even_in_an_emergency(
    homes: Homes, office: Office, who: str, emergency: bool
) -> None:
    count = HistoryEntry.objects.count()
    with pytest.raises(PermissionDenied):
        actions.reveal(By.person(getattr(office, who)), homes.wang, "phone", reason=WHY, emergency=emergency)
    assert HistoryEntry.objects.count() == count


def test_a_grid_worker_opens_an_identity_number_in_an_emergency_only(homes: Homes, office: Office) -> None:
    by = By.person(office.grid_worker)
    with pytest.raises(Fault, match="has not agreed"):
        actions.reveal(by, homes.wang, "national_id", reason=WHY)
    assert actions.reveal(by, homes.wang, "national_id", reason=WHY, emergency=True) == number("1944-02-03")
    entry = HistoryEntry.objects.latest("id")
    assert (entry.verb, entry.content["note"]["purpose"]) == ("residents.reveal.emergency", "emergency")


def test_a_field_that_is_not_sealed_is_not_revealed(homes: Homes, office: Office) -> None:
    with pytest.raises(KeyError):
        actions.reveal(By.person(office.worker), homes.wang, "name", reason=WHY)


def test_objecting_to_contact_hides_the_telephone_from_who_only_contacts(
    homes: Homes, office: Office
) -> None:
    actions.withdraw_consent(BY, Consent.objects.get(person=homes.wang, purpose="care"))
    actions.record_consent(BY, homes.wang, purpose="contact", way="in_person", refused=True)
    assert readable(office.grid_worker, homes.wang) == "name address birth_date"
    assert "phone" in readable(office.clerk, homes.wang)
    objection = Consent.objects.get(person=homes.wang, purpose="contact")
    actions.withdraw_consent(BY, objection)
    assert readable(office.grid_worker, homes.wang) == "name address phone birth_date wish"


def test_withdrawing_hides_what_a_purpose_showed_and_agreeing_shows_it(homes: Homes, office: Office) -> None:
    consent = Consent.objects.get(person=homes.wang)
    actions.withdraw_consent(By.person(office.worker), consent)
    assert not access_of(office.worker, homes.wang).may_read("living")
    assert not access_of(office.worker, homes.wang).shows("living")
    actions.record_consent(By.person(office.worker), homes.wang, purpose="care", way="signed")
    assert access_of(office.worker, homes.wang).may_read("living")


def consent(purpose: str, **said: object) -> Consent:
    return Consent(pk=said.pop("pk", 1), purpose=purpose, **{"given_on": date(2026, 1, 1), **said})


@pytest.mark.parametrize(
    ("purpose", "said", "stands"),
    [
        (REGISTER, [], True),
        (REGISTER, [consent("register", refused=True)], True),
        (EMERGENCY, [], False),
        (CONTACT, [], True),
        (CONTACT, [consent("contact", refused=True)], False),
        (CONTACT, [consent("contact", refused=True, withdrawn_on=date(2026, 2, 1))], True),
        (CONTACT, [consent("contact", withdrawn_on=date(2026, 2, 1))], False),
        (CONTACT, [consent("care", refused=True)], True),
        (CARE, [], False),
        (CARE, [consent("care")], True),
        (CARE, [consent("care", withdrawn_on=date(2026, 2, 1))], False),
        (CARE, [consent("care", expires_on=date(2026, 11, 26))], True),
        (CARE, [consent("care", expires_on=date(2026, 11, 25))], False),
        (CARE, [consent("care"), consent("care", pk=2, refused=True)], False),
        (CARE, [consent("care", refused=True), consent("care", pk=2)], True),
        (CARE, [consent("care", refused=True, withdrawn_on=date(2026, 2, 1))], False),
    ],
)
def test_the_newest_word_says_whether_a_purpose_stands(
    purpose: Purpose, said: list[Consent], stands: bool
) -> None:
    assert live(purpose, said, date(2026, 11, 26)) == stands


def test_a_purpose_bound_by_law_is_neither_agreed_nor_objected_to(homes: Homes) -> None:
    for code in ("register", "service", "emergency"):
        with pytest.raises(Fault, match="a duty by law"):
            actions.record_consent(BY, homes.wang, purpose=code, way="signed")


def test_a_child_under_14_needs_a_guardian_to_the_day(homes: Homes) -> None:
    actions.edit_person(BY, homes.li, born=date(2012, 11, 27))
    with pytest.raises(Fault, match="a guardian has to agree"):
        actions.record_consent(BY, homes.li, purpose="care", way="signed")
    given = actions.record_consent(BY, homes.li, purpose="care", way="signed", guardian="王小明")
    actions.edit_person(BY, homes.li, born=date(2012, 11, 26))
    assert (given.guardian, actions.record_consent(BY, homes.li, purpose="care", way="signed").guardian) == (
        *("王小明", ""),
    )


def test_a_new_consent_ends_the_one_before(homes: Homes) -> None:
    actions.record_consent(BY, homes.wang, purpose="care", way="voice", expires_on=date(2027, 1, 1))
    rows = Consent.objects.filter(person=homes.wang).order_by("pk")
    assert [(c.way, c.withdrawn_on) for c in rows] == [("in_person", date(2026, 11, 26)), ("voice", None)]


def test_a_helper_s_number_is_read_under_the_helped_person_s_consent(homes: Homes, office: Office) -> None:
    own = actions.add_helper(BY, homes.wang, kinship="kin", name="王大", phone="15400000088")
    known = actions.add_helper(BY, homes.wang, kinship="neighbour", helper=homes.chen, holds_key=True, rank=2)
    by = By.person(office.grid_worker)
    numbers = [actions.reveal_helper(by, helper, reason=WHY) for helper in (own, known)]
    assert numbers == ["+8615400000088", "+8651200001234"]
    kept = HistoryEntry.objects.filter(verb="residents.reveal").order_by("id")
    assert [(row.subject, row.content["note"]["read"]) for row in kept] == [
        (homes.wang.recorded_subject(), "helper"),
        (homes.chen.recorded_subject(), "phone"),
        (homes.wang.recorded_subject(), "helper"),
    ]
    actions.withdraw_consent(BY, Consent.objects.get(person=homes.wang))
    with pytest.raises(Fault, match="has not agreed"):
        actions.reveal_helper(by, own, reason=WHY)


def test_a_sealed_value_shows_its_mask_wherever_it_is_printed(homes: Homes) -> None:
    phone = homes.wang.phone
    shown = Template("{{ p.phone }} {{ p.phone.reveal }} {{ p.phone.text|length }}").render(
        Context({"p": homes.wang})
    )
    assert (str(phone), f"{phone:>12}", "15400000001" in repr(phone), shown.split()[0]) == (
        *("154****0001", " 154****0001", False, "154****0001"),
    )
    assert "15400000001" not in shown


def test_two_rows_sealed_values_cannot_be_exchanged(homes: Homes) -> None:
    with pytest.raises(TypeError, match="was sealed for another row"):
        homes.wang.phone = homes.chen.phone


def test_every_field_of_every_purpose_is_known_and_every_purpose_has_somebody_who_works_for_it() -> None:
    assert [one.code for one in purposes() if not one.roles or one.fields - FIELDS.keys()] == []


def test_a_purpose_is_declared_once_and_asks_for_known_fields() -> None:
    fields = frozenset({"shoe_size"})
    with pytest.raises(ValueError, match="unknown fields"):
        register(Purpose("odd", "odd", "odd", fields, frozenset(), Basis.DUTY))
    with pytest.raises(ValueError, match="declared twice"):
        register(Purpose("care", "odd", "odd", frozenset(), frozenset(), Basis.DUTY))


def test_nobody_opens_a_field_that_no_purpose_of_theirs_needs(homes: Homes, office: Office) -> None:
    users = [office.clerk, office.worker, office.grid_worker, office.admin]
    for user, field in product(users, FIELDS):
        access = access_of(user, homes.wang)
        own = any(field in one.fields and one.code in access.live for one in access.own)
        assert access.may_read(field) == own
