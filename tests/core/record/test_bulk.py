"""Many rows written the short way are the same rows as one by one."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.db.models.functions import Upper
from django.db.transaction import TransactionManagementError

from gathering import opened
from homes import Homes
from office import BY, Office
from yike.core.accounts.models import RoleHolding, Unit, User
from yike.core.record import bulk
from yike.core.record.deed import deed
from yike.core.record.lookup import plainly_managed
from yike.core.record.models import Fact, HistoryEntry
from yike.core.residents.models import Consent, Person
from yike.core.rights.roles import Role
from yike.rooms.almanac.models import Activity

pytestmark = pytest.mark.django_db


def test_rows_get_the_numbers_that_follow_and_so_do_rows_added_afterwards(office: Office) -> None:
    with deed(BY, "accounts.unit.add") as d:
        many = d.add_many([Unit(kind="department", name=f"第{n}组", area=office.street) for n in range(3)])
        one = d.add(Unit(kind="department", name="后来的", area=office.street))
        more = d.add_many([Unit(kind="department", name="再后来的", area=office.street)])
    first = many[0].pk
    assert [unit.pk for unit in (*many, one, *more)] == list(range(first, first + 5))
    assert [u.name for u in Unit.objects.filter(pk__gte=first).order_by("pk")] == [
        *("第0组", "第1组", "第2组", "后来的", "再后来的")
    ]


def test_what_stands_there_already_is_told_as_any_database_tells_it(office: Office) -> None:
    names = [unit.name for unit in Unit.objects.all()]
    with pytest.raises(IntegrityError), deed(BY, "accounts.user.add") as d:
        d.add_many(
            [User(username=office.clerk.username, name="又一个", unit=office.unit, area=office.street)]
        )
    assert [unit.name for unit in Unit.objects.all()] == names


def test_numbers_of_deleted_rows_are_not_given_again(office: Office) -> None:
    with deed(BY, "accounts.unit.add") as d:
        (gone,) = d.add_many([Unit(kind="department", name="一时的", area=office.street)])
        number = gone.pk
        d.remove(gone)
        (unit,) = d.add_many([Unit(kind="department", name="长久的", area=office.street)])
    assert unit.pk > number


def test_every_kind_of_value_comes_back_as_it_was(office: Office) -> None:
    before = User.objects.get(pk=office.clerk.pk).created_at
    with deed(BY, "accounts.user.add") as d:
        (user,) = d.add_many(
            [User(username="new", name="新来的", unit=office.unit, area=office.street, is_active=False)]
        )
        holding = RoleHolding(user=user, role=Role.CLERK, area=office.street, since=date(2026, 1, 2))
        d.add_many([holding])
    kept = User.objects.get(username="new")
    assert (kept.pk, kept.is_active, kept.unit, kept.last_login) == (user.pk, False, office.unit, None)
    assert kept.created_at == user.created_at >= before
    role = RoleHolding.objects.get(pk=holding.pk)
    assert (role.since, role.until, role.area) == (date(2026, 1, 2), None, office.street)


def test_a_row_written_the_short_way_can_be_changed_like_any_other(office: Office) -> None:
    with deed(BY, "accounts.unit.add") as d:
        (unit,) = d.add_many([Unit(kind="department", name="旧名", area=office.street)])
        d.change(unit, name="新名")
    assert Unit.objects.get(pk=unit.pk).name == "新名"


def test_a_row_that_points_at_one_not_kept_yet_is_refused(office: Office) -> None:
    with (
        pytest.raises(ValueError, match="unsaved related object"),
        deed(BY, "accounts.unit.add") as d,
    ):
        d.add_many(
            [
                Unit(
                    kind="department",
                    name="下级",
                    area=office.street,
                    parent=Unit(kind="department", name="上级", area=office.street),
                )
            ]
        )


def test_history_and_facts_written_the_short_way_say_the_same(homes: Homes) -> None:
    with deed(BY, "test.fact", reason="试一试") as d:
        d.fact(
            "residents.revealed",
            Decimal("1.5"),
            area=homes.wang.area,
            source=homes.wang,
            day=date(2026, 3, 4),
        )
        d.note(homes.wang, what="读")
    fact, entry = Fact.objects.latest("id"), HistoryEntry.objects.latest("id")
    assert (fact.quantity, fact.day, fact.area_id, fact.source_pk, fact.corrects, fact.deed) == (
        *(Decimal("1.5"), date(2026, 3, 4), homes.wang.area_id, str(homes.wang.pk), None),
        entry.deed,
    )
    assert (entry.at, entry.verb, entry.actor, entry.content) == (
        *(fact.at, "test.fact", None),
        {"note": {"what": "读"}, "reason": "试一试"},
    )


@pytest.mark.parametrize("short", [True, False])
def test_one_row_by_the_short_way_and_by_djangos_is_the_same(
    office: Office, monkeypatch: pytest.MonkeyPatch, short: bool
) -> None:
    written = bulk.insert_one
    ways: list[bool] = []
    monkeypatch.setattr(bulk, "insert_one", lambda row: ways.append(short and written(row)) or ways[-1])
    row = opened(office, title="讲座", audience=("elders",), cost=Decimal("1.50"))
    kept = Activity.objects.get(pk=row.pk)
    assert ways[0] is short
    assert {f.attname: getattr(row, f.attname) for f in Activity._meta.concrete_fields} == {
        f.attname: getattr(kept, f.attname) for f in Activity._meta.concrete_fields
    }
    assert (kept.title, kept.audience, kept.cost, row._state.adding) == (
        "讲座",
        ["elders"],
        Decimal("1.50"),
        False,
    )
    first = HistoryEntry.objects.filter(model="almanac.activity", object_pk=str(row.pk)).earliest("id")
    assert (first.content["after"]["title"], first.content["after"]["audience"]) == ("讲座", ["elders"])


def test_one_row_that_points_at_one_not_kept_yet_is_refused(office: Office) -> None:
    above = Unit(kind="department", name="上级", area=office.street)
    with pytest.raises(ValueError, match="unsaved related object"), deed(BY, "accounts.unit.add") as d:
        d.add(Unit(kind="department", name="下级", area=office.street, parent=above))


def test_a_row_that_broke_a_rule_of_the_table_leaves_nothing_of_its_deed(office: Office) -> None:
    before = Unit.objects.count()
    twin = User(username=office.clerk.username, name="又一个", unit=office.unit, area=office.street)

    def swallowed() -> None:
        with deed(BY, "accounts.user.add") as d:
            d.add(Unit(kind="department", name="先写的", area=office.street))
            with suppress(IntegrityError):
                d.add(twin)
            d.add(Unit(kind="department", name="后写的", area=office.street))

    with pytest.raises(TransactionManagementError):
        swallowed()
    assert Unit.objects.count() == before


@pytest.mark.parametrize("model", [Unit, Person, Consent, HistoryEntry])
def test_our_models_can_be_written_the_short_way(model: type) -> None:
    assert bulk.plain(model)


@pytest.mark.parametrize("short", [True, False])
def test_one_row_changed_by_the_short_way_and_by_djangos_is_the_same(
    office: Office, monkeypatch: pytest.MonkeyPatch, short: bool
) -> None:
    written = bulk.renew_one
    ways: list[bool] = []
    monkeypatch.setattr(bulk, "renew_one", lambda row: ways.append(short and written(row)) or ways[-1])
    row = opened(office, title="讲座", audience=("elders",), cost=Decimal("1.50"))
    ways.clear()
    with deed(BY, "almanac.activity.change") as d:
        fresh = d.lock(row)
        d.change(fresh, title="说书", audience=["children", "elders"], cost=Decimal("0.25"), venue=None)
    kept = Activity.objects.get(pk=row.pk)
    assert ways == [short]
    assert {f.attname: getattr(fresh, f.attname) for f in Activity._meta.concrete_fields} == {
        f.attname: getattr(kept, f.attname) for f in Activity._meta.concrete_fields
    }
    assert (kept.title, kept.audience, kept.cost) == ("说书", ["children", "elders"], Decimal("0.25"))
    last = HistoryEntry.objects.filter(model="almanac.activity", object_pk=str(row.pk)).latest("id")
    assert (last.content["before"]["title"], last.content["after"]["title"]) == ("讲座", "说书")


def test_only_django_writes_what_is_counted_by_the_database_or_was_not_read(office: Office) -> None:
    with deed(BY, "accounts.unit.change") as d:
        part = Unit.objects.only("name").get(pk=office.unit.pk)
        assert not bulk.save_one(part)
        counted = d.lock(office.unit)
        counted.name = Upper("code")
        assert not bulk.save_one(counted)
        assert not bulk.save_one(Unit(name="没有编号的"))
        assert not bulk.save_one(counted, update_fields=["name"])


def test_a_row_that_is_not_there_is_left_to_django(office: Office) -> None:
    with deed(BY, "accounts.unit.add") as d:
        unit = d.add(Unit(kind="department", name="一时的", area=office.street))
        again = Unit.objects.get(pk=unit.pk)
        d.remove(unit)
        assert not bulk.renew_one(again)


def test_a_locked_row_is_what_django_reads(office: Office, homes: Homes) -> None:
    rows = [office.clerk, office.street, office.unit, homes.wang, homes.household, opened(office)]
    with deed(BY, "test.look") as d:
        for row in rows:
            assert plainly_managed(type(row))
            locked, read = d.lock(row), type(row)._default_manager.get(pk=row.pk)
            assert (type(locked), locked.__dict__["_loaded"]) == (type(read), read.__dict__["_loaded"])
            assert (locked._state.adding, locked._state.db) == (False, read._state.db)
