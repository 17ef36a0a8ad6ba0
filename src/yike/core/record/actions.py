"""What can be done to the record itself: seal it, add its facts up, and erase a person's content from it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import DatabaseError, connection, models, transaction
from django.db.models import F, Sum
from django.db.models.functions import TruncMonth

from yike.core.record.clock import now
from yike.core.record.deed import Deed, deed
from yike.core.record.models import Fact, FactMark, FactSum, HistoryEntry, Seal
from yike.core.record.once import note_repeats
from yike.core.record.rollup import DAY, MONTH
from yike.core.record.seals import ERASURE, START, ChainState, digest_of
from yike.core.rights.by import By
from yike.core.vault.current import keyring

BATCH = 5000
PATIENCE = "2s"
"""For so long the sweep that adds up waits for writers, who wait behind it; after that it tries another time."""
SUM_KEY = "span, measure, first, area_id"


def _rows() -> models.QuerySet[HistoryEntry]:
    """Return the history as the sealing and the erasure alone may write it."""
    return models.QuerySet(HistoryEntry)


@transaction.atomic
def seal_batch(limit: int = BATCH) -> int:
    """Seal the oldest unsealed rows, at most ``limit``, and return how many. Run by a sweep, one at a time.

    Two sweeps at once do no harm: the second waits for the last seal, or fails on its number and is tried again.
    Rows of transactions still open are not seen, and go into a later seal.
    """
    last = Seal.objects.select_for_update().order_by("-number").first()
    entries = list(_rows().filter(seal=None).order_by("id")[:limit])
    if not entries:
        return 0
    number, previous = (last.number + 1, last.digest) if last else (1, START)
    version = keyring().newest.version
    seal = Seal.objects.create(
        number=number,
        at=now(),
        count=len(entries),
        first_id=entries[0].pk,
        last_id=entries[-1].pk,
        previous=previous,
        digest=digest_of(previous, number, entries, version),
        key_version=version,
    )
    _mark(entries, seal)
    return len(entries)


def _mark(entries: list[HistoryEntry], seal: Seal) -> None:
    for start in range(0, len(entries), 500):  # SQLite takes only so many parameters in one statement
        _rows().filter(pk__in=[e.pk for e in entries[start : start + 500]], seal=None).update(seal=seal)


def seal_all() -> int:
    """Seal everything that waits and return how many rows that were."""
    total = 0
    while sealed := seal_batch():
        total += sealed
    return total


def erase_subjects(d: Deed, subjects: Iterable[str]) -> int:
    """Erase the content of all history kept under ``subjects`` inside an open deed; return how many rows.

    What was done, when and by whom stays, and so do the digests: the chain verifies as before. The deed's own rows
    (that somebody was erased, and on whose wish) are written afterwards and stay; one of them names the subjects,
    because content that is gone without such a row was taken away past the house.
    """
    d.flush()
    asked = sorted(set(subjects))
    d.note(ERASURE, erased=asked)
    rows = _rows().filter(subject__in=asked, payload__isnull=False)
    return rows.update(payload=None, salt=None)


def rename_subject(d: Deed, before: str, after: str) -> int:
    """Count the facts under one subject under another from now on, inside an open deed; return how many.

    For a subject that is made of what a person wished to be forgotten. ``after`` must be new, so that as many are
    told apart as before: every number stays.
    """
    d.flush()
    return models.QuerySet(Fact).filter(subject=before).update(subject=after)


def note_verification(by: By, state: ChainState) -> None:
    """Keep that somebody checked the chain and what was found."""
    last = Seal.objects.order_by("-number").first()
    if last is not None:
        with deed(by, "record.verify") as d:
            d.note(last, head=state.head, whole=state.whole, seals=state.seals)


def roll_up() -> int:
    """Add up the facts that came since the last time; return how many those were. Run by a sweep.

    Two at once do no harm: the second waits for the mark. While somebody writes for long, nothing is added up.
    """
    try:
        top = _settled()
    except DatabaseError:
        return 0
    with transaction.atomic():
        FactMark.objects.get_or_create(pk=1)
        mark = FactMark.objects.select_for_update().get(pk=1)
        if top <= mark.up_to:
            return 0
        fresh = Fact.objects.order_by().filter(pk__gt=mark.up_to, pk__lte=top)
        count = fresh.count()
        _add(DAY, fresh.annotate(first=F("day")))
        _add(MONTH, fresh.annotate(first=TruncMonth("day")))
        note_repeats(mark.up_to, top)
        mark.up_to = top
        mark.save()
    return count


@transaction.atomic
def _settled() -> int:
    """Return the key of the last fact before which no other will ever appear.

    PostgreSQL draws a key before the row can be seen: whoever may hold a lower one is waited for. SQLite has one
    writer at a time.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
            cursor.execute(f"LOCK TABLE {_table(Fact)} IN SHARE MODE")
    return Fact.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _table(model: Any) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _add(span: str, facts: models.QuerySet[Any]) -> None:
    sums = facts.values("measure", "first", "area_id").annotate(n=Sum("quantity"))
    sql, params = sums.query.sql_with_params()
    table = _table(FactSum)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({SUM_KEY}, quantity)"  # noqa: S608 - our own names
            f" SELECT %s, t.measure, t.first, t.area_id, t.n FROM ({sql}) t WHERE true"
            f" ON CONFLICT ({SUM_KEY}) DO UPDATE SET quantity = round({table}.quantity + excluded.quantity, 3)",
            [span, *params],
        )
