"""Rows of rooms that bear a person's whole name and no telephone of theirs: theirs or a namesake's, a person says.

They are looked for in the street of the person's record, where the reader has the right that they are about to use.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import chain
from operator import or_
from typing import Any

from django.db.models import Q

from yike.core.areas.models import Area, AreaLevel, lineage
from yike.core.residents.elsewhere import Sought, Ticked, holdings, sought
from yike.core.residents.models import Person
from yike.core.residents.queries.person import records_of
from yike.core.residents.queries.scope import scope_of
from yike.core.rights.by import By
from yike.core.rights.right import Right
from yike.core.vault.fields import Sealed
from yike.engines.faults import Fault


@dataclass(frozen=True)
class Namesake:
    """A row that may be theirs: ``code`` is its holding, ``where`` that in words, ``said`` helps to decide."""

    code: str
    where: str
    said: str
    row: Any

    @property
    def key(self) -> str:
        """What the row is called where somebody says that it is theirs."""
        return f"{self.code}:{self.row.pk}"


def _areas(by: By, right: Right, records: Sequence[Person]) -> frozenset[int]:
    around = chain.from_iterable(lineage(row.area.path) for row in records)
    streets = Area.objects.filter(level=AreaLevel.STREET, path__in=set(around)).values_list("path", flat=True)
    within = reduce(or_, (Q(path__startswith=path) for path in streets), Q(pk__in=()))
    found = frozenset(Area.objects.filter(within).values_list("pk", flat=True))
    return found if by.trusted else found & scope_of(by.user, right).ids


def _others(whom: Sought, records: Sequence[Person]) -> Sought:
    """Return other registered persons of that name: a row with a telephone of theirs is theirs."""
    rows = Person.objects.filter(name__in=whom.names, phone__isnull=False)
    others = rows.exclude(pk__in=[row.pk for row in records])
    return replace(whom, phones=frozenset(row.phone.reveal() for row in others if row.phone))


def namesakes(by: By, right: Right, person: Person) -> list[Namesake]:
    """Return them as far as ``by`` has ``right`` in their areas, by holding. Whoever shows them notes it first."""
    records = records_of(person)
    whom = replace(sought(records, by), areas=_areas(by, right, records))
    sure = {(type(row), row.pk) for one in holdings() for row in one.find(whom)}
    others = _others(whom, records)
    return [
        Namesake(holding.code, holding.name, one.said, one.row)
        for holding in holdings()
        for one in holding.named(whom)
        if one.row.recorded_area_id() in whom.areas
        and (type(one.row), one.row.pk) not in sure
        and not others.has_phone(_phone(one.row))
    ]


def _phone(row: Any) -> Sealed | None:
    phone: Sealed | None = row.phone
    return phone


def ticked_of(by: By, right: Right, person: Person, keys: Collection[str]) -> Ticked:
    """Return the rows of some keys by holding. Raises ``Fault`` where a key is none of ``namesakes``."""
    found = {one.key: one for one in namesakes(by, right, person)} if keys else {}
    if not found.keys() >= set(keys):
        raise Fault(
            "勾选的记录里有的不在同名的记录里，什么都没有做",
            "some of what was ticked is not among the rows of that name; nothing was done",
            do_zh="请重新打开这一页，再核对一遍",
            do_en="Open this page again and check once more",
        )
    ticked: Ticked = {}
    for key in sorted(set(keys)):
        ticked.setdefault(found[key].code, []).append(found[key].row)
    return ticked
