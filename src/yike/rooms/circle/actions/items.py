"""Items and their materials."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.rooms.circle import rules
from yike.rooms.circle.actions.edition import renew
from yike.rooms.circle.models import Material, MaterialForm, ServiceItem

CHANGEABLE = frozenset(
    {
        "name",
        "name_en",
        "everyday",
        "plain",
        "plain_en",
        "type",
        "level",
        "fee",
        "legal_days",
        "promised_days",
    }
    | {"online_url", "basis", "version", "source_date", "in_use"}
)


@dataclass(frozen=True)
class NewMaterial:
    """Something to bring."""

    name: str
    form: str = MaterialForm.ORIGINAL
    copies: int = 1
    given_back: bool = False
    required: bool = True
    note: str = ""
    name_en: str = ""


@dataclass(frozen=True)
class NewItem:
    """An item to be added; ``everyday`` is what people call it, ``more`` other fields."""

    code: str
    name: str
    type: str
    level: str
    everyday: tuple[str, ...] = ()
    plain: str = ""
    materials: tuple[NewMaterial, ...] = ()
    more: dict[str, Any] = field(default_factory=dict)


def add_item(by: By, new: NewItem) -> ServiceItem:
    """Add one item with its materials."""
    return add_items(by, [new])[0]


def add_items(by: By, items: Iterable[NewItem]) -> list[ServiceItem]:
    """Add items with their materials in one deed."""
    with deed(by, "circle.item.add") as d:
        rules.KEEP_ITEMS.require(by)
        wanted = list(items)
        rows = d.add_many([_row(new) for new in wanted])
        for row, new in zip(rows, wanted, strict=True):
            _add_materials(d, row, new.materials)
        renew(d)
        return rows


def _row(new: NewItem) -> ServiceItem:
    words = "\n".join(new.everyday)
    return ServiceItem(
        code=new.code,
        name=new.name,
        type=new.type,
        level=new.level,
        everyday=words,
        plain=new.plain,
        **new.more,
    )


def _add_materials(d: Deed, item: ServiceItem, materials: Sequence[NewMaterial]) -> None:
    d.add_many([Material(item=item, order=order, **vars(new)) for order, new in enumerate(materials, 1)])


def change_item(
    by: By,
    item: ServiceItem,
    *,
    materials: Sequence[NewMaterial] | None = None,
    reason: str = "",
    **values: Any,
) -> ServiceItem:
    """Change an item; ``materials`` given replaces them all. Raises ``ValueError`` for an unknown field."""
    if unknown := set(values) - CHANGEABLE:
        raise ValueError(f"not to be changed here: {sorted(unknown)}")
    with deed(by, "circle.item.change", reason=reason) as d:
        rules.KEEP_ITEMS.require(by)
        item = d.lock(item)
        d.change(item, **values)
        if materials is not None:
            for old in item.materials.all():
                d.remove(old)
            _add_materials(d, item, materials)
        renew(d)
        return item
