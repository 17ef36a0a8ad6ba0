"""Categories of requests: the tree, and what is offered to the public."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import get_language

from yike.rooms.grid.models import Category


class Offered:
    """A category as it is called in the reader's language."""

    def __init__(self, category: Category) -> None:
        self.code = category.code
        english = (get_language() or "").startswith("en")
        self.said = category.name_en if english and category.name_en else category.name


def categories() -> QuerySet[Category]:
    """Return all categories in use, in the order of the table, with their parents and units."""
    return Category.objects.filter(active=True).select_related("parent", "unit")


def leaves() -> list[Category]:
    """Return the categories that have none below them: what a request can be of."""
    rows = list(categories())
    parents = {row.parent_id for row in rows}
    return [row for row in rows if row.pk not in parents]


def public_categories() -> list[Offered]:
    """Return what is offered at the door, in the order of the table."""
    return [Offered(row) for row in categories().filter(public=True)]


def access_category(user: Any, pk: int) -> Category:  # noqa: ARG001 - the table is everybody's
    """Return one category. Raises ``Http404`` where there is none."""
    found = Category.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
