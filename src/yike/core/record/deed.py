"""The one door: a deed is one transaction in which rows, their history and their facts are written together."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import models, transaction

from yike.core.record import bulk
from yike.core.record.clock import now, today
from yike.core.record.kept import written
from yike.core.record.lookup import plainly_managed, rows_where
from yike.core.record.measures import Measure, measure
from yike.core.record.payload import difference, remember, salted, values_of
from yike.core.rights.by import By

__all__ = ["By", "Deed", "Gone", "current_deed", "deed"]

M = TypeVar("M", bound=models.Model)
BATCH = 2000  # rows of one INSERT: the memory of a statement stays small, the number of round trips too
_ENTRY = (
    *("at", "deed", "verb", "actor_id", "actor_name", "way", "address"),
    *("model", "object_pk", "subject", "area_id", "payload", "salt", "payload_digest"),
)
_FACT = (
    *("at", "deed"),
    *("measure", "quantity", "day", "area_id", "subject", "source_model", "source_pk", "corrects_id"),
)
_CURRENT: ContextVar[Deed | None] = ContextVar("open deed", default=None)


class Gone(ObjectDoesNotExist):
    """The row that a deed was about is not there any more: somebody else has just removed it."""


class Deed:
    """An open deed. Rows added, changed and removed through it leave history; facts and notes go with them."""

    def __init__(self, by: By, verb: str, reason: str = "") -> None:
        self.by, self.verb, self.reason = by, verb, reason
        self.key, self.at = uuid.uuid4(), now()
        self._entries: list[bulk.Values] = []
        self._facts: list[bulk.Values] = []

    def lock(self, instance: M) -> M:
        """Return the row fresh from the database, locked until the deed ends (PostgreSQL) or alone (SQLite).

        Other deeds may go on naming it in rows of theirs: only who would change or lock it waits. Raises
        ``Gone`` where somebody has removed it in the meantime.
        """
        model: type[M] = instance._meta.model  # type: ignore[assignment] # a request's user is a proxy
        if plainly_managed(model):
            found = rows_where(model, lock=True, **{model._meta.pk.attname: instance.pk})
            if not found:
                raise Gone(instance._meta.label)
            return found[0]
        rows: models.QuerySet[Any] = model._default_manager.all()
        try:
            return rows.select_for_update(of=("self",), no_key=True).get(pk=instance.pk)
        except ObjectDoesNotExist as gone:
            raise Gone(instance._meta.label) from gone

    def add(self, instance: M) -> M:
        """Insert one row with its history."""
        instance.save(force_insert=True)
        return instance

    def change(self, instance: M, **values: Any) -> M:
        """Set fields of one row; history keeps what they were. A change that changes nothing writes nothing."""
        for name, value in values.items():
            setattr(instance, name, value)
        if any(difference(instance)):
            instance.save()
        return instance

    def remove(self, instance: models.Model) -> None:
        """Delete one row; history keeps what it was."""
        instance.delete()

    def add_many(self, instances: Sequence[M]) -> list[M]:
        """Insert many rows of one model with a history row each."""
        if len(instances) < 2:
            return [self.add(row) for row in instances]
        model = type(instances[0])
        if bulk.plain(model):
            bulk.insert(model, instances)
        else:
            model._default_manager.bulk_create(instances, batch_size=BATCH)
        for row in instances:
            self.recorded(row, fresh=True)
        return list(instances)

    def change_many(self, instances: Sequence[models.Model], fields: Iterable[str]) -> int:
        """Write the given fields of many rows of one model, with history for those that changed."""
        changed = [row for row in instances if any(difference(row))]
        if changed:
            type(changed[0])._default_manager.bulk_update(changed, list(fields), batch_size=500)
        for row in changed:
            self.recorded(row, fresh=False)
        return len(changed)

    def renew_many(self, instances: Sequence[models.Model], fields: Sequence[str]) -> int:
        """Write fields of many rows as ``change_many`` does, by the shortest way: for thousands of rows at once.

        The model is a plain one (one table, no value that the database makes up) and none of ``fields`` holds JSON.
        Raises ``ValueError`` where another field differs as well: history would tell of what was never written.
        """
        told = [(row, difference(row)[1]) for row in instances]
        changed = [row for row, after in told if after]
        if other := {name for _row, after in told for name in after} - set(fields):
            raise ValueError(f"{sorted(other)} differ and would not be written")
        if changed:
            bulk.renew(type(changed[0]), fields, changed)
        for row in changed:
            self.recorded(row, fresh=False)
        return len(changed)

    def tick_many(self, instances: Sequence[models.Model], fields: Sequence[str]) -> None:
        """Write bookkeeping of many rows of one model, in one statement. History leaves these fields out.

        Raises ``ValueError`` for a field that history keeps.
        """
        if instances:
            kept = set(fields) - getattr(type(instances[0]), "unrecorded_fields", frozenset())
            if kept:
                raise ValueError(f"history keeps {sorted(kept)}: use change_many")
            bulk.renew(type(instances[0]), fields, instances)

    def note(self, about: models.Model, **what: object) -> None:
        """Keep that something happened to a row that no field shows: it was read, printed, sent.

        ``named`` is shown in its timeline beside what the deed is called.
        """
        self._keep(about, {"note": what})

    def recorded(self, instance: models.Model, *, fresh: bool) -> None:
        """Keep a row just written. Called by the models themselves."""
        if fresh:
            payload: dict[str, object] = {"after": values_of(instance)}
        else:
            before, after = difference(instance)
            if not after:
                return
            payload = {"before": before, "after": after}
        remember(instance)
        self._keep(instance, payload)

    def removed(self, instance: models.Model) -> None:
        """Keep a row about to be deleted. Called by the models themselves."""
        self._keep(instance, {"before": values_of(instance)})

    def _keep(self, about: Any, payload: dict[str, object]) -> None:
        said = {"reason": self.reason, "on_behalf": self.by.behalf}
        text, salt, digest = salted(payload | {name: text for name, text in said.items() if text})
        whose = about.recorded_subject(), about.recorded_area_id()
        self._entries.append((about._meta.label_lower, str(about.pk), *whose, text, salt, digest))

    def fact(
        self,
        code: str,
        quantity: Decimal | int,
        *,
        area: Any,
        source: models.Model,
        subject: str = "",
        day: date | None = None,
        corrects: Any = None,
    ) -> None:
        """Write one number with its evidence: a declared measure, and ``source``, the record that proves it.

        A DISTINCT measure needs ``subject``, whom or what it counts. Raises ``KeyError`` for an unknown measure
        and ``ValueError`` for a missing subject, and for a quantity that counts no record where records count.
        """
        declared: Measure = measure(code)
        if declared.distinct and not subject:
            raise ValueError(f"{code} counts distinct subjects: say whom this fact counts")
        if declared.by_record and quantity != (1 if corrects is None else -1):
            raise ValueError(f"{code} counts records: a fact is one of them, or takes another fact back")
        when_where = day or today(), getattr(area, "pk", area)
        proof = source._meta.label_lower, str(source.pk), getattr(corrects, "pk", corrects)
        self._facts.append((code, Decimal(quantity), *when_where, subject, *proof))

    def after_commit(self, work: Callable[[], object]) -> None:
        """Do outside work only once everything is kept."""
        transaction.on_commit(work)

    def flush(self) -> None:
        """Write the history and the facts gathered so far, inside the transaction."""
        from yike.core.record.models import Fact, HistoryEntry  # noqa: PLC0415 - models need this module's Deed

        by = self.by
        who = by.user.pk if by.user else None, by.name[:80], by.way, by.address[:45]
        _write(HistoryEntry, _ENTRY, self._entries, (self.at, self.key, self.verb, *who))
        _write(Fact, _FACT, self._facts, (self.at, self.key))


def _write(
    model: type[models.Model], names: tuple[str, ...], rows: list[bulk.Values], same: bulk.Values
) -> None:
    """Insert what differs from row to row with what is the same in all, and forget it."""
    if rows:
        bulk.write(model, names, rows, same)
        rows.clear()


def current_deed() -> Deed | None:
    """Return the deed that is open here, if any."""
    return _CURRENT.get()


@contextmanager
def deed(by: By, verb: str, *, reason: str = "") -> Iterator[Deed]:
    """Open the door: everything inside is one transaction, and whatever fails leaves nothing behind.

    ``verb`` is ``app.what``; ``reason`` is what the person gave as the reason, at most 300 characters. In whose
    place a deputy acts is forgotten with the outermost deed: the next one asks anew.
    """
    outer = _CURRENT.get()
    opened = Deed(by, verb, reason[:300])
    with transaction.atomic():
        transaction.on_commit(written)
        token = _CURRENT.set(opened)
        try:
            yield opened
            opened.flush()
        finally:
            _CURRENT.reset(token)
            if outer is None or outer.by is not by:
                by.places.clear()
