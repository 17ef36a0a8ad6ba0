"""Duties: one unit for one place at a time, no place forgotten, all of it found by whoever asks who answers."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, connections, transaction
from django.db.models import QuerySet
from django.http import Http404
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beside import Hand
from duties import BESIDE, FAR, SPOT, draw, fresh, make_place, make_unit
from office import BY, Office
from yike.core.accounts.actions import close_unit, end_role
from yike.core.accounts.handover import open_work
from yike.core.accounts.models import RoleHolding, Unit, User
from yike.core.areas.actions import close_area
from yike.core.areas.models import Area
from yike.core.record.clock import today
from yike.core.record.deed import deed
from yike.core.record.models import HistoryEntry
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.grid.actions import duties as actions
from yike.rooms.grid.actions.duties import NewPlace, Terms
from yike.rooms.grid.models import Duty, DutyPlace, GridNotice
from yike.rooms.grid.queries import duties as queries
from yike.rooms.grid.queries.duties import Wanted

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def by(user: User) -> By:
    return By.person(user)


def periods(place: DutyPlace) -> list[tuple[str, date, date | None]]:
    rows = Duty.objects.filter(place=place).select_related("unit").order_by("since")
    return [(row.unit.name, row.since, row.until) for row in rows]


def test_duties_are_kept_by_the_community_and_the_street_and_by_nobody_else(office: Office) -> None:
    unit = make_unit(office)
    place = make_place(office, unit=unit)
    for user in (office.worker, office.colleague, office.clerk, office.admin):
        actions.change_place(by(user), place, address="梅巷1号")
    for user in (office.stranger, office.leader, office.grid_worker, office.audit):
        with pytest.raises(PermissionDenied):
            actions.change_place(by(user), place, address="x")
        with pytest.raises(PermissionDenied):
            actions.give_duty(by(user), place, Terms(unit, today() + DAY))
        with pytest.raises(PermissionDenied):
            actions.drop_place(by(user), place, reason="x")
    with pytest.raises(PermissionDenied):
        actions.change_place(by(office.worker), place, area=office.grids[2])
    assert DutyPlace.objects.get().address == "梅巷1号"


def test_a_stranger_finds_no_place_and_a_colleague_does(office: Office) -> None:
    place = make_place(office, unit=make_unit(office))
    assert queries.access_place(office.colleague, place.pk) == place
    assert queries.access_place(office.grid_worker, place.pk) == place
    with pytest.raises(Http404):
        queries.access_place(office.stranger, place.pk)


def test_the_duty_before_ends_the_day_before_the_next_one(office: Office) -> None:
    first, second = make_unit(office), make_unit(office, "梅巷城管队")
    place = make_place(office, unit=first, since=today() - 9 * DAY)
    actions.give_duty(by(office.worker), place, Terms(second, today()))
    assert periods(place) == [
        (first.name, today() - 9 * DAY, today() - DAY),
        (second.name, today(), None),
    ]
    found = queries.duty_now(place)
    assert found is not None
    assert found.unit == second


def test_a_later_duty_stands_in_the_way_of_one_without_an_end(office: Office) -> None:
    unit, other = make_unit(office), make_unit(office, "梅巷城管队")
    place = make_place(office, unit=unit, since=today() + 5 * DAY)
    with pytest.raises(Fault, match="answers for it from"):
        actions.give_duty(BY, place, Terms(other, today()))
    actions.give_duty(BY, place, Terms(other, today(), today() + 4 * DAY))
    assert len(periods(place)) == 2


def test_the_database_itself_refuses_two_at_once(office: Office) -> None:
    unit = make_unit(office)
    place = make_place(office, unit=unit, since=today() - DAY)
    for since in (today(), today() - DAY):
        with pytest.raises(IntegrityError), transaction.atomic(), deed(BY, "tests.double") as d:
            d.add(Duty(place=place, unit=unit, since=since))
    with pytest.raises(IntegrityError), transaction.atomic(), deed(BY, "tests.backwards") as d:
        d.add(Duty(place=place, unit=unit, since=today(), until=today() - DAY))


@given(
    steps=st.lists(st.tuples(st.integers(0, 12), st.none() | st.integers(0, 12), st.booleans()), max_size=8)
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_asked_no_day_has_two_duties(
    office: Office, steps: list[tuple[int, int | None, bool]]
) -> None:
    with transaction.atomic():
        units = (_unit(office, "甲"), _unit(office, "乙"))
        place = make_place(office, f"点{Duty.objects.count()}{len(steps)}")
        for start, length, which in steps:
            since = today() + start * DAY
            until = None if length is None else since + length * DAY
            kept = periods(place)
            try:
                actions.give_duty(BY, place, Terms(units[which], since, until))
            except Fault:
                assert periods(place) == kept
        for day in (today() + n * DAY for n in range(30)):
            assert queries.at_work(day).filter(place=place).count() <= 1
        transaction.set_rollback(True)


def _unit(office: Office, name: str) -> Unit:
    return Unit.objects.filter(name=name).first() or make_unit(office, name)


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_wins_and_the_other_is_told(office: Office) -> None:
    units = [make_unit(office), make_unit(office, "梅巷城管队")]
    place = make_place(office)
    start, told = threading.Barrier(2), []

    def give(unit: Unit) -> None:
        start.wait()
        try:
            actions.give_duty(BY, place, Terms(unit, today()))
        except Fault as fault:
            told.append(fault.en)
        finally:
            connections.close_all()

    threads = [Hand(target=give, args=(unit,)) for unit in units]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [duty] = Duty.objects.filter(place=place)
    assert told == [f'"{duty.unit.name}" answers for it from {today()} on']
    connection.close()


def test_a_place_without_a_duty_is_an_orphan_until_it_has_one(office: Office) -> None:
    unit = make_unit(office)
    kept = make_place(office, unit=unit)
    lost = make_place(office, "河埠头")
    later = make_place(office, "小学门口", unit=unit, since=today() + DAY)
    assert set(queries.orphans(DutyPlace.objects.all())) == {lost, later}
    assert queries.how_many_orphans(office.worker) == 2
    assert queries.how_many_orphans(office.stranger) == 0
    assert set(queries.find_places(office.worker, Wanted(look="orphans"))) == {lost, later}
    [duty] = Duty.objects.filter(place=kept)
    actions.end_duty(BY, duty, last=today(), reason="合同到期")
    assert set(queries.orphans(DutyPlace.objects.all(), today() + DAY)) == {lost, kept}


def test_a_dropped_place_is_nobodys_and_no_orphan_and_can_be_taken_up_again(office: Office) -> None:
    unit = make_unit(office)
    place = make_place(office, unit=unit, since=today() - DAY)
    actions.end_duty(BY, Duty.objects.get(), last=today() + DAY, reason="换人")
    actions.give_duty(BY, place, Terms(unit, today() + 2 * DAY))
    actions.drop_place(by(office.worker), place, reason="拆了")
    assert periods(place) == [(unit.name, today() - DAY, today())]
    assert list(queries.orphans(DutyPlace.objects.all(), today() + DAY)) == []
    with pytest.raises(Fault, match="is dropped"):
        actions.give_duty(BY, place, Terms(unit, today() + DAY))
    actions.take_up(by(office.worker), place)
    assert [p.name for p in queries.orphans(DutyPlace.objects.all(), today() + DAY)] == [place.name]


def test_what_cannot_be_is_told_and_leaves_nothing(office: Office) -> None:
    unit = make_unit(office)
    closed = close_unit(BY, make_unit(office, "旧单位"), reason="撤并")
    place = make_place(office, unit=unit)
    kept = periods(place), HistoryEntry.objects.count()
    for terms, said in (
        (Terms(closed, today() + DAY), "no longer in use"),
        (Terms(unit, today() + DAY, partner=closed), "no longer in use"),
        (Terms(unit, today() + DAY, today()), "ends before it begins"),
    ):
        with pytest.raises(Fault, match=said):
            actions.give_duty(BY, place, terms)
    for line in ([], [(120.62, 31.3)], [(120.62, 31.3)] * 501):
        with pytest.raises(Fault, match=r"corners|stretch"):
            actions.change_place(BY, place, kind="stretch" if line else "point", line=line or [(1.0, 2.0)])
    with pytest.raises(Fault, match="lies outside this period"):
        actions.end_duty(BY, Duty.objects.get(), last=today() - DAY, reason="x")
    assert (periods(place), HistoryEntry.objects.count()) == kept


def test_somebody_who_leaves_hands_the_lead_on(office: Office) -> None:
    place = make_place(office, unit=make_unit(office), leader=office.worker)
    [(work, count)] = [pair for pair in open_work(office.worker) if pair[0].code == "grid.duties.led"]
    assert count == 1
    with deed(BY, "accounts.hand_over") as d:
        assert work.hand(d, office.worker, office.colleague) == 1
    found = queries.duty_now(place)
    assert found is not None
    assert found.leader == office.colleague


def test_a_grid_with_places_is_not_closed(office: Office) -> None:
    place = make_place(office, unit=make_unit(office))
    with pytest.raises(Fault, match="still 1 duty place"):
        close_area(BY, fresh(office.grids[0]), reason="调整")
    actions.drop_place(BY, place, reason="拆了")
    assert queries.needed_in(fresh(office.grids[0])) == 0


# --- who answers ---


def test_who_answers_is_the_nearest_duty_then_the_grid_then_the_community(office: Office) -> None:
    draw(office)
    cleaners = make_unit(office)
    community = make_unit(office, "梅东社区居委会", kind="community")
    with deed(BY, "tests.move") as d:
        d.change(community, area=office.first)
    make_place(office, unit=cleaners)
    at_gate = queries.responsible(*SPOT)
    assert (at_gate.grid, at_gate.worker, at_gate.unit) == (office.grids[0], office.grid_worker, cleaners)
    ten_metres = queries.responsible(SPOT[0] + 0.0001, SPOT[1])
    assert ten_metres.unit == cleaners
    fifty_metres = queries.responsible(SPOT[0] + 0.0006, SPOT[1])
    assert (fifty_metres.unit, fifty_metres.duty, fifty_metres.worker) == (
        community,
        None,
        office.grid_worker,
    )
    beside = queries.responsible(*BESIDE)
    assert (beside.grid, beside.worker, beside.unit) == (office.grids[1], None, community)


def test_who_answers_on_a_stretch_is_who_answers_for_the_stretch(office: Office) -> None:
    draw(office)
    unit = make_unit(office)
    line = ((120.6205, 31.303), (120.6235, 31.303))
    make_place(office, "梅巷河岸", kind="stretch", line=line, lon=None, lat=None, unit=unit)
    assert queries.responsible(120.6207, 31.3031).unit == unit
    assert queries.responsible(120.6207, 31.3034).duty is None


def test_outside_the_street_the_area_that_was_said_counts_and_else_nobody(office: Office) -> None:
    draw(office)
    assert queries.responsible(*FAR) == queries.Answerable(None, None, None)
    said = queries.responsible(*FAR, area=office.grids[0])
    assert (said.grid, said.worker, said.unit) == (office.grids[0], office.grid_worker, office.unit)
    assert queries.responsible() == queries.Answerable(None, None, None)


def test_a_dropped_or_ended_duty_answers_for_nothing(office: Office) -> None:
    draw(office)
    place = make_place(office, unit=make_unit(office))
    actions.drop_place(BY, place, reason="拆了")
    assert queries.responsible(*SPOT).duty is None


# --- what is posted ---


def test_what_is_posted_is_current_or_says_that_nobody_is_there(office: Office) -> None:
    grid = office.grids[0]
    actions.post_notice(by(office.admin), office.street, worker=None, phone="", supervision="12345")
    actions.post_notice(by(office.worker), grid, worker=office.grid_worker, phone="0512-1", supervision="")
    assert queries.posted(grid) == queries.Posted(grid, "王网格", "0512-1", "12345")
    assert queries.posted(grid).whole
    end_role(BY, RoleHolding.objects.get(user=office.grid_worker), reason="调走")
    gone = queries.posted(grid)
    assert (gone.worker, gone.phone, gone.supervision, gone.whole) == ("", "", "12345", False)
    with pytest.raises(PermissionDenied):
        actions.post_notice(by(office.stranger), grid, worker=None, phone="", supervision="")
    assert GridNotice.objects.count() == 2


def test_a_place_gets_a_code_of_its_own(office: Office) -> None:
    made = [actions.add_place(BY, NewPlace("point", f"点{n}", office.grids[0])) for n in range(5)]
    assert len({place.code for place in made}) == 5


def shut(rows: QuerySet[Area]) -> None:
    """Close areas without asking what lies below them."""
    with deed(BY, "tests.shut"):
        rows.update(closed_on=today())


def listed() -> list[tuple[str, list[str]]]:
    return [(area.name, [grid.name for grid in grids]) for area, grids in queries.public_grids()]


def test_an_open_grid_is_found_in_public_even_where_its_community_is_closed(office: Office) -> None:
    before = listed()
    first = office.first
    shut(Area.objects.filter(pk=first.pk))
    assert any(name == first.name and grids for name, grids in before)
    assert listed() == before
    shut(Area.objects.filter(path__startswith=first.path))
    assert listed() == [(name, grids) for name, grids in before if name != first.name]
