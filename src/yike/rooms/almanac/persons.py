"""What sign-ups hold of a person of the register: name, telephone, answers, the word they count by."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q

from yike.core.record.actions import erase_subjects, rename_subject
from yike.core.record.deed import Deed
from yike.core.residents.elsewhere import Holding, Sought, register_holding, told_of
from yike.core.vault.current import keyring
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


def _words(whom: Sought) -> list[str]:
    """Return the words by which the person is counted: they stay when name and telephone are forgotten."""
    said = [whole(name, phone) for name in whom.names for phone in whom.phones]
    return [word for one in said for word in blind_indexes(keyring(), "visitor", one)]


def _find(whom: Sought) -> Iterable[Registration]:
    theirs = whom.by_phone(Registration) | Q(whose__in=_words(whom))
    rows = Registration.objects.filter(theirs).select_related("activity").order_by("pk")
    return [row for row in rows if row.name is None or whom.is_them(row.name)]


def _tell(row: Registration) -> dict[str, Any]:
    return {str(row.activity._meta.verbose_name): str(row.activity)} | told_of(row, TOLD)


def _erase(d: Deed, _whom: Sought, rows: Sequence[Any]) -> None:
    """Call off what is still to come, then forget the person, who stays one person wherever persons are counted."""
    words = {row.whose: uuid.uuid4().hex for row in rows}
    for row in rows:
        if row.state != SignUpState.CANCELLED and row.came_at is None and row.activity.state not in OVER:
            cancel_signup(d.by, row, own=True)
        found = d.lock(row)
        d.change(found, **GONE, user=None, forgotten_at=found.forgotten_at or d.at, whose=words[row.whose])
    for before, after in words.items():
        rename_subject(d, VISITOR + before, VISITOR + after)
    erase_subjects(d, [row.of for row in rows])


SIGNUPS = register_holding(
    Holding("almanac.signup", "活动报名", "Sign-ups for activities", _find, _tell, _erase)
)
