"""Kinds of cases: those of everybody, and what a street has put in their place."""

from __future__ import annotations

from collections.abc import Iterable

from yike.core.areas.models import Area, lineage
from yike.rooms.grid.models import CaseKind


def kind_in(kind: CaseKind, area: Area) -> CaseKind:
    """Return what counts for a kind in an area: the street's own row where it has one."""
    paths = lineage(area.path)
    own = CaseKind.objects.filter(code=kind.code, street__path__in=paths, in_use=True).first()
    return own or kind


def kinds_for(paths: Iterable[str]) -> list[CaseKind]:
    """Return the kinds that can be reported in areas with these paths, each code once, the street's own first."""
    heads = {one for path in paths for one in lineage(path)}
    rows = CaseKind.objects.filter(in_use=True).select_related("street", "unit").defer("street__polygon")
    found: dict[str, CaseKind] = {}
    for row in rows:
        if row.street_id is None:
            found.setdefault(row.code, row)
        elif row.street.path in heads:
            found[row.code] = row
    return sorted(found.values(), key=lambda row: (row.group, row.name))
