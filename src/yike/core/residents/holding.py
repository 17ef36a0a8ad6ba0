"""What the register itself holds of a person outside their record: as a helper in other people's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from yike.core.record.deed import Deed
from yike.core.residents.elsewhere import Holding, Named, Sought, register_holding, said_of, told_of
from yike.core.residents.models import Helper

TOLD = ("name", "phone", "kinship", "holds_key")


def _find(whom: Sought) -> Iterable[Helper]:
    return [row for row in _bearing(whom) if whom.has_phone(row.phone)]


def _bearing(whom: Sought) -> Iterable[Helper]:
    return Helper.objects.filter(name__in=whom.names, helper=None).select_related("person")


def _named(whom: Sought) -> Iterable[Named]:
    for row in _bearing(whom):
        yield Named(row, said_of(row.person, row.get_kinship_display(), row.phone))


def _erase(d: Deed, _whom: Sought, rows: Sequence[Any]) -> None:
    """Remove them: a helper without name and number helps nobody. History shows neither."""
    for row in rows:
        d.remove(row)


HELPING = register_holding(
    Holding(
        "residents.helper",
        "作为帮手记在别人名下",
        "Noted as somebody's helper",
        _find,
        lambda row: told_of(row, TOLD),
        _erase,
        _named,
    )
)
