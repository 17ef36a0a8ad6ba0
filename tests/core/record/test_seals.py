"""The chain shows every change to what was sealed, and survives the erasing of a person's content."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.db import connection

from office import BY, Office
from yike.core.record.actions import erase_subjects, seal_all, seal_batch
from yike.core.record.deed import deed
from yike.core.record.models import Fact, HistoryEntry, Seal
from yike.core.record.payload import canonical, digest
from yike.core.record.seals import START, verify_chain

pytestmark = pytest.mark.django_db


def run(sql: str, *params: object) -> None:
    """Do what nobody may: write to the tables past the house."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def rename(office: Office, name: str) -> None:
    with deed(BY, "accounts.unit.rename") as d:
        d.change(d.lock(office.unit), name=name)


@pytest.fixture
def sealed(office: Office) -> Office:
    """Return the office with a chain of three seals."""
    for name in ("甲", "乙", "丙"):
        rename(office, name)
        seal_all()
    return office


def breaches() -> list[tuple[int, str]]:
    return [(b.seal, b.what) for b in verify_chain().breaches]


def test_a_new_chain_starts_from_nothing_and_is_whole(sealed: Office) -> None:
    state = verify_chain()
    first, _second, third = Seal.objects.order_by("number")
    assert (state.whole, state.seals, state.unsealed, state.head) == (True, 3, 0, third.digest)
    assert (first.previous, state.sealed) == (START, HistoryEntry.objects.count())


def test_nothing_to_seal_makes_no_seal(sealed: Office) -> None:
    assert (seal_all(), Seal.objects.count()) == (0, 3)


def test_rows_are_sealed_in_batches_none_left_out_none_twice(office: Office) -> None:
    count = HistoryEntry.objects.count()
    batches = []
    while done := seal_batch(4):
        batches.append(done)
    assert (sum(batches), max(batches)) == (count, 4)
    assert (
        sum(s.count for s in Seal.objects.all()) == count == HistoryEntry.objects.exclude(seal=None).count()
    )
    assert verify_chain().whole


def last(number: int) -> HistoryEntry:
    return HistoryEntry.objects.filter(seal_id=number).order_by("-id")[0]


def alter_actor() -> None:
    run("UPDATE record_historyentry SET actor_name = %s WHERE id = %s", "别人", last(2).pk)


def alter_payload() -> None:
    entry = last(2)
    text = canonical({"after": {"name": "没有的事"}})
    run("UPDATE record_historyentry SET payload = %s WHERE id = %s", text, entry.pk)


def alter_payload_and_digest() -> None:
    entry = last(2)
    text = canonical({"after": {"name": "没有的事"}})
    new = digest(entry.salt or "", text)
    run("UPDATE record_historyentry SET payload = %s, payload_digest = %s WHERE id = %s", text, new, entry.pk)


def blank_payload() -> None:
    run("UPDATE record_historyentry SET payload = NULL, salt = NULL WHERE id = %s", last(2).pk)


def delete_row() -> None:
    run("DELETE FROM record_historyentry WHERE id = %s", last(2).pk)


def move_row() -> None:
    run("UPDATE record_historyentry SET seal_id = 3 WHERE id = %s", last(2).pk)


def forge_seal() -> None:
    run("UPDATE record_seal SET digest = %s WHERE number = 2", "f" * 64)


def delete_seal() -> None:
    run("DELETE FROM record_historyentry WHERE seal_id = 2")
    run("DELETE FROM record_seal WHERE number = 2")


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (alter_actor, [(2, "有记录被改过")]),
        (alter_payload, [(2, "内容和封存时不一样")]),
        (alter_payload_and_digest, [(2, "有记录被改过")]),
        (blank_payload, [(2, "内容没有了，却没有留下是谁要求删除的")]),
        (delete_row, [(2, "封存时有 1 条，现在是 0 条")]),
        (move_row, [(2, "封存时有 1 条，现在是 0 条"), (3, "封存时有 1 条，现在是 2 条")]),
        (forge_seal, [(2, "有记录被改过"), (3, "和前一条封条接不上")]),
        (delete_seal, [(3, "第 2 号封条不见了")]),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_whoever_writes_past_the_house_is_found_out(
    sealed: Office, tamper: Callable[[], None], found: list[tuple[int, str]]
) -> None:
    assert verify_chain().whole
    tamper()
    assert breaches() == found


def test_erasing_a_person_takes_the_content_and_leaves_the_chain_whole(sealed: Office) -> None:
    subject = sealed.unit.recorded_subject()
    kept = HistoryEntry.objects.filter(subject=subject).count()
    with deed(BY, "tests.erase") as d:
        erased = erase_subjects(d, [subject])
    state = verify_chain()
    assert (erased, state.erased, state.whole) == (kept, kept, True)
    assert [e.content for e in HistoryEntry.objects.filter(subject=subject)] == [{}] * kept


def test_history_and_facts_cannot_be_edited_or_deleted_through_the_house(sealed: Office) -> None:
    for model in (HistoryEntry, Seal, Fact):
        with pytest.raises(TypeError, match="append-only"):
            model.objects.all().delete()
        with pytest.raises(TypeError, match="append-only"):
            model.objects.update(at=None)


def test_the_reason_and_whom_it_was_for_go_with_the_content(sealed: Office) -> None:
    with deed(BY.acting_for("甲奶奶"), "accounts.unit.rename", reason="本人来电") as d:
        d.change(d.lock(sealed.unit), name="丁")
    entry = HistoryEntry.objects.order_by("-id")[0]
    assert (entry.reason, entry.on_behalf) == ("本人来电", "甲奶奶")
    assert set(json.loads(entry.payload or "")) == {"before", "after", "reason", "on_behalf"}
