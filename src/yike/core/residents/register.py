"""Plain rows of a residents' register, as a loader or an importer brings them: what ``load_register`` takes.

Rows name each other by ``ref``, a text of the caller's own that only has to be unique within one call.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class DwellingKind(StrEnum):
    """What kind of dwelling it is."""

    FLAT = "flat"
    HOUSE = "house"
    SHOP = "shop"
    DORMITORY = "dormitory"
    HOME = "home"
    OTHER = "other"


class Relation(StrEnum):
    """What a person is to the head of the household."""

    HEAD = "head"
    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    GRANDCHILD = "grandchild"
    GRANDPARENT = "grandparent"
    SIBLING = "sibling"
    IN_LAW = "in_law"
    OTHER = "other"


class Living(StrEnum):
    """In what way an elder needs somebody to look in: 独居 空巢 留守 孤寡. Empty: none is known."""

    UNKNOWN = ""
    ALONE = "alone"
    EMPTY_NEST = "empty_nest"
    LEFT_BEHIND = "left_behind"
    NO_KIN = "no_kin"


class Sex(StrEnum):
    """As on the identity card; empty where nobody has said."""

    UNKNOWN = ""
    MALE = "M"
    FEMALE = "F"


@dataclass(frozen=True, slots=True)
class DwellingRow:
    """A place to live: ``area`` is the code of its grid; ``lon``/``lat`` in degrees (WGS-84)."""

    ref: str
    area: str
    address: str
    building: str = ""
    unit: str = ""
    room: str = ""
    kind: DwellingKind = DwellingKind.FLAT
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """People who keep house together in the dwelling ``dwelling`` (its ref); ``code`` is the office's number."""

    ref: str
    dwelling: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person of the household ``household`` (its ref).

    ``national_id`` and ``phone`` as typed, empty for none; they are checked. ``born`` may be left out where there
    is an identity number. ``consents`` names the purposes agreed to in person, such as "care".
    """

    ref: str
    household: str
    name: str
    relation: Relation = Relation.HEAD
    sex: Sex = Sex.UNKNOWN
    national_id: str = ""
    phone: str = ""
    born: date | None = None
    living: Living = Living.UNKNOWN
    consents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Loaded:
    """What ``load_register`` added: the primary keys of dwellings, households and persons by ref."""

    dwellings: dict[str, int]
    households: dict[str, int]
    persons: dict[str, int]
