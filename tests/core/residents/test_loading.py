"""A register filled in one go: everything with history, or nothing at all."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from homes import Homes, number
from office import BY, Office
from yike.core.record.models import Fact, HistoryEntry
from yike.core.residents.actions import building, load_register
from yike.core.residents.models import Consent, Dwelling, Household, Person, SearchKey
from yike.core.residents.register import DwellingRow, HouseholdRow, PersonRow
from yike.core.rights.by import By
from yike.core.vault.fields import matching
from yike.engines.faults import Fault

pytestmark = pytest.mark.django_db


def load(office: Office, by: By = BY, **changed: list[object]) -> Fault | None:
    rows: dict[str, list[object]] = {
        "dwellings": [DwellingRow("a", office.grids[0].code, "桂花弄1号")],
        "households": [HouseholdRow("A", "a")],
        "persons": [PersonRow("p", "A", "张三", born=date(1950, 1, 2))],
        **changed,
    }
    try:
        load_register(by, **rows)  # type: ignore[arg-type]
    except Fault as fault:
        return fault
    return None


def counts() -> list[int]:
    return [model.objects.count() for model in (Dwelling, Household, Person, SearchKey, HistoryEntry, Fact)]


def test_everybody_is_kept_with_sealed_numbers_and_the_year_of_birth_in_the_open(homes: Homes) -> None:
    wang = homes.wang
    assert (str(wang.national_id), str(wang.phone), str(wang.birth_date), wang.birth_year, wang.sex) == (
        f"329901********{number('1944-02-03')[-4:]}",
        "154****0001",
        "1944",
        1944,
        "M",
    )
    assert (wang.national_id.reveal(), wang.phone.reveal(), wang.birth_date.reveal()) == (
        number("1944-02-03"),
        "+8615400000001",
        "1944-02-03",
    )


def test_no_plain_number_stands_anywhere_in_the_tables(homes: Homes) -> None:
    with connection.cursor() as cursor:
        for table in ("residents_person", "record_historyentry", "residents_searchkey"):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
            text = "\n".join(str(row) for row in cursor.fetchall())
            assert [
                n for n in (number("1944-02-03"), "15400000001", "1944-02-03", "1947-05-06") if n in text
            ] == []


def test_a_person_is_found_by_number_and_telephone_however_typed(homes: Homes) -> None:
    found = [
        list(Person.objects.filter(matching(Person, column, text)))
        for column, text in (
            ("national_id", number("1944-02-03").lower()),
            ("phone", "+86 154-0000-0001"),
            ("phone", "15400000002"),
        )
    ]
    assert found == [[homes.wang], [homes.wang], []]


def test_each_row_has_history_and_each_person_a_fact(homes: Homes) -> None:
    entries = HistoryEntry.objects.filter(verb="residents.register.load")
    models = sorted(entries.values_list("model", flat=True))
    persons, households, dwellings = (f"residents.{name}" for name in ("person", "household", "dwelling"))
    assert models == ["residents.consent"] + [dwellings] * 3 + [households] * 3 + [persons] * 4
    facts = Fact.objects.filter(measure="residents.registered").order_by("subject")
    people = sorted((homes.wang, homes.li, homes.chen, homes.ouyang), key=lambda p: p.recorded_subject())
    assert [(f.subject, f.area_id, f.quantity) for f in facts] == [
        (p.recorded_subject(), p.area_id, 1) for p in people
    ]


def test_history_of_a_person_hides_what_is_sealed(homes: Homes) -> None:
    entry = HistoryEntry.objects.get(model="residents.person", object_pk=str(homes.wang.pk))
    after = json.loads(entry.payload or "")["after"]
    assert (after["national_id"], after["phone"], after["birth_date"], after["name"]) == (
        "●",
        "●",
        "●",
        "王小明",
    )
    assert "national_id_index" not in after
    assert (entry.area_id, entry.subject) == (homes.wang.area_id, f"residents.person:{homes.wang.pk}")


def test_a_name_can_be_begun_from_any_of_its_letters(homes: Homes) -> None:
    keys = SearchKey.objects.filter(person=homes.ouyang).values_list("key", flat=True)
    assert set(keys) == {"欧阳娜", "阳娜", "娜", "ouyangna", "yangna", "na", "oyn", "yn", "n"}


def test_consents_given_are_kept_with_the_fields_of_their_purpose(homes: Homes) -> None:
    (consent,) = Consent.objects.all()
    assert (consent.person, consent.purpose, consent.fields) == (
        homes.wang,
        "care",
        "birth_date,helpers,living,phone,wish",
    )


@pytest.mark.parametrize(
    ("changed", "zh", "row"),
    [
        ({"persons": [PersonRow("p", "A", "张三", phone="123")]}, "不是电话号码：位数不对，或缺少区号", 1),
        ({"persons": [PersonRow("p", "A", "张三"), PersonRow("q", "A", " ")]}, "没有姓名", 2),
        ({"persons": [PersonRow("p", "Z", "张三")]}, "没有户“Z”", 1),
        ({"households": [HouseholdRow("A", "z")]}, "没有房屋“z”", 1),
        ({"dwellings": [DwellingRow("a", "nowhere", "桂花弄1号")]}, "没有区域“nowhere”", None),
    ],
)  # fmt: skip
def test_one_wrong_row_stops_everything_and_is_named(
    office: Office, changed: dict[str, list[object]], zh: str, row: int | None
) -> None:
    before = counts()
    fault = load(office, **changed)
    assert fault is not None
    assert (fault.zh, fault.where.row or None, counts()) == (zh, row, before)


def test_a_dwelling_registered_already_however_it_is_spelt_is_refused(office: Office) -> None:
    code = office.grids[0].code
    twice = [
        DwellingRow("a", code, "桂花弄 1号", "3幢", room="201室"),
        DwellingRow("b", code, "桂花弄１号", "3", room="201"),
    ]
    fault = load(office, dwellings=twice)  # type: ignore[arg-type]
    assert fault is not None
    assert (fault.zh, fault.where.row) == ("房屋“桂花弄1号”已经登记过，或在表里出现两次", 2)


def test_who_may_not_import_in_the_area_may_not_load(office: Office) -> None:
    for person in (office.worker, office.leader, office.system, office.grid_worker):
        with pytest.raises(PermissionDenied):
            load(office, By.person(person))
    assert load(office, By.person(office.clerk)) is None


def test_after_many_rows_postgresql_knows_how_many_there_are(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite plans by its indexes")

    def known() -> float:
        with connection.cursor() as cursor:
            cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'residents_household'")
            return float(cursor.fetchone()[0])

    monkeypatch.setattr(building, "MANY", 1)
    assert load(office) is None
    assert known() == 1
