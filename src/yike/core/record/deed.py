"""The one door: a deed is one transaction in which rows, their history and their facts are written together."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.db import models, transaction

from yike.core.record.clock import now, today
from yike.core.record.measures import Measure, measure
from yike.core.record.payload import difference, remember, salted, values_of
from yike.core.rights.by import By

__all__ = ["By", "Deed", "current_deed", "deed"]

M = TypeVar("M", bound=models.Model)
BATCH = 2000  # rows of one INSERT: the memory of a statement stays small, the number of round trips too
_CURRENT: ContextVar[Deed | None] = ContextVar("open deed", default=None)


class Deed:
    """An open deed. Rows added, changed and removed through it leave history; facts and notes go with them."""

    def __init__(self, by: By, verb: str, reason: str = "") -> None:
        self.by, self.verb, self.reason = by, verb, reason
        self.key, self.at = uuid.uuid4(), now()
        self._entries: list[models.Model] = []
        self._facts: list[models.Model] = []

    def lock(self, instance: M) -> M:
        """Return the row fresh from the database, locked until the deed ends (PostgreSQL) or alone (SQLite).

        Raises ``DoesNotExist`` where it has gone in the meantime.
        """
        rows: models.QuerySet[M] = type(instance)._default_manager.all()
        return rows.select_for_update(of=("self",)).get(pk=instance.pk)

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
        if not instances:
            return []
        rows = type(instances[0])._default_manager.bulk_create(instances, batch_size=BATCH)
        for row in rows:
            self.recorded(row, fresh=True)
        return list(rows)

    def change_many(self, instances: Sequence[models.Model], fields: Iterable[str]) -> int:
        """Write the given fields of many rows of one model, with history for those that changed."""
        changed = [row for row in instances if any(difference(row))]
        if changed:
            type(changed[0])._default_manager.bulk_update(changed, list(fields), batch_size=500)
        for row in changed:
            self.recorded(row, fresh=False)
        return len(changed)

    def note(self, about: models.Model, **what: object) -> None:
        """Keep that something happened to a row that no field shows: it was read, printed, sent."""
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
        from yike.core.record.models import HistoryEntry  # noqa: PLC0415 - models need this module's Deed

        said = {"reason": self.reason, "on_behalf": self.by.on_behalf}
        text, salt, digest = salted(payload | {name: text for name, text in said.items() if text})
        self._entries.append(
            HistoryEntry(
                at=self.at,
                deed=self.key,
                verb=self.verb,
                model=about._meta.label_lower,
                object_pk=str(about.pk),
                subject=about.recorded_subject(),
                area_id=about.recorded_area_id(),
                actor=self.by.user,
                actor_name=self.by.name[:80],
                way=self.by.way,
                address=self.by.address[:45],
                payload=text,
                salt=salt,
                payload_digest=digest,
            )
        )

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
        and ``ValueError`` for a missing subject.
        """
        from yike.core.record.models import Fact  # noqa: PLC0415 - models need this module's Deed

        declared: Measure = measure(code)
        if declared.distinct and not subject:
            raise ValueError(f"{code} counts distinct subjects: say whom this fact counts")
        self._facts.append(
            Fact(
                measure=code,
                quantity=quantity,
                day=day or today(),
                area_id=getattr(area, "pk", area),
                subject=subject,
                source_model=source._meta.label_lower,
                source_pk=str(source.pk),
                deed=self.key,
                at=self.at,
                corrects=corrects,
            )
        )

    def after_commit(self, work: Callable[[], object]) -> None:
        """Do outside work only once everything is kept."""
        transaction.on_commit(work)

    def flush(self) -> None:
        """Write the history and the facts gathered so far, inside the transaction."""
        for rows in (self._entries, self._facts):
            if rows:
                type(rows[0])._default_manager.bulk_create(rows, batch_size=BATCH)
                rows.clear()


def current_deed() -> Deed | None:
    """Return the deed that is open here, if any."""
    return _CURRENT.get()


@contextmanager
def deed(by: By, verb: str, *, reason: str = "") -> Iterator[Deed]:
    """Open the door: everything inside is one transaction, and whatever fails leaves nothing behind.

    ``verb`` is ``app.what``; ``reason`` is what the person gave as the reason, at most 300 characters.
    """
    opened = Deed(by, verb, reason[:300])
    with transaction.atomic():
        token = _CURRENT.set(opened)
        try:
            yield opened
            opened.flush()
        finally:
            _CURRENT.reset(token)
