"""Plain rows of a residents' register, as a loader or an importer brings them: what ``load_register`` takes.

Rows name each other by ``ref``, a text of the caller's own that only has to be unique within one call.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class DwellingKind(models.TextChoices):
    """What kind of dwelling it is."""

    FLAT = "flat", _("公寓楼")
    HOUSE = "house", _("平房、独院")
    SHOP = "shop", _("商住")
    DORMITORY = "dormitory", _("集体宿舍")
    HOME = "home", _("养老机构")
    OTHER = "other", _("其他")


class Relation(models.TextChoices):
    """What a person is to the head of the household."""

    HEAD = "head", _("户主")
    SPOUSE = "spouse", _("配偶")
    CHILD = "child", _("子女")
    PARENT = "parent", _("父母")
    GRANDCHILD = "grandchild", _("孙辈")
    GRANDPARENT = "grandparent", _("祖辈")
    SIBLING = "sibling", _("兄弟姐妹")
    IN_LAW = "in_law", _("儿媳、女婿")
    OTHER = "other", _("其他")


class Living(models.TextChoices):
    """In what way an elder needs somebody to look in. Empty: none is known."""

    UNKNOWN = "", _("未填")
    ALONE = "alone", _("独居")
    EMPTY_NEST = "empty_nest", _("空巢")
    LEFT_BEHIND = "left_behind", _("留守")
    NO_KIN = "no_kin", _("孤寡")


class Sex(models.TextChoices):
    """As on the identity card; empty where nobody has said."""

    UNKNOWN = "", _("未填")
    MALE = "M", _("男")
    FEMALE = "F", _("女")


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
    """People who keep house together in the dwelling ``dwelling`` (its ref); ``code`` is the office's number.

    ``size`` is how many live there, where more do than are known by name.
    """

    ref: str
    dwelling: str
    code: str = ""
    size: int | None = None


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
