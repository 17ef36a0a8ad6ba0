"""Who may read which field of which person, and for which purpose: purpose × field × role, and what was agreed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from yike.core.record.clock import today
from yike.core.residents import rules
from yike.core.residents.models import Consent, Person
from yike.core.residents.models.people import Basis
from yike.core.residents.purposes import EMERGENCY, Purpose, covering, purposes


def stands(consent: Consent, day: date) -> bool:
    """Return whether a consent was neither withdrawn nor has expired."""
    return consent.withdrawn_on is None and (consent.expires_on is None or consent.expires_on >= day)


def live(one: Purpose, consents: Iterable[Consent], day: date) -> bool:
    """Return whether data may be used for a purpose now, after what a person agreed and objected to.

    Resting on consent: only with one that stands. Resting on duty: unless there is an objection, or a consent
    once given was withdrawn and none given since. The newest word counts.
    """
    if one.bound:
        return one is not EMERGENCY
    said = sorted((c for c in consents if c.purpose == one.code), key=lambda c: (c.given_on, c.pk))
    if not said:
        return one.basis == Basis.DUTY
    last = said[-1]
    if last.refused:
        return last.withdrawn_on is not None and one.basis == Basis.DUTY
    return stands(last, day)


@dataclass(frozen=True)
class Access:
    """What one reader may see of one person: ``live`` purposes stand, ``own`` are those the reader works for."""

    live: frozenset[str]
    own: tuple[Purpose, ...]
    breaks_glass: bool

    def purpose_for(self, field: str) -> Purpose | None:
        """Return the purpose for which the reader may open a field; None where there is none."""
        fitting = (one for one in self.own if field in one.fields and one.code in self.live)
        return next(fitting, None)

    def may_read(self, field: str) -> bool:
        """Whether the reader may open a field of this person in the ordinary way."""
        return self.purpose_for(field) is not None

    def may_break_glass(self, field: str) -> bool:
        """Whether the reader may open a field in an emergency only."""
        return self.breaks_glass and field in EMERGENCY.fields and not self.may_read(field)

    def shows(self, field: str) -> bool:
        """Whether a field is shown at all, masked: somebody may use it for some purpose that stands."""
        return any(one.code in self.live for one in covering(field))


def access_of(user: Any, person: Person, consents: Iterable[Consent] | None = None) -> Access:
    """Return what a reader may see of a person. Pass ``consents`` where they are at hand, to save a query."""
    said = list(Consent.objects.filter(person=person) if consents is None else consents)
    day = today()
    standing = frozenset(one.code for one in purposes() if live(one, said, day))
    if not rules.REVEAL.allows(user, person.area):
        return Access(standing, (), breaks_glass=False)
    held = rules.roles_at(user, person.area)
    own = tuple(one for one in purposes() if held & one.roles and one is not EMERGENCY)
    return Access(standing, own, breaks_glass=bool(held & EMERGENCY.roles))


def reads_names(user: Any, area_path: str) -> bool:
    """Return whether somebody sees whole names and addresses in an area; others see them masked."""
    held = {role for role, path in user.held_roles() if area_path.startswith(path)}
    return bool(covering("name", held))
