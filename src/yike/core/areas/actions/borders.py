"""The borders a deed has to respect: of the siblings, the parent and the children as they will stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from yike.core.areas.checks import Drawn, Finding, find_beyond, find_overlaps_of
from yike.core.areas.models import Area


def as_drawn(areas: Iterable[Area]) -> dict[str, Drawn]:
    """Return those of the areas that have a polygon, by primary key as text."""
    return {str(a.pk): Drawn(a.name, a.kind, shape) for a in areas if (shape := a.shape) is not None}


def conflicts(changed: Iterable[Area]) -> Iterator[Finding]:
    """Yield what is wrong with areas (as they stand in memory) among those in the database.

    Each against its siblings, its parent and its children; areas changed together count as changed.
    """
    new = {area.pk: area for area in changed}
    for area in new.values():
        yield from _beside(area, _current(Area.objects.siblings(area), new))
        yield from _inside(area, new)
        yield from _around(area, new)


def _current(areas: Iterable[Area], new: dict[int, Area]) -> list[Area]:
    return [new.get(area.pk, area) for area in areas]


def _beside(area: Area, siblings: list[Area]) -> Iterator[Finding]:
    drawn = as_drawn([area, *siblings])
    if str(area.pk) in drawn:
        yield from find_overlaps_of(str(area.pk), drawn)


def _inside(area: Area, new: dict[int, Area]) -> Iterator[Finding]:
    for parent in as_drawn(_current(Area.objects.filter(path=area.parent_path), new)).values():
        yield from find_beyond(parent, as_drawn([area]))


def _around(area: Area, new: dict[int, Area]) -> Iterator[Finding]:
    for parent in as_drawn([area]).values():
        yield from find_beyond(parent, as_drawn(_current(Area.objects.children(area).open(), new)))
