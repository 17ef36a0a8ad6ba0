"""Whose residents somebody sees: those of the areas where they hold a role, and of all below."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404

from yike.core.areas.models import Area
from yike.core.areas.queries import version
from yike.core.residents import rules
from yike.core.residents.models import Consent, Dwelling, Helper, Household, Merge, Person
from yike.core.rights.right import Right
from yike.core.vault.fields import matching

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Scope:
    """The areas in which somebody has a right, as primary keys; ``everywhere`` where no area is left out.

    Lists filter by numbers instead of paths: the register repeats the area in each row for that.
    """

    ids: frozenset[int]
    everywhere: bool

    def of(self, rows: QuerySet[M], column: str = "area_id") -> QuerySet[M]:
        """Return the rows that lie in the scope."""
        return rows if self.everywhere else rows.filter(**{f"{column}__in": self.ids})


@lru_cache(maxsize=512)
def _scope(paths: tuple[str, ...], stamp: str) -> Scope:  # noqa: ARG001 - the stamp is what makes it new
    areas = list(Area.objects.order_by().values_list("pk", "path"))
    within = frozenset(pk for pk, path in areas if path.startswith(paths))
    left_out = [path for pk, path in areas if pk not in within and not any(p.startswith(path) for p in paths)]
    return Scope(within, everywhere=bool(paths) and not left_out)


def scope_of(user: Any, right: Right = rules.SEE) -> Scope:
    """Return where somebody has a right. One quick query, two after a change of areas."""
    return _scope(tuple(right.paths(user)), version())


def visible_to(user: Any) -> QuerySet[Person]:
    """Return the persons that somebody may see, merged records left out."""
    return scope_of(user).of(Person.objects.exclude(state="merged"))


def holders(user: Any, national_id: str) -> list[Person]:
    """Return the record that holds an identity number, where this reader may see it."""
    rows = visible_to(user).filter(matching(Person, "national_id", national_id))
    return list(rows.select_related("household__dwelling", "area").defer("area__polygon"))


def _one(rows: QuerySet[Any], user: Any, pk: int, column: str) -> Any:
    found = scope_of(user).of(rows, column).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def access_person(user: Any, pk: int) -> Person:
    """Return one person with household, dwelling and area. Raises ``Http404`` outside the reader's areas."""
    rows = Person.objects.select_related("household__dwelling", "area", "merged_into").defer("area__polygon")
    found: Person = _one(rows, user, pk, "area_id")
    return found


def access_household(user: Any, pk: int) -> Household:
    """Return one household with its dwelling and area. Raises ``Http404`` outside the reader's areas."""
    rows = Household.objects.select_related("dwelling", "area").defer("area__polygon")
    found: Household = _one(rows, user, pk, "area_id")
    return found


def access_dwelling(user: Any, pk: int) -> Dwelling:
    """Return one dwelling. Raises ``Http404`` outside the reader's areas."""
    found: Dwelling = _one(Dwelling.objects.select_related("area"), user, pk, "area_id")
    return found


def access_consent(user: Any, pk: int) -> Consent:
    """Return one consent. Raises ``Http404`` outside the reader's areas."""
    found: Consent = _one(Consent.objects.select_related("person__area"), user, pk, "person__area_id")
    return found


def access_helper(user: Any, pk: int) -> Helper:
    """Return one helper of somebody. Raises ``Http404`` outside the helped person's areas."""
    found: Helper = _one(Helper.objects.select_related("person__area", "helper"), user, pk, "person__area_id")
    return found


def access_merge(user: Any, pk: int) -> Merge:
    """Return one merge. Raises ``Http404`` outside the areas of either record."""
    rows = scope_of(user).of(Merge.objects.select_related("person__area", "gone__area"), "gone__area_id")
    found: Merge = _one(rows, user, pk, "person__area_id")
    return found
