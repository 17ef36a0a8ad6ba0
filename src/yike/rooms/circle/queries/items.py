"""Items as staff and residents find them."""

from __future__ import annotations

from django.db.models import Count, QuerySet
from django.http import Http404

from yike.core.look.faults import language
from yike.rooms.circle.models import ServiceItem


def items() -> QuerySet[ServiceItem]:
    """Return the items in use, by code. They are public: everybody sees them all."""
    return ServiceItem.objects.filter(in_use=True)


def catalogue() -> list[int]:
    """Return the keys of the items in use: what a street office can be asked for. One query."""
    return list(items().order_by("pk").values_list("pk", flat=True))


def access_item(pk: int) -> ServiceItem:
    """Return one item, in use or not. Raises ``Http404``."""
    item = ServiceItem.objects.filter(pk=pk).first()
    if item is None:
        raise Http404
    return item


def item_name(item: ServiceItem) -> str:
    """Return the name of an item in the reader's language, where it has one in it."""
    return in_english(item.name, item.name_en)[0]


def in_english(text: str, english: str) -> tuple[str, bool]:
    """Return a text in the reader's language, and whether it is Chinese though the page is English."""
    if language() != "en" or not text:
        return text, False
    return (english, False) if english else (text, True)


def with_points(rows: QuerySet[ServiceItem]) -> QuerySet[ServiceItem]:
    """Return items each with the number of points that offer it, as ``points``."""
    return rows.annotate(points=Count("offers__point", distinct=True)).order_by("code")
