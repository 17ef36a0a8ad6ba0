"""The vault's sealing and opening, the worktime engine's deadlines: how many one core does in a second."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bench.house.limits import Row
from yike.core.vault.keyring import Key, Keyring
from yike.core.vault.sealing import blind_index, open_sealed, seal
from yike.engines.worktime import (
    Calendar,
    Limit,
    Reckoning,
    Term,
    Unit,
    WorkClock,
    YearTable,
    explain,
    office,
    reckon,
)

SEALS, DEADLINES = 50_000, 100_000
PLACE = "residents.person.phone:4f0c2f5ab1de4c0c9d0e6b8a1c2d3e4f"


def _rate(what: str, count: int, work: Callable[[], object], least: int | None = None) -> Row:
    best = 0.0
    for _ in range(3):
        began = time.perf_counter()
        work()
        best = max(best, count / (time.perf_counter() - began))
    kept = {"at least a second": least, "kept": best >= least} if least else {}
    return {"what": what, "count": count, "a second": round(best)} | kept


def _vault() -> Iterator[Row]:
    ring = Keyring([Key(1, secrets.token_bytes(32))])
    phones = [f"154{n:08}" for n in range(SEALS)]
    sealed = [seal(ring, phone, PLACE) for phone in phones]
    yield _rate("seal", SEALS, lambda: [seal(ring, phone, PLACE) for phone in phones], 50_000)
    yield _rate("open", SEALS, lambda: [open_sealed(ring, text, PLACE) for text in sealed], 50_000)
    yield _rate("blind index", SEALS, lambda: [blind_index(ring, "phone", phone) for phone in phones])


def _terms(unit: Unit, amount: int) -> list[Term]:
    begin = datetime(2026, 1, 5, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    step = timedelta(minutes=4)
    return [Term(begin + n * step, Limit(amount, unit)) for n in range(DEADLINES)]


def _reckoned(terms: list[Term], clock: WorkClock) -> list[Reckoning]:
    return [reckon(term, clock) for term in terms]


def _worktime() -> Iterator[Row]:
    calendar = Calendar(tuple(YearTable(year, ()) for year in (2025, 2026, 2027, 2028)))
    clock = WorkClock(calendar, office())
    for unit, amount in ((Unit.WORK_DAY, 5), (Unit.WORK_HOUR, 8), (Unit.DAY, 15), (Unit.MONTH, 2)):
        terms = _terms(unit, amount)
        yield _rate(f"deadline, {amount} {unit.value}", DEADLINES, partial(_reckoned, terms, clock))
    known = _reckoned(_terms(Unit.WORK_DAY, 5)[:10_000], clock)
    yield _rate("a deadline in one sentence", 10_000, lambda: [explain(one) for one in known])


def rows(_database: str) -> Iterator[Row]:
    """Measure both."""
    yield from _vault()
    yield from _worktime()
