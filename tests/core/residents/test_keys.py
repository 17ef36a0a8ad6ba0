"""A new key for everything: whenever it is stopped, whatever was done before stays readable, and it goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from pytest_django.fixtures import Settings

from homes import Homes, number
from office import BY, Office
from yike.core.record.models import HistoryEntry
from yike.core.residents import actions
from yike.core.residents.models import Helper, Person
from yike.core.rights.by import By
from yike.core.vault import rotation
from yike.core.vault.fields import matching
from yike.core.vault.keyring import Keyring, new_key, parse
from yike.engines.faults import Fault

pytestmark = pytest.mark.django_db


@pytest.fixture
def new_version(settings: Settings, homes: Homes) -> None:
    """Add a second key once everything is sealed with the first."""
    actions.add_helper(BY, homes.wang, kinship="kin", name="王大", phone="15400000088")
    settings.YIKE_KEYS += ";" + new_key(2).line


def versions() -> list[int]:
    sealed = [
        getattr(p, name) for p in Person.objects.all() for name in ("national_id", "phone", "birth_date")
    ]
    return [value.version for value in (*sealed, *(h.phone for h in Helper.objects.all())) if value]


@pytest.mark.usefixtures("new_version")
def test_everything_is_sealed_anew_and_says_the_same(homes: Homes, settings: Settings) -> None:
    assert set(versions()) == {1}
    told: list[tuple[int, int]] = []
    assert actions.rotate_keys(BY, tell=lambda done, left: told.append((done, left))) == 5
    assert (set(versions()), rotation.stale_count(), told) == ({2}, 0, [(4, 1), (5, 0)])
    settings.YIKE_KEYS = settings.YIKE_KEYS.split(";")[1]  # the old key is gone
    assert Person.objects.get(pk=homes.wang.pk).phone.reveal() == "+8615400000001"
    assert list(Person.objects.filter(matching(Person, "national_id", number("1944-02-03")))) == [homes.wang]


@pytest.mark.usefixtures("new_version")
def test_stopped_halfway_everything_is_still_found_and_the_next_run_goes_on(
    homes: Homes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "AT_ONCE", 1)
    pieces = rotation.renew(Person)
    next(pieces)
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]
    assert sorted(set(versions())) == [1, 2]
    found = [
        Person.objects.get(matching(Person, "phone", text))
        for text in ("15400000001", "051200001234", "15400000004")
    ]
    assert found == [homes.wang, homes.chen, homes.ouyang]
    assert actions.rotate_keys(BY) == 3
    assert set(versions()) == {2}


@pytest.mark.usefixtures("new_version")
def test_the_history_has_one_line_for_all_and_none_for_single_persons(homes: Homes) -> None:
    count = HistoryEntry.objects.count()
    actions.rotate_keys(BY)
    assert HistoryEntry.objects.count() == count + 1
    assert HistoryEntry.objects.latest("id").content == {"note": {"rows": 5, "version": 2}}
    assert actions.rotate_keys(BY) == 0
    assert HistoryEntry.objects.count() == count + 1


@pytest.mark.usefixtures("new_version")
def test_a_row_that_does_not_open_is_named_and_the_others_go_on(homes: Homes) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE residents_person SET phone = '1.1.AAAA' WHERE id = %s", [homes.wang.pk])
    with pytest.raises(Fault) as caught:
        actions.rotate_keys(BY)
    assert caught.value.zh == f"有 1 条打不开，没有换：residents.person:{homes.wang.pk}"
    assert Person.objects.get(pk=homes.chen.pk).phone.version == 2


def test_nobody_logged_in_rotates_keys(homes: Homes, office: Office) -> None:
    with pytest.raises(PermissionDenied):
        actions.rotate_keys(By.person(office.admin))


def test_without_its_key_a_list_still_shows_and_says_what_does_not_open(
    homes: Homes, settings: Settings, tmp_path: Path
) -> None:
    settings.YIKE_KEYS = new_key(9).line
    assert str(Person.objects.get(pk=homes.wang.pk).phone) == "打不开"
    assert isinstance(parse(settings.YIKE_KEYS), Keyring)
