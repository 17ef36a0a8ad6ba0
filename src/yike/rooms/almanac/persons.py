"""What sign-ups hold of a person of the register: name, telephone, answers, the word they count by."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localtime

from yike.core.record.actions import erase_subjects, rename_subject
from yike.core.record.deed import Deed
from yike.core.residents.elsewhere import (
    Holding,
    Named,
    Sought,
    nothing,
    register_holding,
    said_of,
    told_of,
)
from yike.core.vault.current import keyring
from yike.core.vault.fields import matching
from yike.core.vault.sealing import blind_indexes
from yike.rooms.almanac.actions.signups.changing import cancel_signup
from yike.rooms.almanac.actions.signups.forgetting import GONE
from yike.rooms.almanac.actions.signups.signing import whole
from yike.rooms.almanac.models.activities import OVER
from yike.rooms.almanac.models.signups import VISITOR, Registration, SignUpState

TOLD = (
    *("number", "state", "name", "phone", "helper", "party", "way", "made_at", "came_at", "came"),
    *("photos", "photos_at"),
)


TOLD_HELPER = ("number", "helper", "way", "made_at")


def _words(whom: Sought) -> list[str]:
    """Return the words by which the person is counted: they stay when name and telephone are forgotten."""
    said = [whole(name, phone) for name in whom.names for phone in whom.phones]
    return [word for one in said for word in blind_indexes(keyring(), "visitor", one)]


def _find(whom: Sought) -> Iterable[Registration]:
    theirs = whom.by_phone(Registration) | Q(whose__in=_words(whom))
    rows = Registration.objects.filter(theirs).select_related("activity").order_by("pk")
    return [row for row in rows if row.name is None or whom.is_them(row.name)]


def _signups() -> QuerySet[Registration]:
    return Registration.objects.select_related("activity").order_by("-pk")


def _named(whom: Sought) -> Iterable[Named]:
    """Return sign-ups under their name, whoever made them."""
    theirs = reduce(or_, (matching(Registration, "name", name) for name in whom.names))
    return map(_said, _signups().filter(theirs))


def _helped(whom: Sought) -> Iterable[Named]:
    """Return sign-ups of others that they made; who made one has no index, so each is opened."""
    rows = _signups().filter(helper__isnull=False, activity__area__in=whom.areas)
    return [_said(row) for row in rows if whom.bears(row.helper) and not whom.bears(row.name)]


def _said(row: Registration) -> Named:
    return Named(row, said_of(row.activity, row, f"{localtime(row.made_at):%Y-%m-%d}", row.phone))


def _tell(row: Registration) -> dict[str, Any]:
    return {str(row.activity._meta.verbose_name): str(row.activity)} | told_of(row, TOLD)


def _tell_helper(row: Registration) -> dict[str, Any]:
    """Return what a helper is told of somebody else's sign-up: nothing of whose it is."""
    return {str(row.activity._meta.verbose_name): str(row.activity)} | told_of(row, TOLD_HELPER)


def _unhelp(d: Deed, _whom: Sought, rows: Sequence[Any]) -> None:
    for row in rows:
        d.change(d.lock(row), helper=None)


def _erase(d: Deed, _whom: Sought, rows: Sequence[Any]) -> None:
    """Call off what is still to come, then forget the person, who stays one person wherever persons are counted."""
    words = {row.whose: uuid.uuid4().hex for row in rows}
    for row in rows:
        if row.state != SignUpState.CANCELLED and row.came_at is None and row.activity.state not in OVER:
            cancel_signup(d.by, row, own=True)
        found = d.lock(row)
        d.change(found, **GONE, user=None, forgotten_at=found.forgotten_at or d.at, whose=words[row.whose])
    kept = set(Registration.objects.filter(whose__in=words).values_list("whose", flat=True))
    for before, after in words.items():
        if before not in kept:  # by somebody of that name and telephone of whom nobody said that it is them
            rename_subject(d, VISITOR + before, VISITOR + after)
    erase_subjects(d, [row.of for row in rows])


SIGNUPS = register_holding(
    Holding("almanac.signup", "活动报名", "Sign-ups for activities", _find, _tell, _erase, _named)
)
HELPED = register_holding(
    Holding("almanac.helped", "替别人报的名", "Signed up for others", nothing, _tell_helper, _unhelp, _helped)
)
