"""A deed is one transaction: rows, history and facts together, or nothing."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest

from office import BY, Office
from yike.core.accounts.models import Unit
from yike.core.areas.actions import add_area
from yike.core.areas.models import Area, AreaLevel
from yike.core.record.base import OutsideTheDoor
from yike.core.record.deed import deed
from yike.core.record.models import HistoryEntry

pytestmark = pytest.mark.django_db


def test_a_model_cannot_be_written_outside_a_deed(office: Office) -> None:
    with pytest.raises(OutsideTheDoor):
        office.unit.save()
    with pytest.raises(OutsideTheDoor):
        office.unit.delete()
    with pytest.raises(OutsideTheDoor):
        Unit.objects.update(name="别的")
    with pytest.raises(OutsideTheDoor):
        Unit.objects.all().delete()
    with pytest.raises(OutsideTheDoor):
        Unit.objects.bulk_create([Unit(kind="street", name="别的", area=office.street)])


def test_a_change_keeps_who_did_it_and_what_was_before_and_after(office: Office) -> None:
    with deed(BY, "accounts.unit.rename", reason="改名文件") as d:
        d.change(d.lock(office.unit), name="梅巷街道")
    entry = HistoryEntry.objects.order_by("-id")[0]
    assert (entry.verb, entry.actor_name, entry.way, entry.reason) == (
        "accounts.unit.rename",
        "test",
        "demo",
        "改名文件",
    )
    assert json.loads(entry.payload or "") == {
        "before": {"name": "梅巷街道办事处"},
        "after": {"name": "梅巷街道"},
        "reason": "改名文件",
    }


def test_a_change_that_changes_nothing_leaves_no_history(office: Office) -> None:
    count = HistoryEntry.objects.count()
    with deed(BY, "accounts.unit.rename") as d:
        d.change(d.lock(office.unit), name=office.unit.name)
    assert HistoryEntry.objects.count() == count


def test_a_deed_that_fails_leaves_neither_row_nor_history(office: Office) -> None:
    rows, entries = Unit.objects.count(), HistoryEntry.objects.count()
    with suppress(RuntimeError), deed(BY, "accounts.unit.add") as d:
        d.add(Unit(kind="department", name="城管中队", area=office.street))
        raise RuntimeError("the power went")
    assert (Unit.objects.count(), HistoryEntry.objects.count()) == (rows, entries)


def test_rows_added_in_bulk_have_a_history_row_each(office: Office) -> None:
    with deed(BY, "accounts.unit.add") as d:
        units = d.add_many([Unit(kind="department", name=f"第{n}组", area=office.street) for n in range(5)])
    kept = HistoryEntry.objects.filter(verb="accounts.unit.add").order_by("id")
    assert [e.object_pk for e in kept][-5:] == [str(u.pk) for u in units]


def test_a_node_of_the_tree_is_recorded_without_its_bookkeeping(office: Office) -> None:
    add_area(BY, level=AreaLevel.GRID, code="g9", name="第九网格", parent=office.first)
    entry = HistoryEntry.objects.order_by("-id")[0]
    after = json.loads(entry.payload or "")["after"]
    assert (entry.verb, after["code"], {"path", "depth", "numchild"} & set(after)) == (
        "areas.add",
        "g9",
        set(),
    )
    assert Area.objects.get_parent(Area.objects.get(code="g9")) == office.first


def test_what_is_removed_is_kept_as_it_was(office: Office) -> None:
    with deed(BY, "accounts.unit.add") as d:
        unit = d.add(Unit(kind="department", name="城管中队", area=office.street))
    with deed(BY, "accounts.unit.remove") as d:
        d.remove(d.lock(unit))
    entry = HistoryEntry.objects.order_by("-id")[0]
    assert json.loads(entry.payload or "")["before"]["name"] == "城管中队"


def test_a_hidden_field_is_noted_as_changed_and_never_shown(office: Office) -> None:
    with deed(BY, "accounts.password") as d:
        user = d.lock(office.clerk)
        user.set_password("another")
        user.save()
    entry = HistoryEntry.objects.order_by("-id")[0]
    assert json.loads(entry.payload or "") == {"before": {"password": "●"}, "after": {"password": "●"}}
