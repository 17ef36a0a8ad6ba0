"""The areas an import meets: those there are, those the file brings, and which of them is which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from yike.core.areas.checks import Drawn
from yike.core.areas.exchange.drafts import Draft
from yike.core.areas.geometry.plane import Shape
from yike.core.areas.geometry.reading import geojson_of
from yike.core.areas.models import Area, AreaLevel


@dataclass
class Node:
    """An area as it will stand: ``area`` is the one there is (None: new), ``draft`` what the file says of it.

    ``parent`` is the node around it, None at the top. ``code`` and ``kind`` are settled.
    """

    level: AreaLevel
    code: str
    name: str
    kind: str
    parent: Node | None
    area: Area | None = None
    draft: Draft | None = None
    planted: Area | None = None  # set once it is written

    @property
    def key(self) -> str:
        """Return what tells it from others: its primary key, or its code where it is new."""
        return f"#{self.area.pk}" if self.area else self.code

    @property
    def parent_key(self) -> str:
        """Return the key of the node around it, empty at the top."""
        return self.parent.key if self.parent else ""

    @property
    def draws(self) -> bool:
        """Return whether the file moves its border or its place."""
        return self.moved or (self.draft is not None and self.draft.shape is not None)

    @property
    def moved(self) -> bool:
        """Return whether the file puts an area that exists below another parent."""
        if self.area is None or self.parent is None:
            return False
        return self.parent.area is None or self.parent.area.path != self.area.parent_path

    @cached_property
    def shape(self) -> Shape | None:
        """Return the polygon it will have."""
        if self.draft is not None and self.draft.shape is not None:
            return self.draft.shape
        return self.area.shape if self.area else None

    @property
    def drawn(self) -> Drawn | None:
        """Return it as the checks of borders see it, None where it has no polygon."""
        return Drawn(self.name, self.kind, self.shape) if self.shape is not None else None

    def differences(self) -> dict[str, tuple[Any, Any]]:
        """Return the fields the file changes of an area that exists, as (before, after)."""
        if self.area is None or self.draft is None:
            return {}
        after: dict[str, Any] = {"name": self.name, "kind": self.kind}
        after |= {name: getattr(self.draft, name) for name in ("households", "persons")}
        if self.draft.shape is not None:
            after["polygon"] = geojson_of(self.draft.shape)
        pairs = {
            name: (getattr(self.area, name), value) for name, value in after.items() if value is not None
        }
        return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


@dataclass
class Scope:
    """What there is: open areas ``inside`` the part imported into, and who holds each code anywhere."""

    inside: list[Area]
    within_pk: int | None
    holders: dict[str, Area]
    known: dict[int, Node] = field(default_factory=dict)

    def node_of(self, area: Area) -> Node:
        """Return the node of an area that exists; the same one each time."""
        if area.pk not in self.known:
            around = self._by_path.get(area.parent_path)
            parent = self.node_of(around) if around else None
            self.known[area.pk] = Node(AreaLevel(area.level), area.code, area.name, area.kind, parent, area)
        return self.known[area.pk]

    @cached_property
    def _by_path(self) -> dict[str, Area]:
        return {area.path: area for area in self.inside}

    @cached_property
    def inside_codes(self) -> dict[str, Area]:
        """Return the areas inside by their code."""
        return {area.code: area for area in self.inside}

    def named(self, name: str) -> list[Area]:
        """Return the areas inside that have a name."""
        return self._by_name.get(name, [])

    @cached_property
    def _by_name(self) -> dict[str, list[Area]]:
        found: dict[str, list[Area]] = {}
        for area in self.inside:
            found.setdefault(area.name, []).append(area)
        return found

    def standing(self, nodes: list[Node], closed: set[int]) -> Iterator[Node]:
        """Yield all areas inside as they will stand: those of the file, and the others that stay open."""
        told = {node.area.pk for node in nodes if node.area}
        yield from nodes
        for area in self.inside:
            if area.pk not in told and area.pk not in closed:
                yield self.node_of(area)


def scope_of(within: Area | None) -> Scope:
    """Return what an import below ``within`` meets; None means the whole tree."""
    open_areas = Area.objects.open()
    inside = list(open_areas if within is None else open_areas.within(within))
    holders = {area.code: area for area in Area.objects.light()}
    return Scope(inside, within.pk if within else None, holders)
