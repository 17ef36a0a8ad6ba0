"""The spellings by which names are found: those of every version the same, or spelt anew by an upgrade."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.core.exceptions import PermissionDenied

from homes import Homes
from office import BY, Office
from yike.core.record.deed import deed
from yike.core.record.models import HistoryEntry
from yike.core.residents.actions import edit_person, renew_spellings
from yike.core.residents.models import Person, SearchKey
from yike.core.residents.searching import keys_of
from yike.core.rights.by import By

KEYS = {
    "欧阳静": {
        *("欧阳静", "阳静", "静"),
        *("ouyangjing", "yangjing", "jing"),
        *("oyj", "yj", "j"),
    },
    "单于重": {*("单于重", "于重", "重"), *("shanyuzhong", "yuzhong", "zhong"), *("syz", "yz", "z")},
    "尉迟恭": {*("尉迟恭", "迟恭", "恭"), *("yuchigong", "chigong", "gong"), *("ycg", "cg", "g")},
    "刘䶮": {"刘䶮", "䶮", "liuyan", "yan", "ly", "y"},
    "吕 ü7": {"吕ü7", "ü7", "7", "lvv7", "v7", "lv7"},
    "": set(),
}


@pytest.mark.parametrize(("name", "keys"), KEYS.items(), ids=KEYS)
def test_a_name_is_found_from_any_of_its_letters_on(name: str, keys: set[str]) -> None:
    assert keys_of(name) == keys


def test_nobody_needs_the_large_dictionary() -> None:
    asked = (
        "import sys; from yike.core.residents.searching import keys_of;"
        "from yike.core.accounts.names import pinyin;"
        "keys_of('尉迟恭'), pinyin('单雄信'); sys.exit('pypinyin' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", asked], timeout=60, check=False).returncode == 0


def _found_as(person: Person) -> set[str]:
    return set(SearchKey.objects.filter(person=person).values_list("key", flat=True))


@pytest.mark.django_db
def test_an_upgrade_spells_anew_what_was_spelt_otherwise_once_and_says_so(homes: Homes) -> None:
    assert renew_spellings(BY) == 0
    person = edit_person(BY, homes.wang, name="尉迟恭")
    right, others = _found_as(person), _found_as(homes.ouyang)
    with deed(BY, "residents.person.edit"):
        SearchKey.objects.filter(person=person, key="yuchigong").update(key="weichigong")
    assert _found_as(person) != right
    assert [renew_spellings(BY), renew_spellings(BY)] == [1, 0]
    assert (_found_as(person), _found_as(homes.ouyang)) == (right, others)
    assert HistoryEntry.objects.latest("id").content == {"note": {"rows": 1}}


@pytest.mark.django_db
def test_nobody_logged_in_spells_names_anew(homes: Homes, office: Office) -> None:
    with pytest.raises(PermissionDenied):
        renew_spellings(By.person(office.admin))
