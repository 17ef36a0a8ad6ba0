"""Seal everything anew with the newest key: a piece at a time, so that it may be stopped and started at will."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Count, Value
from django.db.models.functions import StrIndex, Substr

from yike.core.vault.current import keyring
from yike.core.vault.fields import Sealed, index_fields, sealed_fields
from yike.core.vault.sealing import FORMAT
from yike.engines.faults import Fault

AT_ONCE = 500


def sealed_models() -> Iterator[type[models.Model]]:
    """Yield the models with sealed columns."""
    yield from (model for model in apps.get_models() if sealed_fields(model))


def _stale(model: type[models.Model], version: int) -> models.QuerySet[Any]:
    """Return the rows with a value that the newest key has not sealed."""
    wanted = models.Q()
    for field in sealed_fields(model):
        old = models.Q(**{f"{field.attname}__isnull": False})
        wanted |= old & ~models.Q(**{f"{field.attname}__sealed_by": f"{FORMAT}.{version}."})
    return model._base_manager.filter(wanted).order_by("pk")


def stale_count() -> int:
    """Return how many rows still wait for the newest key."""
    version = keyring().newest.version
    return sum(_stale(model, version).count() for model in sealed_models())


def sealed_counts() -> list[tuple[type[models.Model], int, int]]:
    """Return (model, version of the key, rows with a value it sealed), by model and version; none where none.

    One question a model: a row whose values are of two versions counts for both.
    """
    return [(model, version, rows) for model in sealed_models() for version, rows in _versions(model)]


def _versions(model: type[models.Model]) -> list[tuple[int, int]]:
    heads = {f"by_{n}": _version(field.attname) for n, field in enumerate(sealed_fields(model))}
    groups = model._base_manager.order_by().annotate(**heads).values_list(*heads).annotate(n=Count("pk"))
    found: dict[int, int] = {}
    for *versions, n in groups:
        for version in {int(one) for one in versions if one}:
            found[version] = found.get(version, 0) + n
    return sorted(found.items())


def _version(column: str) -> Substr:
    """Return the version of the key in a sealed text: what stands between the first and the second point."""
    rest = Substr(column, len(FORMAT) + 2, output_field=models.CharField())
    return Substr(rest, 1, StrIndex(rest, Value(".")) - 1, output_field=models.CharField())


def _renew(row: Any, version: int) -> None:
    for field in sealed_fields(type(row)):
        value: Sealed | None = getattr(row, field.attname)
        if value is not None and value.version != version:
            plain = value.reveal()
            setattr(row, field.attname, plain)
            if index := index_fields(type(row)).get(field.name):
                setattr(row, index.attname, index.indexed(plain))


@dataclass(frozen=True)
class Piece:
    """One piece of the work: how many rows were sealed anew, which do not open, and the last row looked at."""

    renewed: int
    unopened: tuple[str, ...]
    last: Any


def _renewed(rows: list[Any], version: int) -> tuple[list[Any], tuple[str, ...]]:
    done, unopened = [], []
    for row in rows:
        try:
            _renew(row, version)
            done.append(row)
        except Fault:
            unopened.append(f"{row._meta.label_lower}:{row.pk}")
    return done, tuple(unopened)


def _piece(model: type[models.Model], after: Any) -> Piece | None:
    """Seal the next stale rows of a model anew in one transaction; None where there are no more."""
    version = keyring().newest.version
    names = [*(f.attname for f in sealed_fields(model)), *(f.attname for f in index_fields(model).values())]
    stale = _stale(model, version)
    with transaction.atomic():
        wanted = stale if after is None else stale.filter(pk__gt=after)
        rows = list(wanted.select_for_update(of=("self",))[:AT_ONCE])
        done, unopened = _renewed(rows, version)
        if done:
            models.QuerySet(model).bulk_update(done, names)
    return Piece(len(done), unopened, rows[-1].pk) if rows else None


def renew(model: type[models.Model]) -> Iterator[Piece]:
    """Seal all stale rows of a model anew, a piece and a transaction at a time.

    Only the sealing changes, not what is said, so no history is kept of single rows: the caller notes the whole.
    A row that does not open is named, left as it is, and passed over.
    """
    after = None
    while piece := _piece(model, after):
        after = piece.last
        yield piece
