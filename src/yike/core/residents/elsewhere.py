"""What rooms above hold of a person of the register without pointing at them: found by telephone and name.

A room registers what it holds: how it is found, told to the person, and let go inside the deed that erases them.
What bears their name without a telephone of theirs may be a namesake's: a person decides (``queries.namesakes``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from yike.core.record.deed import Deed
from yike.core.residents.models import Person
from yike.core.rights.by import By
from yike.core.vault.fields import BlindIndexField, Sealed, SealedField, matching
from yike.core.vault.normal import normal

FORGOTTEN = "（已删除）"
Ticked = dict[str, list[Any]]
"""Rows of which somebody says that they are a person's, by the code of their holding."""


@dataclass(frozen=True)
class Sought:
    """Whom rooms look for: all telephones and names the person has in the register, opened for this search alone.

    ``others`` are the names of whoever shares household or telephone with them. ``reader`` is who is told;
    None where nobody is told and all is erased. ``areas`` are those in which rows are looked for by name alone.
    """

    reader: By | None
    phones: frozenset[str]
    names: frozenset[str]
    others: frozenset[str]
    areas: frozenset[int] = frozenset()

    def by_phone(self, model: type[models.Model], column: str = "phone") -> Q:
        """Return the condition for rows with one of the telephones; for none where there is no telephone."""
        nothing = Q(pk__in=())
        return reduce(Q.__or__, (matching(model, column, phone) for phone in self.phones), nothing)

    def has_phone(self, sealed: Sealed | None) -> bool:
        """Return whether a telephone without an index is one of theirs."""
        return sealed is not None and normal("phone", sealed.reveal()) in map(_dialled, self.phones)

    def is_them(self, name: Sealed | str | None) -> bool:
        """Return whether a row with one of the telephones is theirs, not of somebody who shares that telephone."""
        plain = name.reveal() if isinstance(name, Sealed) else name or ""
        return plain in self.names or plain not in self.others

    def bears(self, name: Sealed | None) -> bool:
        """Return whether a name is letter for letter theirs: it may still be a namesake's."""
        return name is not None and name.reveal() in self.names

    def knowing(self, phone: Sealed | None) -> Sought:
        """Return the same search with one more telephone, of a row that is theirs."""
        return self if phone is None else replace(self, phones=self.phones | {phone.reveal()})

    def scrubbed(self, text: str) -> str:
        """Return a text without the person's names and telephones.

        A longer name of somebody who lives with them stays whole: 张三 is not taken out of his son 张三丰. Of a
        stranger's longer name nobody can know, and it loses its part.
        """
        words = {*self.names, *self.phones, *map(_dialled, self.phones)}
        longer = {other for other in self.others - words if any(word in other for word in words)}
        found = "|".join(map(re.escape, sorted(words | longer, key=len, reverse=True)))
        return re.sub(found, lambda one: one[0] if one[0] in longer else FORGOTTEN, text)


@dataclass(frozen=True)
class Named:
    """A row that bears their whole name. ``said`` helps to decide whether it is theirs; numbers are masked."""

    row: Any
    said: str


def said_of(*parts: object) -> str:
    """Return what is to be seen of a row, empty parts left out."""
    return " · ".join(str(one) for one in parts if one)


def nothing(_whom: Sought) -> Iterable[Any]:
    """Find nothing: for what only a name leads to, or only a telephone."""
    return ()


@dataclass(frozen=True)
class Holding:
    """What one room holds of persons. ``zh`` and ``en`` are its name in what a person is handed.

    ``find`` returns the rows; ``tell`` what stands in one, by the name of the column; ``erase`` takes out of them
    what tells who it was, inside an open deed: numbers, states and facts stay true. ``named`` returns rows that
    bear the whole name and of which the reader may know; those ticked are told and erased as the others are.
    """

    code: str
    zh: str
    en: str
    find: Callable[[Sought], Iterable[Any]]
    tell: Callable[[Any], dict[str, Any]]
    erase: Callable[[Deed, Sought, Sequence[Any]], None]
    named: Callable[[Sought], Iterable[Named]] = nothing

    @property
    def name(self) -> str:
        """What it is called in the language of the page."""
        return self.en if (get_language() or "").startswith("en") else self.zh


_HOLDINGS: dict[str, Holding] = {}


def register_holding(holding: Holding) -> Holding:
    """Let a room say what it holds. Raises ``ValueError`` where another one has its code."""
    if _HOLDINGS.setdefault(holding.code, holding) != holding:
        raise ValueError(f"holding {holding.code} is registered twice, differently")
    return holding


def holdings() -> list[Holding]:
    """Return all of them by code."""
    return [_HOLDINGS[code] for code in sorted(_HOLDINGS)]


def _dialled(phone: str) -> str:
    return normal("phone", phone)


def sought(records: Sequence[Person], reader: By | None = None) -> Sought:
    """Return whom to look for: a person with the records merged into theirs."""
    phones = frozenset(row.phone.reveal() for row in records if row.phone)
    asked = Sought(reader, phones, frozenset(row.name for row in records), frozenset())
    near = asked.by_phone(Person) | Q(household_id__in={row.household_id for row in records})
    others = Person.objects.filter(near).exclude(pk__in=[row.pk for row in records])
    return Sought(reader, phones, asked.names, frozenset(others.values_list("name", flat=True)))


def told_of(row: models.Model, names: Sequence[str]) -> dict[str, Any]:
    """Return columns of a row by the names they have in the language of the page, sealed ones opened."""
    columns = {field.name: str(field.verbose_name) for field in row._meta.concrete_fields}
    return {columns[name]: _plain(row, name) for name in names}


def _plain(row: models.Model, name: str) -> Any:
    shown = getattr(row, f"get_{name}_display", None)
    value = shown() if shown else getattr(row, name)
    if isinstance(value, Sealed):
        return value.reveal()
    return value.isoformat() if hasattr(value, "isoformat") else value


def scrub(d: Deed, whom: Sought, row: models.Model) -> bool:
    """Take the person's names and telephones out of all free words of a row; return whether there were any.

    What stands for a name is longer than most names: words at the limit of their column lose their end.
    """
    columns = {field.name: field for field in free_columns(type(row))}
    values = {name: getattr(row, field.attname) for name, field in columns.items()}
    clean = {name: whom.scrubbed(value) for name, value in values.items() if isinstance(value, str)}
    found = {
        name: value[: columns[name].max_length] for name, value in clean.items() if value != values[name]
    }
    d.change(row, **found)
    return bool(found)


def free_columns(model: type[models.Model]) -> list[Any]:
    """Return the columns in which somebody writes what they like."""
    bound = SealedField | BlindIndexField
    return [
        field
        for field in model._meta.concrete_fields
        if field.get_internal_type() in {"CharField", "TextField"}
        and not isinstance(field, bound)
        and not field.choices
        and field.editable
    ]
