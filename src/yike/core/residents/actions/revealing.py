"""Opening what is sealed: for a purpose, with a reason, and never without leaving who, when and why."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from yike.core.record.deed import By, Deed, deed
from yike.core.residents import rules
from yike.core.residents.access import Access, access_of
from yike.core.residents.details import one_line
from yike.core.residents.measures import REVEALED
from yike.core.residents.models import Helper, Person
from yike.core.residents.purposes import EMERGENCY, Purpose
from yike.engines.faults import Fault

SEALED = ("national_id", "phone", "birth_date")
SHORTEST_REASON = 4


def checked_reason(reason: str) -> str:
    """Return the reason somebody gave. Raises ``Fault`` for one that says nothing."""
    plain = one_line(reason, 300)
    if len(set(plain)) < SHORTEST_REASON:
        raise Fault(
            "理由太短，说明不了为什么要看",
            "the reason is too short to say why",
            do_zh="请写清为了什么事，如“来电核实独居老人情况”",
            do_en="Say for which matter, such as “calling back about the lift”",
        )
    return plain


def _used(by: By, person: Person, field: str, emergency: bool) -> Purpose:
    """Return the purpose that opens the field, and keep in mind in whose place the doer works for it."""
    purpose = _purpose(access_of(by.user, person), field, emergency)
    by.used(rules.REVEAL.roles, person.area)
    by.used(purpose.roles, person.area)
    return purpose


def _purpose(access: Access, field: str, emergency: bool) -> Purpose:
    found = access.purpose_for(field)
    if found is None and emergency and access.may_break_glass(field):
        return EMERGENCY
    if found is not None:
        return found
    if not access.own:
        raise PermissionDenied(rules.REVEAL.code)
    raise Fault(
        "居民没有同意，或已撤回同意，这一项不能看",
        "the person has not agreed, or has withdrawn: this cannot be read",
        do_zh="需要时先取得同意；遇到危险可以用“紧急查看”",
        do_en="Ask for consent first; in danger use the emergency reading",
    )


def _note(d: Deed, person: Person, **what: str) -> None:
    d.note(person, **what)
    d.fact(REVEALED.code, 1, area=person.area_id, source=person, subject=person.recorded_subject())


def reveal(by: By, person: Person, field: str, *, reason: str, emergency: bool = False) -> str:
    """Return the plain value of a sealed field, empty where there is none.

    In order: reason, right and purpose, a history row with the reason, one fact; all kept before the value is
    returned. Raises ``PermissionDenied`` without the right, ``Fault`` without a reason or against the person's
    will (``emergency`` overrides that, and says so in the history), ``KeyError`` for a field that is not sealed.
    """
    if field not in SEALED:
        raise KeyError(field)
    why = checked_reason(reason)
    with deed(by, "residents.reveal.emergency" if emergency else "residents.reveal", reason=why) as d:
        person = d.lock(person)
        purpose = _used(by, person, field, emergency)
        sealed = getattr(person, field)
        plain = sealed.reveal() if sealed else ""
        _note(d, person, read=field, purpose=purpose.code)
    return plain


def reveal_helper(by: By, helper: Helper, *, reason: str, emergency: bool = False) -> str:
    """Return a helper's number, their own or the one in the register. As ``reveal``, for the person helped.

    Where it is the register's, it is kept under the helper's own name too: their number was read.
    """
    why = checked_reason(reason)
    with deed(by, "residents.reveal.emergency" if emergency else "residents.reveal", reason=why) as d:
        helper = d.lock(helper)
        person = helper.person
        purpose = _used(by, person, "helpers", emergency)
        sealed = helper.phone or (helper.helper.phone if helper.helper else None)
        plain = sealed.reveal() if sealed else ""
        if plain and not helper.phone:
            _note(d, helper.helper, read="phone", purpose=purpose.code)
        _note(d, person, read="helper", helper=str(helper.pk), purpose=purpose.code)
    return plain
