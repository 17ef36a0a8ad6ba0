"""What can be searched for at the door: items, points, communities and buildings, made ready once an edition."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from yike.engines.search.entry import Entry, Hit
from yike.engines.search.index import Index, Mask
from yike.rooms.circle.everyday import words_for
from yike.rooms.circle.models import PointKind, ServiceItem, ServicePoint
from yike.rooms.circle.queries.items import items
from yike.rooms.circle.queries.places import Places
from yike.rooms.circle.queries.points import public_points

WEIGHT = {"item": 4.0, "point": 2.0, "community": 1.5, "building": 1.0}


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that can be found. ``name`` and ``note`` are public; ``key``: an item's key, a point's code.

    ``name_en note_en`` are for who reads English, empty where there is none.
    """

    kind: Literal["item", "point", "community", "building"]
    key: str
    name: str
    name_en: str = ""
    note: str = ""
    words: tuple[str, ...] = ()
    note_en: str = ""


@dataclass(frozen=True)
class Match:
    """A thing that was found, its name in pieces: text, and whether it was asked for. ``word``: its other name."""

    thing: Thing
    pieces: tuple[tuple[str, bool], ...]
    word: str = ""


@dataclass(frozen=True)
class Finder:
    """Things and the index over them, in which a thing's key is its place; and which of its forms name places."""

    things: tuple[Thing, ...]
    index: Index
    places: Mask

    def find(self, text: str, limit: int = 20) -> list[Match]:
        """Return what a question asks for, best first."""
        return [self._match(hit) for hit in self.index.find(text, limit)]

    def find_place(self, text: str, limit: int = 20) -> list[Match]:
        """Return the points, communities and buildings whose names are asked for, best first."""
        return [self._match(hit) for hit in self.index.find(text, limit, self.places)]

    def suggest(self, text: str, limit: int = 6) -> list[Match]:
        """Return what a half-typed word may become."""
        return [self._match(hit) for hit in self.index.suggest(text, limit)]

    def _match(self, hit: Hit) -> Match:
        spans = () if hit.word else hit.matched  # what another word found is not to be seen in the name
        return Match(self.things[hit.key], pieces(hit.title, spans), hit.word)


def pieces(text: str, spans: tuple[tuple[int, int], ...]) -> tuple[tuple[str, bool], ...]:
    """Return a text cut where the spans begin and end: (居住, True), (证申领, False)."""
    cuts = sorted({0, len(text), *(edge for span in spans for edge in span)})
    found = [(text[a:b], any(s <= a and b <= e for s, e in spans)) for a, b in itertools.pairwise(cuts)]
    return tuple(found)


def finder(known: Places) -> Finder:
    """Return all that can be looked for."""
    things = (*_items(), *_points(), *_named(known))
    index = Index.of(Entry(n, thing.name, thing.words, WEIGHT[thing.kind]) for n, thing in enumerate(things))
    return Finder(
        things, index, index.titles_of({n for n, thing in enumerate(things) if thing.kind != "item"})
    )


def _items() -> Iterator[Thing]:
    return (_item(item) for item in items())


def _item(item: ServiceItem) -> Thing:
    words = dict.fromkeys((*item.everyday_list, *words_for(item.name), item.name_en))
    said = tuple(filter(None, words))
    return Thing("item", str(item.pk), item.name, item.name_en, item.plain, said, item.plain_en)


def _points() -> Iterator[Thing]:
    return (_point(point) for point in public_points())


def _point(point: ServicePoint) -> Thing:
    kind = str(PointKind(point.kind).label)
    return Thing("point", point.code, point.name, "", point.address, (kind, point.address))


def _named(known: Places) -> Iterator[Thing]:
    yield from (Thing("community", "", spot.name) for spot in known.communities)
    yield from (Thing("building", "", spot.name) for spot in known.buildings)
