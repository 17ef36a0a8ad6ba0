"""Finding a person by any part of the name, by pinyin or initials, by telephone or identity number; and a door."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower

from yike.core.residents.addresses import tidy
from yike.core.residents.models import BuildingKey, Dwelling, Person, SearchKey
from yike.core.residents.queries.scope import Scope, scope_of
from yike.core.residents.searching import LONGEST, spelt
from yike.core.vault.fields import matching
from yike.core.vault.normal import number, phone

MOST = 50
_LAST = "\U0010ffff"
_ID = re.compile(r"\d{17}[\dX]")
_ONE_LETTER = re.compile(r"[a-z0-9]")
_SEVERAL_KEYS = 4  # of one name may begin alike, as 欧阳欧


@dataclass(frozen=True)
class Found:
    """What a search found: persons and dwellings, each at most 50; ``more`` where there are more of either.

    ``short``: too little was typed to look for.
    """

    persons: tuple[Person, ...] = ()
    dwellings: tuple[Dwelling, ...] = ()
    more: bool = False
    short: bool = False


def _loaded(pks: Iterable[int]) -> tuple[Person, ...]:
    wanted = list(pks)
    rows = Person.objects.select_related("household__dwelling", "area").defer("area__polygon").in_bulk(wanted)
    return tuple(rows[pk] for pk in wanted if pk in rows)


def _by_name(scope: Scope, key: str) -> list[int]:
    """Return persons with a part of the name that begins so: whole matches first, each person once."""
    keys = SearchKey.objects.filter(key__gte=key, key__lt=key + _LAST).order_by("key", "area_id", "person_id")
    pks = scope.of(keys).values_list("person_id", flat=True)[: (MOST + 1) * _SEVERAL_KEYS]
    return list(dict.fromkeys(pks))[: MOST + 1]


def _by_number(scope: Scope, text: str) -> list[int]:
    plain = number(text)
    column = "national_id" if _ID.fullmatch(plain) else "phone"
    wanted = matching(Person, column, plain if column == "national_id" else text)
    rows = scope.of(Person.objects.filter(wanted).exclude(state="merged"))
    return list(rows.order_by("pk").values_list("pk", flat=True)[: MOST + 1])


def _by_address(scope: Scope, text: str) -> list[Dwelling]:
    """Return dwellings in buildings whose address holds the text, as it is said: 新村3幢.

    Their keys are sorted as an expression, or PostgreSQL would walk through the index of all keys for them.
    """
    keys = scope.of(BuildingKey.objects.filter(spoken__contains=tidy(text))).order_by("spoken", "area_id")
    buildings = set(keys.values_list("address", "building")[: MOST + 1])
    if not buildings:
        return []
    wanted = [Q(address=address, building=building) for address, building in sorted(buildings)]
    rows = (
        scope.of(Dwelling.objects.filter(reduce(or_, wanted))).select_related("area").defer("area__polygon")
    )
    return list(rows.order_by(Lower("key"))[: MOST + 1])


def _numeric(text: str) -> bool:
    return len(phone(text)) >= 7 and not re.search(r"[^\W\dxX]", text)


def find(user: Any, text: str) -> Found:
    """Return the persons and dwellings in the reader's areas that ``text`` points at.

    Digits are an identity or a telephone number, whole; anything else is part of a name or of an address.
    """
    text = text.replace("\0", "")  # nobody types it, and PostgreSQL takes no text with it
    scope, key = scope_of(user), spelt(text)
    if not key or _ONE_LETTER.fullmatch(key) or len(text) > 10 * LONGEST:
        return Found(short=True)
    if _numeric(text):
        pks = _by_number(scope, text)
        return Found(_loaded(pks[:MOST]), more=len(pks) > MOST)
    pks, doors = _by_name(scope, key), [] if key.isascii() else _by_address(scope, text)
    more = len(pks) > MOST or len(doors) > MOST
    return Found(_loaded(pks[:MOST]), tuple(doors[:MOST]), more)
