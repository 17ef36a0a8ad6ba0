"""What the register of residents holds."""

from __future__ import annotations

from yike.core.residents.models.bookkeeping import BuildingKey, Merge, NotTheSame, SearchKey, Tombstone
from yike.core.residents.models.people import Consent, ContactWish, Helper, Person, PersonState
from yike.core.residents.models.places import Dwelling, Household

__all__ = [
    "BuildingKey",
    "Consent",
    "ContactWish",
    "Dwelling",
    "Helper",
    "Household",
    "Merge",
    "NotTheSame",
    "Person",
    "PersonState",
    "SearchKey",
    "Tombstone",
]
