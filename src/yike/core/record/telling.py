"""How a figure is told to its reader: small numbers of people only to who may read who they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Max, Min, QuerySet, Sum

from yike.core.record.counting import Answer
from yike.core.record.models import Fact
from yike.engines import small


@dataclass(frozen=True)
class Telling:
    """How numbers of one answer are told: plainly, or small ones as few; ``rough``: all others to tens then."""

    plain: bool
    rough: bool = False

    def hides(self, number: Decimal) -> bool:
        """Return whether a number is not told as it is."""
        return not self.plain and (self.rough or small.few(float(number)))

    def text(self, number: Decimal) -> str:
        """Return a number that is hidden as it may be told."""
        size = round(abs(number))
        told = small.about(size) if self.rough else small.text(size, plain=False)
        return f"-{told}" if number < 0 and not small.few(size) else told


PLAINLY = Telling(plain=True)


def telling(user: Any, area: Any, answer: Answer) -> Telling:
    """Return how an answer about ``area`` is told to ``user``.

    Where the facts of any area add up to a few, or leave a few of the whole, none of its sums is told but to tens:
    a sum less its other parts would tell them.
    """
    right = answer.measure.small_for
    if right is None or right.allows(user, area):
        return PLAINLY
    sums, wholes = _sums(answer.facts), _wholes(answer)
    left = [whole - sums.get(key, Decimal(0)) for key, whole in wholes.items()]
    steps = answer.facts.exclude(quantity=0).filter(quantity__gt=-small.LEAST, quantity__lt=small.LEAST)
    return Telling(
        plain=False, rough=any(map(small.few, map(float, (*sums.values(), *left)))) or steps.exists()
    )


def _sums(facts: QuerySet[Fact]) -> Mapping[int, Decimal]:
    return dict(facts.order_by().values_list("area_id").annotate(n=Sum("quantity")))


def _wholes(answer: Answer) -> Mapping[int, Decimal]:
    """Return how many there are in all in each area of an answer; empty where nobody counts that."""
    if not answer.measure.part_of:
        return {}
    span = answer.facts.aggregate(first=Min("day"), last=Max("day"))
    if span["last"] is None:
        return {}
    keys = answer.facts.order_by().values("area_id")
    rows = Fact.objects.filter(measure=answer.measure.part_of, area_id__in=keys)
    return _sums(rows.filter(day__gte=span["first"], day__lte=span["last"]))
