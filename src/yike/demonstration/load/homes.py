"""Dwellings, households and everybody known by name, as the residents' register takes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from yike.core.residents.actions import load_register
from yike.core.residents.register import (
    DwellingKind,
    DwellingRow,
    HouseholdRow,
    Living,
    PersonRow,
    Relation,
    Sex,
)
from yike.core.rights.by import By
from yike.demonstration.families import Family, Role, Somebody
from yike.demonstration.ground import Stair
from yike.demonstration.names import MALE
from yike.demonstration.parcels import Parcel
from yike.demonstration.town import Town

RELATIONS: dict[Role, Relation] = {
    "户主": Relation.HEAD,
    "配偶": Relation.SPOUSE,
    "子女": Relation.CHILD,
    "父母": Relation.PARENT,
    "亲属": Relation.OTHER,
}


def load_homes(by: By, town: Town) -> dict[str, int]:
    """Add the whole register, one community after the other, and return the numbers of persons by identity number.

    Whoever looks in meanwhile finds whole communities, and waits for one at most where they write themselves.
    """
    part_of = {building.code: part.code for part in town.parts for building in part.buildings}
    codes = {family.address: f"HH{order:05d}" for order, family in enumerate(town.families, 1)}
    persons: dict[str, int] = {}
    for community in town.communities:
        parcels = [parcel for parcel in town.parcels if parcel.community == community]
        families = [family for parcel in parcels for family in town.residents(parcel)]
        persons |= load_register(
            by,
            dwellings=list(_dwellings(parcels, part_of)),
            households=[
                HouseholdRow(family.address, family.address, codes[family.address], family.size)
                for family in families
            ],
            persons=[_person(family, member) for family in families for member in family.members],
        ).persons
    return persons


def _dwellings(parcels: Iterable[Parcel], part_of: Mapping[str, str]) -> Iterator[DwellingRow]:
    """Yield every door of some grids, the empty ones too."""
    for parcel in parcels:
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
