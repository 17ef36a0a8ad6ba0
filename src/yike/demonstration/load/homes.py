"""Dwellings, households and everybody known by name, as the residents' register takes them."""

from __future__ import annotations

from collections.abc import Iterator

from yike.core.residents.actions import load_register
from yike.core.residents.register import (
    DwellingKind,
    DwellingRow,
    HouseholdRow,
    Living,
    Loaded,
    PersonRow,
    Relation,
    Sex,
)
from yike.core.rights.by import By
from yike.demonstration.families import Family, Role, Somebody
from yike.demonstration.ground import Stair
from yike.demonstration.names import MALE
from yike.demonstration.town import Town

RELATIONS: dict[Role, Relation] = {
    "户主": Relation.HEAD,
    "配偶": Relation.SPOUSE,
    "子女": Relation.CHILD,
    "父母": Relation.PARENT,
    "亲属": Relation.OTHER,
}


def load_homes(by: By, town: Town) -> Loaded:
    """Add the whole register; persons are found again by their identity number, doors by their address."""
    return load_register(
        by,
        dwellings=list(_dwellings(town)),
        households=[
            HouseholdRow(family.address, family.address, f"HH{order:05d}", family.size)
            for order, family in enumerate(town.families, 1)
        ],
        persons=[_person(family, member) for family in town.families for member in family.members],
    )


def _dwellings(town: Town) -> Iterator[DwellingRow]:
    """Yield every door of the town, the empty ones too."""
    part_of = {building.code: part.code for part in town.parts for building in part.buildings}
    for parcel in town.parcels:
        for building in parcel.buildings:
            for stair in building.stairs:
                for room in stair.rooms:
                    yield _dwelling(part_of.get(building.code, parcel.code), stair, room)


def _dwelling(grid: str, stair: Stair, room: str) -> DwellingRow:
    building = stair.building
    address, block = (
        (building.lane, building.address[len(building.lane) :]) if building.slab else (building.address, "")
    )
    kind = DwellingKind.FLAT if building.slab else DwellingKind.HOUSE
    ref = f"{stair.words}{room}室"
    return DwellingRow(ref, grid, address, block, stair.unit, f"{room}室", kind, building.lon, building.lat)


def _person(family: Family, member: Somebody) -> PersonRow:
    return PersonRow(
        ref=member.identity,
        household=family.address,
        name=member.name,
        relation=RELATIONS[member.role],
        sex=Sex.MALE if member.sex == MALE else Sex.FEMALE,
        national_id=member.identity,
        phone=member.phone,
        born=member.birth,
        living=_living(family, member),
        consents=("care",) if member.elder and family.cared_for else (),
    )


def _living(family: Family, member: Somebody) -> Living:
    """Return in what way an elder needs somebody to look in: alone, or elders among themselves."""
    if not member.elder:
        return Living.UNKNOWN
    if family.alone:
        return Living.ALONE
    return Living.EMPTY_NEST if family.only_elders else Living.UNKNOWN
