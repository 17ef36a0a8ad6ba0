"""The town as plain data: as many as the issue says, believable, nobody real, the same every time."""

from __future__ import annotations

import hashlib
import os
import statistics
import subprocess
import sys
from collections import Counter

import shapely

from yike.core.rights.roles import Role
from yike.demonstration.families import Somebody
from yike.demonstration.numbers import check_digit
from yike.demonstration.town import Town, draw_town

DIGEST = "c557f220a0815a4f949936b33062d2227ac679af43cfc2f6529220b3eb6fa11f"


def people(town: Town) -> list[Somebody]:
    return [member for family in town.families for member in family.members]


def test_the_town_is_the_same_every_time_on_every_machine(town: Town) -> None:
    assert town.digest() == DIGEST


TELL = """
import hashlib
from yike.demonstration.town import draw_town
print(hashlib.sha256(str(draw_town()).encode()).hexdigest())
"""


def test_the_whole_of_it_is_the_same_in_another_process(town: Town) -> None:
    surroundings = os.environ | {"PYTHONHASHSEED": "7"}
    other = subprocess.run([sys.executable, "-c", TELL], env=surroundings, capture_output=True, check=True)
    assert other.stdout.decode().strip() == hashlib.sha256(str(town).encode()).hexdigest()


def test_another_seed_gives_other_people_on_the_same_ground(town: Town) -> None:
    other = draw_town(seed=1)
    assert other.digest() != town.digest()
    assert other.parcels == town.parcels


def test_every_building_has_the_households_persons_and_elders_of_the_sketch(town: Town) -> None:
    counted: dict[str, list[int]] = {building.code: [0, 0, 0] for building in town.buildings}
    for family in town.families:
        here = counted[family.stair.building.code]
        here[0] += 1
        here[1] += family.size
        here[2] += sum(member.elder for member in family.members)
    assert counted == {b.code: [b.households, b.persons, b.elders] for b in town.buildings}


def test_about_fifty_thousand_are_known_by_name_among_them_every_householder(town: Town) -> None:
    roles = Counter(somebody.role for somebody in people(town))
    assert roles["户主"] == len(town.families) == 30_000
    assert 48_000 <= roles.total() <= 52_000


def test_no_household_has_more_names_than_people(town: Town) -> None:
    assert [family.address for family in town.families if len(family.members) > family.size] == []


def test_no_two_households_share_a_door_and_no_two_people_a_number(town: Town) -> None:
    doors = Counter(family.address for family in town.families)
    identities = Counter(somebody.identity for somebody in people(town))
    phones = Counter(somebody.phone for somebody in people(town) if somebody.phone)
    assert [most for count in (doors, identities, phones) for _, most in count.most_common(1)] == [1, 1, 1]


def test_every_identity_number_is_well_formed_and_of_no_place(town: Town) -> None:
    for somebody in people(town):
        number, born = somebody.identity, f"{somebody.birth:%Y%m%d}"
        assert (number[:4], number[6:14], number[17]) == ("3299", born, check_digit(number[:17]))
        assert (int(number[16]) % 2 == 1) == (somebody.sex == "男")


def test_the_check_digit_is_that_of_the_standard() -> None:
    assert check_digit("11010519491231002") == "X"


def test_every_telephone_is_in_a_range_without_an_operator(town: Town) -> None:
    phones = [somebody.phone for somebody in (*people(town), *town.staff) if somebody.phone]
    assert {(phone[:3], len(phone), phone.isdecimal()) for phone in phones} == {("154", 11, True)}


def test_ages_are_those_of_an_old_town(town: Town) -> None:
    elders = [somebody.age for somebody in people(town) if somebody.elder]
    alone = sum(family.alone for family in town.families)
    assert 72 <= statistics.mean(elders) <= 76
    assert (min(elders), max(elders) <= 99) == (65, True)
    assert 0.14 <= alone / len(elders) <= 0.20
    women = sum(somebody.sex == "女" for somebody in people(town)) / len(people(town))
    assert 0.45 <= women <= 0.55


def test_nobody_is_younger_than_their_own_child(town: Town) -> None:
    for family in town.families:
        head = family.members[0]
        assert all(head.age - child.age >= 20 for child in family.members if child.role == "子女")
        assert all(parent.age - head.age >= 1 for parent in family.members if parent.role == "父母")


def test_names_are_spread_widely(town: Town) -> None:
    names = Counter(somebody.name for somebody in people(town))
    assert len(names) > 20_000
    assert names.most_common(1)[0][1] <= 25
    assert {len(name) for name in names} == {2, 3, 4}


def test_grids_tile_their_communities_and_hold_three_to_five_hundred_households(town: Town) -> None:
    assert 85 <= len(town.parcels) <= 95
    assert sum(250 <= parcel.households <= 500 for parcel in town.parcels) == len(town.parcels)
    assert sum(parcel.households >= 300 for parcel in town.parcels) >= 78
    for name, geometry in town.communities.items():
        pieces = [shapely.geometry.shape(p.polygon) for p in town.parcels if p.community == name]
        whole = shapely.geometry.shape(geometry)
        assert shapely.union_all(pieces).symmetric_difference(whole).area < 1e-4 * whole.area


def test_every_building_lies_in_exactly_one_grid(town: Town) -> None:
    placed = Counter(building.code for parcel in town.parcels for building in parcel.buildings)
    assert placed == Counter(building.code for building in town.buildings)


def test_408_groups_reach_over_3800_households_each_once(town: Town) -> None:
    covered = Counter(family.address for circle in town.circles for family in circle.families)
    assert len(town.circles) == 408
    assert 3_800 < covered.total() < 3_900
    assert covered.most_common(1)[0][1] == 1
    assert len({circle.community for circle in town.circles}) == 21


def test_owner_and_deputy_live_in_the_group_in_two_households_and_can_be_called(town: Town) -> None:
    for circle in town.circles:
        at = {somebody.identity: i for i, f in enumerate(circle.families) for somebody in f.members}
        assert at[circle.owner.identity] != at[circle.deputy.identity]
        assert circle.owner.phone
        assert circle.deputy.phone


def test_a_group_covers_whole_stairs(town: Town) -> None:
    lived = Counter(family.stair.words for family in town.families)
    for circle in town.circles:
        assert len(circle.families) == sum(lived[stair.words] for stair in circle.stairs)


def test_every_role_is_held_and_every_grid_and_community_has_its_own_people(town: Town) -> None:
    held = Counter(colleague.role for colleague in town.staff)
    assert set(held) == set(Role)
    assert held[Role.SECRETARY] == 21
    assert held[Role.GROUP_OWNER] == 2 * 408
    grids = Counter(c.place.grid for c in town.staff if c.role is Role.GRID_WORKER)
    assert grids == Counter(parcel.code for parcel in town.parcels)


def test_the_three_officers_are_three_people_with_nothing_else(town: Town) -> None:
    officers = {Role.SYSTEM_OFFICER, Role.SECURITY_OFFICER, Role.AUDIT_OFFICER}
    names = [colleague.username for colleague in town.staff if colleague.role in officers]
    assert sorted(names) == ["audit", "security", "system"]


def test_log_in_names_are_unique_and_every_unit_is_known(town: Town) -> None:
    assert max(Counter(colleague.username for colleague in town.staff).values()) == 1
    assert {c.unit for c in town.staff} - {office.code for office in town.offices} == {""}
