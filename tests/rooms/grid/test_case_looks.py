"""The lists a day's work with cases begins with: what is on each for whom, by what is due, and counted at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from gridcases import Works, make_case, make_kind, make_works, said_for, walk
from office import BY, Office
from workdays import at
from yike.core.accounts.actions import change_account, set_deputy
from yike.core.accounts.models import User
from yike.core.record.clock import today
from yike.core.rights.by import By
from yike.faces.desk.today import tiles_for
from yike.rooms.grid.actions.cases import go
from yike.rooms.grid.queries.cases import finding
from yike.rooms.grid.queries.cases.finding import Wanted, counts, find_cases
from yike.rooms.grid.queries.cases.looks import TO_DO, reported_today

pytestmark = pytest.mark.django_db
LISTS = (*TO_DO, "mine")


@pytest.fixture
def works(office: Office, clock: Any) -> Works:
    return make_works(office, clock)


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def lists(user: User) -> dict[str, list[int]]:
    """Return what stands on each list of somebody's that is not empty, and be sure that it is counted so."""
    reader = fresh(user)
    found = {look: [case.pk for case in find_cases(reader, Wanted(look=look))] for look in LISTS}
    assert counts(reader) == {look: len(rows) for look, rows in found.items()}
    return {look: rows for look, rows in found.items() if rows}


def test_each_case_waits_for_whoever_has_to_do_something_now(office: Office, works: Works) -> None:
    new, sent, taken, asking, back, done = (make_case(office, works).pk for _ in range(6))
    gone = {
        sent: (),
        taken: ("take",),
        asking: ("take", "ask"),
        back: ("return",),
        done: ("take", "answer"),
    }
    cases = {case.pk: case for case in find_cases(fresh(office.worker), Wanted())}
    for pk, verbs in gone.items():
        walk(office, works, cases[pk], "accept", "file", "dispatch", *verbs)
    dispatcher = {"sort": [new], "rule": [asking], "verify": [done]}
    assert lists(office.worker) == dispatcher
    assert lists(office.clerk) == dispatcher | {"rule": [asking, back]}
    assert lists(office.leader) == {"rule": [back]}
    assert lists(office.grid_worker) == {"verify": [done]}
    mine = {"own": [sent, taken, asking], "mine": [sent, taken, asking]}
    assert lists(works.cleaner) == mine
    assert (lists(works.warden), lists(office.stranger), lists(office.audit)) == ({}, {}, {})


def test_what_a_colleague_has_signed_for_is_the_units_but_not_mine_unless_i_stand_in(
    office: Office, works: Works
) -> None:
    case = walk(office, works, make_case(office, works), "accept", "file", "dispatch", "take")
    change_account(BY, works.warden, unit=works.cleaners)
    assert lists(works.warden) == {"mine": [case.pk]}
    day = today()
    set_deputy(BY, principal=works.cleaner, deputy=works.warden, since=day, until=day, reason="外出")
    assert lists(works.warden) == {"own": [case.pk], "mine": [case.pk]}


def test_who_has_handled_a_case_does_not_find_it_among_those_to_verify(office: Office, works: Works) -> None:
    change_account(BY, office.colleague, unit=works.cleaners)
    case = walk(office, works, make_case(office, works), "accept", "file", "dispatch")
    for verb in ("take", "answer"):
        go(By.person(fresh(office.colleague)), case, verb, said_for(works, verb))
    assert (lists(office.colleague), lists(office.worker)) == ({}, {"verify": [case.pk]})


def test_what_is_late_is_so_a_minute_after_its_moment_and_stands_before_what_is_not(
    office: Office, works: Works, clock: Any
) -> None:
    first = walk(office, works, make_case(office, works), "accept", "file", "dispatch")
    clock.set(at("2026-11-30 Mon 10:30"))
    second = walk(office, works, make_case(office, works), "accept", "file", "dispatch")
    urgent = walk(office, works, make_case(office, works, level="urgent"), "accept", "file", "dispatch")
    assert lists(works.cleaner)["own"] == [urgent.pk, first.pk, second.pk]
    clock.set(at("2026-11-30 Mon 15:00"))
    assert "late" not in lists(works.cleaner)
    clock.set(at("2026-11-30 Mon 15:01"))
    assert lists(works.cleaner)["late"] == [first.pk]
    assert (lists(office.worker), lists(office.leader)) == ({"late": [first.pk]}, {"late": [first.pk]})
    walk(office, works, first, "suspend")
    assert "late" not in lists(works.cleaner)


def test_a_postponed_case_comes_back_on_its_day_to_who_decides_and_who_leads(
    office: Office, works: Works, clock: Any
) -> None:
    case = walk(office, works, make_case(office, works), "accept", "file", "dispatch")
    go(
        By.person(office.worker),
        case,
        "suspend",
        said_for(works, "suspend", review_on=today() + timedelta(days=2)),
    )
    assert (lists(office.worker), lists(office.leader)) == ({}, {})
    clock.set(at("2026-12-02 Wed 09:00"))
    due = {"review": [case.pk]}
    assert [lists(who) for who in (office.worker, office.leader, office.clerk)] == [due] * 3
    assert (lists(office.grid_worker), lists(works.cleaner)) == ({}, {})


def test_a_days_patrol_counts_ones_own_reports_since_midnight(
    office: Office, works: Works, clock: Any
) -> None:
    make_case(office, works)
    clock.set(at("2026-12-01 Tue 00:00"))
    make_case(office, works)
    make_case(office, works)
    assert (reported_today(office.grid_worker), reported_today(office.worker)) == (2, 0)


def test_the_first_page_asks_as_much_of_many_cases_as_of_none(
    office: Office, works: Works, django_assert_num_queries: Any
) -> None:
    tiles_for(fresh(office.worker))  # what is kept between pages is fetched once
    asked = []
    for _ in range(2):
        reader = fresh(office.worker)
        with django_assert_num_queries(10**6, exact=False) as seen:
            shown = {f"{one.tile.route}{one.tile.query}": one.number for one in tiles_for(reader)}
        asked.append(len(seen))
        for _ in range(3):
            walk(office, works, make_case(office, works), "accept", "file")
    assert asked[0] == asked[1]
    assert (shown["grid:cases?look=sort"], shown["grid:patrol"]) == (3, 0)


def test_words_are_looked_for_among_the_latest_of_what_is_narrowed_down(
    office: Office, works: Works, monkeypatch: Any
) -> None:
    kind = make_kind("SR02")
    old = [make_case(office, works, kind=kind, address=f"菜场东门{n}") for n in range(3)]
    new = [make_case(office, works) for _n in range(2)]
    monkeypatch.setattr(finding, "LATEST", 2)
    monkeypatch.setattr(finding, "COMMON", 0)  # no index helps with what so many say

    def found(**wanted: Any) -> list[int]:
        return [case.pk for case in find_cases(fresh(office.worker), Wanted(text="菜场东门", **wanted))]

    assert found() == [new[1].pk, new[0].pk]
    assert found(kind=kind.pk) == [old[2].pk, old[1].pk]
    assert found(kind=kind.pk, state="closed") == []
