"""The base of every model of ours: written only inside a deed, and never without history."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.encoding import force_str

from yike.core.record import bulk
from yike.core.record.deed import current_deed


class OutsideTheDoor(RuntimeError):  # noqa: N818 - what happened, as the developer sees it
    """A model was written outside a deed: the change would have left no history."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}: write inside `with deed(...)` in an actions module")


def _refuse_outside(what: str) -> None:
    if current_deed() is None:
        raise OutsideTheDoor(what)


class RecordedQuerySet(models.QuerySet[Any]):
    """A query set whose bulk writes need an open deed, whose ``change_many`` and ``add_many`` keep history."""

    def update(self, **values: Any) -> int:
        """Update rows. Only inside a deed, which has to note what was done."""
        _refuse_outside(f"{self.model.__name__}.update")
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete rows. Only inside a deed, which has to note what was done."""
        _refuse_outside(f"{self.model.__name__}.delete")
        return super().delete()

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Insert rows. Only inside a deed; use ``Deed.add_many``, which writes their history."""
        _refuse_outside(f"{self.model.__name__}.bulk_create")
        return super().bulk_create(objs, *args, **kwargs)


@lru_cache(maxsize=512)
def _words(field: Any) -> dict[Any, Any]:
    """Return the words for each choice of a field, not yet translated."""
    return dict(field.flatchoices)


RecordedManager = models.Manager.from_queryset(RecordedQuerySet)


class Recorded(models.Model):
    """A model whose every change is kept: who, when, on whose behalf, before and after.

    ``hidden_fields`` are noted as changed, never with their value; ``unrecorded_fields`` are bookkeeping that
    nobody asks about (counters of a tree, leases of a worker). ``masked_in_history`` says how fields that are
    kept in full are masked to whoever reads the history; ``named_in_history`` which column, its own or one of a
    row it points at, names a row there that has no name, title or code.
    """

    hidden_fields: ClassVar[frozenset[str]] = frozenset()
    unrecorded_fields: ClassVar[frozenset[str]] = frozenset()
    masked_in_history: ClassVar[Mapping[str, Callable[[str], str]]] = {}
    named_in_history: ClassVar[str] = ""

    objects = RecordedManager()

    class Meta:
        """Abstract: each model has its own table."""

        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any, **more: Any) -> Self:
        """Load a row and remember it, so that a change knows what was before."""
        instance = super().from_db(db, field_names, values, **more)
        instance.__dict__["_loaded"] = dict(zip(field_names, values, strict=False))
        return instance

    def _get_FIELD_display(self, field: Any) -> Any:  # noqa: N802 - Django's name
        """Return the words for a choice. Django's own way translates all of a field's choices to find one."""
        value = getattr(self, field.attname)
        return force_str(_words(field).get(value, value), strings_only=True)

    def recorded_area_id(self) -> int | None:
        """Return the area in whose scope the history of this row is seen; None where it has no place."""
        return getattr(self, "area_id", None)

    def recorded_subject(self) -> str:
        """Return whose timeline the history belongs to; parts of a person return the person's."""
        return f"{self._meta.label_lower}:{self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row and its history. Raises ``OutsideTheDoor`` where no deed is open."""
        door = current_deed()
        if door is None:
            raise OutsideTheDoor(f"{type(self).__name__}.save")
        fresh = self._state.adding
        if args or not bulk.save_one(self, **kwargs):
            super().save(*args, **kwargs)
        door.recorded(self, fresh=fresh)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the row and keep what it was. Raises ``OutsideTheDoor`` where no deed is open."""
        door = current_deed()
        if door is None:
            raise OutsideTheDoor(f"{type(self).__name__}.delete")
        door.removed(self)
        return super().delete(*args, **kwargs)
