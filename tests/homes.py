"""Households for tests, beside the small office: invented people behind invented doors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from office import BY, Office
from scenes import scene
from yike.core.residents.actions import load_register
from yike.core.residents.identity import id_check
from yike.core.residents.models import Household, Person
from yike.core.residents.register import DwellingRow, HouseholdRow, Living, PersonRow, Relation

WANG, CHEN, OUYANG = (("1944-02-03", 1), ("1938-10-01", 3), ("1990-01-02", 2))


def number(born: str, order: int = 1) -> str:
    """Return an identity number that nobody has: no city 99 lies in the province 32."""
    first17 = f"329901{born.replace('-', '')}{order:03d}"
    return first17 + id_check(first17)


@dataclass(frozen=True)
class Homes:
    """Three households: the old couple Wang and lonely Chen in the first grid, the Ouyangs in the second community.

    ``wang`` has agreed to care, ``chen`` has not.
    """

    wang: Person
    li: Person
    chen: Person
    ouyang: Person
    household: Household


DWELLINGS = (
    ("a", 0, "梅花新村3幢", "1", "101"),
    ("b", 0, "梅花新村3幢", "1", "102"),
    ("c", 2, "竹辉路25号", "", ""),
)


@scene
def make_homes(office: Office) -> Homes:
    """Fill the small office's register through the same action as the demonstration."""
    loaded = load_register(
        BY,
        dwellings=[
            DwellingRow(ref, office.grids[grid].code, address, "", unit, room, lon=120.63, lat=31.3)
            for ref, grid, address, unit, room in DWELLINGS
        ],
        households=[HouseholdRow("A", "a", "H001", 2), HouseholdRow("B", "b"), HouseholdRow("C", "c", "H003", 4)],
        persons=[
            PersonRow("w", "A", "王小明", national_id=number(*WANG), phone="15400000001", consents=("care",)),
            PersonRow("l", "A", "李秀英", Relation.SPOUSE, born=date(1947, 5, 6)),
            PersonRow("c", "B", "陈阿大", national_id=number(*CHEN), phone="0512-00001234", living=Living.ALONE),
            PersonRow("o", "C", "欧阳娜", national_id=number(*OUYANG), phone="15400000004"),
        ],
    )  # fmt: skip
    people = {ref: Person.objects.get(pk=pk) for ref, pk in loaded.persons.items()}
    household = Household.objects.get(pk=loaded.households["A"])
    return Homes(people["w"], people["l"], people["c"], people["o"], household)
