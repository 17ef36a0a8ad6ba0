"""All that is read of residents. Lists pass ``visible``; single things are fetched by ``access_…`` alone."""

from __future__ import annotations

from yike.core.residents.queries.counting import Counts, counts, elders_by_area, living_here, with_elders
from yike.core.residents.queries.duplicates import Pair, how_many_likely, likely_duplicates
from yike.core.residents.queries.entrances import (
    Entrance,
    changed_between,
    entrances,
    newest_entry,
    places_of,
)
from yike.core.residents.queries.households import households_visible, members_of
from yike.core.residents.queries.person import export_person, person_view
from yike.core.residents.queries.recent import recently_worked_on
from yike.core.residents.queries.scope import (
    access_consent,
    access_dwelling,
    access_helper,
    access_household,
    access_merge,
    access_person,
    holders,
    scope_of,
    visible_to,
)
from yike.core.residents.queries.search import Found, find

__all__ = [
    "Counts",
    "Entrance",
    "Found",
    "Pair",
    "access_consent",
    "access_dwelling",
    "access_helper",
    "access_household",
    "access_merge",
    "access_person",
    "changed_between",
    "counts",
    "elders_by_area",
    "entrances",
    "export_person",
    "find",
    "holders",
    "households_visible",
    "how_many_likely",
    "likely_duplicates",
    "living_here",
    "members_of",
    "newest_entry",
    "person_view",
    "places_of",
    "recently_worked_on",
    "scope_of",
    "visible_to",
    "with_elders",
]
