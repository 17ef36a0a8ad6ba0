"""What only a name tells to be of a person of the register: who erases or hands out decides on each.

Rows that bear the name as that of their person (``bearers``, from the rooms' holdings), and rows in whose free
words it stands (``mentions``, from every table). Nothing here is ever erased or told because it was found.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence, Set
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from yike.core.areas.models import Area
from yike.core.record.base import Recorded
from yike.core.residents import rules
from yike.core.residents.elsewhere import Holding, Sought, free_columns, holdings
from yike.core.residents.models import Dwelling, Household, Person
from yike.core.residents.models.people import subject_of
from yike.core.rights.by import By
from yike.core.vault.fields import Sealed
from yike.engines.faults import Fault

MOST = 100  # of one kind; who has more of them looks again after these
AROUND = 16  # characters on either side of a name
_APART = {"accounts", "apikeys", "areas", "calendar"}
"""Apps that hold no residents: whoever works here and has the same name is another matter."""
_REGISTER = (Person, Dwelling, Household)


@dataclass(frozen=True)
class Likely:
    """One find. ``key`` names the row as the record does (``label:pk``).

    ``where`` says what it is, ``said`` what is to be seen of it, ``home`` that it bears the person's own address.
    ``holding`` is None for words that mention.
    """

    key: str
    where: str
    said: str
    home: bool
    row: Any
    holding: Holding | None


def key_of(row: models.Model) -> str:
    """Return what a row is called among finds."""
    return f"{row._meta.label_lower}:{row.pk}"


def bearers(whom: Sought) -> list[Likely]:
    """Return the rows of all rooms that bear the name, and which are not found by telephone."""
    return [
        Likely(key_of(one.row), holding.name, one.said, one.home, one.row, holding)
        for holding in holdings()
        for one, _ in zip(holding.likely(whom), range(MOST), strict=False)
    ]


def mentions(whom: Sought, but: Set[str]) -> list[Likely]:
    """Return the rows of all tables in whose free words the name stands, in areas where the reader may erase.

    Rows of ``but``, and what belongs to one, are left out: they are dealt with already.
    """
    found = []
    for model in sorted(apps.get_models(), key=lambda one: one._meta.label):
        if issubclass(model, Recorded) and model._meta.app_label not in _APART and model not in _REGISTER:
            rows = [row for row in _mentioning(whom, model) if _open(whom, row, but)]
            found += [Likely(key_of(row), _name(row), _excerpt(whom, row), False, row, None) for row in rows]
    return _of_reader(whom.reader, found)


def _open(whom: Sought, row: Any, but: Set[str]) -> bool:
    """Return whether a row is neither dealt with already nor a registered namesake's own."""
    theirs = {key_of(row), row.recorded_subject()} & but
    phone = getattr(row, "phone", None)  # of an entry in a calendar it is no secret
    return not theirs and not (isinstance(phone, Sealed) and whom.is_of_another(phone))


def _mentioning(whom: Sought, model: type[Recorded]) -> Iterable[Any]:
    columns = [field.name for field in free_columns(model)]
    said = [Q(**{f"{column}__contains": name}) for column in columns for name in whom.names]
    if not said:
        return ()
    return list(model._default_manager.filter(reduce(or_, said)).order_by("-pk")[:MOST])


def _name(row: models.Model) -> str:
    return str(row._meta.verbose_name)


def _excerpt(whom: Sought, row: models.Model) -> str:
    """Return the words around the name in each column where it stands, after the name of the column."""
    told = []
    for field in free_columns(type(row)):
        words = " ".join(str(getattr(row, field.attname)).split())
        at = min((words.find(name) for name in whom.names if name in words), default=-1)
        if at >= 0:
            part = words[max(at - AROUND, 0) : at + 2 * AROUND]
            told.append(f"{field.verbose_name}：{part}")
    return " · ".join(told)


def _of_reader(reader: By | None, found: list[Likely]) -> list[Likely]:
    if reader is None or reader.trusted:
        return found
    areas = Area.objects.light().in_bulk({pk for one in found if (pk := one.row.recorded_area_id())})
    return [one for one in found if _may(reader, areas.get(one.row.recorded_area_id()))]


def _may(reader: By, area: Any) -> bool:
    return area is not None and rules.ERASE.allows(reader.user, area)


def likely_of(whom: Sought) -> list[Likely]:
    """Return all finds: rows that bear the name first, then words that mention it."""
    sure = [row for holding in holdings() for row in holding.find(whom)]
    named = bearers(whom)
    but = {key_of(row) for row in (*sure, *(one.row for one in named))}
    return [*named, *mentions(whom, but | {subject_of(pk) for pk in whom.pks})]


def chosen(found: Sequence[Likely], keys: Collection[str]) -> list[Likely]:
    """Return the finds with these keys. Raises ``Fault`` where one is no longer among them: look again first."""
    if set(keys) - {one.key for one in found}:
        raise Fault(
            "确认的内容里有的已经变了",
            "some of what was confirmed has changed meanwhile",
            do_zh="请重新打开这一页，再核对一遍",
            do_en="Open this page again and check once more",
        )
    return [one for one in found if one.key in keys]


def bearing(found: Sequence[Likely], holding: Holding) -> list[Any]:
    """Return the rows among finds that a room holds."""
    return [one.row for one in found if one.holding is holding]
