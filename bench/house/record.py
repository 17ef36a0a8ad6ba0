"""Deeds one after the other and by several hands at once; sealing and verifying what they left."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from bench.house.child import say
from bench.house.limits import Row
from bench.house.people import Register, draw
from bench.house.street import BY, Street, make_street
from yike.core.record.actions import seal_all
from yike.core.record.models import HistoryEntry
from yike.core.record.seals import verify_chain
from yike.core.residents.actions import add_person, edit_household, load_register
from yike.core.residents.details import Details
from yike.core.residents.models import Household

DEEDS, HANDS = 400, 4
HOUSEHOLDS = 15_000


def _rate(what: str, count: int, work: Callable[[], object]) -> Row:
    began = time.perf_counter()
    work()
    taken = time.perf_counter() - began
    return {"what": what, "count": count, "seconds": taken, "a second": round(count / taken)}


def _loading(street: Street) -> tuple[Register, Row]:
    register = draw(HOUSEHOLDS, [grid.code for grid in street.grids])
    before = HistoryEntry.objects.count()
    row = _rate(
        "persons loaded as a register", len(register.persons), lambda: load_register(BY, **register.rows)
    )
    return register, row | {"history rows": HistoryEntry.objects.count() - before}


def _edit(homes: list[Household]) -> None:
    for home in homes:
        edit_household(BY, home, dwelling=home.dwelling, code=home.code, size=(home.size or 1) + 1)


def _apart(homes: list[Household]) -> None:
    _edit(homes)
    connection.close()


def _by_hands(homes: list[Household]) -> None:
    with ThreadPoolExecutor(HANDS) as hands:
        list(hands.map(_apart, [homes[n::HANDS] for n in range(HANDS)]))


def _deeds() -> Iterator[Row]:
    homes = list(Household.objects.select_related("dwelling")[: 3 * DEEDS])
    yield _rate("deeds: a household edited", DEEDS, lambda: _edit(homes[:DEEDS]))
    yield _rate(f"the same by {HANDS} hands at once", DEEDS, lambda: _by_hands(homes[DEEDS : 2 * DEEDS]))
    newcomers = homes[2 * DEEDS :]
    yield _rate(
        "deeds: a person registered, with sealed values, search keys and a fact",
        DEEDS,
        lambda: [
            add_person(BY, home, Details("沈小满", phone=f"+8615499{home.pk:06}")) for home in newcomers
        ],
    )


def rows(_database: str) -> Iterator[Row]:
    """Measure loading, deeds, sealing, verifying."""
    street = make_street()
    say(f"loading {HOUSEHOLDS:,} households")
    yield _loading(street)[1]
    say("deeds")
    yield from _deeds()
    say("sealing and verifying")
    count = HistoryEntry.objects.filter(seal=None).count()
    yield _rate("history rows sealed", count, seal_all)
    yield _rate("history rows verified", count, verify_chain)
