"""What the register itself holds of a person outside their record: as a helper in other people's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from yike.core.record.actions import erase_words
from yike.core.record.deed import Deed
from yike.core.residents.elsewhere import Holding, Maybe, Sought, register_holding, told_of
from yike.core.residents.models import Helper

TOLD = ("name", "phone", "kinship", "holds_key")


def _named(whom: Sought) -> Iterable[Helper]:
    rows = Helper.objects.filter(name__in=whom.names, helper=None)
    return rows.select_related("person__household__dwelling").order_by("pk")


def _find(whom: Sought) -> Iterable[Helper]:
    return [row for row in _named(whom) if whom.has_phone(row.phone)]


def _likely(whom: Sought) -> Iterable[Maybe]:
    for row in _named(whom):
        if not whom.has_phone(row.phone) and not whom.is_of_another(row.phone):
            near = row.person.household.dwelling
            said = (str(row.person), near.public_address, str(row.get_kinship_display()), row.phone)
            yield Maybe(row, " · ".join(str(one) for one in said if one))


def _erase(d: Deed, whom: Sought, rows: Sequence[Any]) -> None:
    """Remove them: a helper without name and number helps nobody. Nor does the history name them."""
    for row in rows:
        d.remove(row)
    erase_words(d, [row.recorded_subject() for row in rows], whom.names)


HELPING = register_holding(
    Holding(
        "residents.helper",
        "作为帮手记在别人名下",
        "Noted as somebody's helper",
        _find,
        lambda row: told_of(row, TOLD),
        _erase,
        _likely,
    )
)
