"""Records that are likely of one person: the same name and telephone, or name, year and place.

Two records of one identity number cannot be: the database refuses the second.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.core.cache import cache
from django.db.models import Count, F, Max, Min, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yike.core.residents import rules
from yike.core.residents.models import NotTheSame, Person, PersonState
from yike.core.residents.queries.scope import scope_of

MOST = 100
KEPT = 600  # seconds
WAYS: tuple[tuple[tuple[str, ...], dict[str, Any], str | Promise], ...] = (
    (("phone_index", "name"), {"phone_index": ""}, _("姓名和电话相同")),
    (("name", "birth_year", "area_id"), {"birth_year": None}, _("同一网格里姓名和出生年份相同")),
)


@dataclass(frozen=True)
class Pair:
    """Two records that look like one person, the older record first, and why."""

    one: Person
    other: Person
    why: str | Promise


def _alike(rows: QuerySet[Person], columns: tuple[str, ...], empty: dict[str, Any]) -> Iterator[list[int]]:
    """Yield the numbers of records that have the same values in ``columns``; of two no second question is asked."""
    groups = rows.exclude(**empty).order_by().values(*columns)
    for group in groups.annotate(n=Count("pk"), low=Min("pk"), high=Max("pk")).filter(n__gt=1)[:MOST]:
        if group["n"] == 2:
            yield [group["low"], group["high"]]
        else:
            same = {column: group[column] for column in columns}
            yield list(rows.filter(**same).order_by("pk").values_list("pk", flat=True)[:6])


def _settled(pks: set[int]) -> set[tuple[int, int]]:
    rows = NotTheSame.objects.filter(person_id__in=pks, other_id__in=pks)
    return set(rows.values_list("person_id", "other_id"))


def _different(one: Person, other: Person) -> bool:
    """Return whether two identity numbers say that these are two persons."""
    return len({row.national_id.reveal() for row in (one, other) if row.national_id}) > 1


def likely_duplicates(user: Any) -> list[Pair]:
    """Return pairs in the reader's areas that are likely one person, the surest first, at most 100.

    Pairs that somebody found to be two persons, or that have two identity numbers, are left out.
    """
    visible = scope_of(user).of(Person.objects.exclude(state=PersonState.MERGED))
    found: dict[tuple[int, int], str | Promise] = {}
    for columns, empty, why in WAYS:
        for pks in _alike(visible, columns, empty):
            for pair in combinations(pks, 2):
                found.setdefault(pair, why)
    both = {pk for pair in found for pk in pair}
    rows = Person.objects.select_related("household__dwelling", "area").defer("area__polygon")
    persons = rows.in_bulk(both)
    settled = _settled(both)
    pairs = [Pair(persons[a], persons[b], why) for (a, b), why in found.items() if (a, b) not in settled]
    return [pair for pair in pairs if not _different(pair.one, pair.other)][:MOST]


def how_many_likely(user: Any) -> int:
    """Return how many pairs ``likely_duplicates`` would show, at most 100.

    To look for them goes through the whole register; so what was found is kept for ten minutes, by numbers of rows.
    Pairs that were merged or settled since are left out at once.
    """
    told = ",".join(sorted(rules.SEE.paths(user)))
    key = f"residents.alike.{hashlib.sha256(told.encode()).hexdigest()}"
    pairs: list[tuple[int, int]] | None = cache.get(key)
    if pairs is None:
        pairs = [(pair.one.pk, pair.other.pk) for pair in likely_duplicates(user)]
        cache.set(key, pairs, KEPT)
    return len(_still_open(pairs)) if pairs else 0


def _still_open(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    both = {pk for pair in pairs for pk in pair}
    there = Person.objects.filter(pk__in=both).exclude(state=PersonState.MERGED)
    here, settled = set(there.order_by().values_list("pk", flat=True)), _settled(both)
    return [pair for pair in pairs if here.issuperset(pair) and pair not in settled]


def merges_of(person: Person) -> QuerySet[Any]:
    """Return the merges into a person that can be undone."""
    return person.merges.filter(undone_at=None).select_related("gone").order_by(F("at").desc())
