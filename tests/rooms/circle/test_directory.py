"""Points, hours, items and offers: kept through one door, by who may, and every process told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from office import BY, EARLY, Office
from points import make_item, make_offer, make_point
from yike.core.accounts.actions import add_unit, add_user, give_role
from yike.core.accounts.models import User
from yike.core.record.clock import today
from yike.core.record.deed import deed
from yike.core.record.models import Fact, HistoryEntry
from yike.core.rights.by import By
from yike.core.rights.roles import Role
from yike.engines.faults import Fault
from yike.rooms.circle import actions, flows, queries
from yike.rooms.circle.models import Material, PointState, ServicePoint
from yike.rooms.circle.queries import desk
from yike.rooms.circle.queries.desk import Wanted

pytestmark = pytest.mark.django_db


def by(user: User) -> By:
    return By.person(user)


def banker(office: Office, point: ServicePoint) -> User:
    """Return the liaison of a bank that runs a point."""
    bank = add_unit(BY, kind="partner", name="梅巷银行", area=office.street)
    actions.change_point(BY, point, partner=bank)
    user = add_user(BY, username="bank", name="金柜员", unit=bank, password="Crabapple-4-tests")
    give_role(BY, user=user, role=Role.BANK_LIAISON, area=office.street, since=EARLY)
    return user


def test_a_point_is_kept_by_its_community_and_the_street_and_by_nobody_else(office: Office) -> None:
    point = make_point(office.first)
    for user in (office.worker, office.colleague, office.clerk, office.admin):
        actions.change_point(by(user), point, phone="0512-00000000")
    for user in (office.stranger, office.leader, office.grid_worker, office.audit):
        with pytest.raises(PermissionDenied):
            actions.change_point(by(user), point, phone="1")
    assert ServicePoint.objects.get().phone == "0512-00000000"


def test_a_point_is_not_moved_into_somebody_elses_community(office: Office) -> None:
    point = make_point(office.first)
    with pytest.raises(PermissionDenied):
        actions.change_point(by(office.worker), point, area=office.second)


def test_a_stranger_finds_no_point_and_a_colleague_does(office: Office) -> None:
    point = make_point(office.first)
    assert queries.access_point(office.colleague, point.pk) == point
    assert queries.access_point(office.clerk, point.pk) == point
    for user in (office.stranger, office.audit):
        with pytest.raises(Http404):
            queries.access_point(user, point.pk)


def test_a_partner_keeps_its_own_hours_and_nothing_else(office: Office) -> None:
    point, other = make_point(office.first), make_point(office.first, "别家网点")
    bank = banker(office, point)
    assert list(queries.visible_to(bank)) == [point]
    actions.set_hours(by(bank), point, hours="每天 9:00-16:00", keeps_holidays=False)
    day = today()
    actions.add_exception(by(bank), point, since=day, until=day, reason="盘点")
    with pytest.raises(PermissionDenied):
        actions.set_hours(by(bank), other, hours="每天 9:00-16:00")
    with pytest.raises(PermissionDenied):
        actions.change_point(by(bank), point, name="金银行")
    with pytest.raises(PermissionDenied):
        actions.go(by(bank), point, "pause", reason="装修")


def test_hours_nobody_can_read_are_refused_and_nothing_is_written(office: Office) -> None:
    point = make_point(office.first)
    before = HistoryEntry.objects.count()
    with pytest.raises(Fault):
        actions.set_hours(by(office.worker), point, hours="有空就开")
    assert (ServicePoint.objects.get().hours, HistoryEntry.objects.count()) == (point.hours, before)


def test_an_exception_that_ends_before_it_begins_is_refused(office: Office) -> None:
    point, day = make_point(office.first), today()
    with pytest.raises(Fault):
        actions.add_exception(
            by(office.worker), point, since=day, until=day - timedelta(days=1), reason="停电"
        )


def test_a_point_that_moves_makes_its_signs_stale_and_one_renamed_does_not(office: Office) -> None:
    point = make_point(office.first)
    assert actions.change_point(BY, point, name="新名字").placed == 1
    assert actions.change_point(BY, point, lon=120.63).placed == 2
    assert actions.change_point(BY, point, lon=120.63).placed == 2


def test_a_point_cannot_lie_inside_itself_however_deep(office: Office) -> None:
    outer = make_point(office.first)
    inner = make_point(office.first, "里面", host=outer)
    deepest = make_point(office.first, "最里面", host=inner)
    for host in (outer, inner, deepest):
        with pytest.raises(Fault):
            actions.change_point(BY, outer, host=host)


def test_a_pause_needs_a_reason_and_a_day_of_return_that_is_not_past(office: Office) -> None:
    point = make_point(office.first)
    with pytest.raises(Fault):
        actions.go(BY, point, "pause")
    with pytest.raises(Fault):
        actions.go(BY, point, "pause", reason="装修", back_on=today() - timedelta(days=1))
    paused = actions.go(BY, point, "pause", reason="装修", back_on=today())
    assert (paused.state, paused.state_reason, paused.back_on) == ("paused", "装修", today())
    opened = actions.go(BY, point, "resume")
    assert (opened.state, opened.state_reason, opened.back_on) == ("open", "", None)


VERBS = sorted(arrow.verb for arrow in flows.POINT)


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(acts=st.lists(st.sampled_from(VERBS), max_size=8))
def test_whatever_is_pressed_only_legal_moves_move_and_every_move_has_history(
    office: Office, acts: list[str]
) -> None:
    point = make_point(office.first, state=PointState.PREPARING)
    state = PointState.PREPARING.value
    for verb in acts:
        arrow = flows.POINT[verb]
        entries = HistoryEntry.objects.filter(verb="circle.point.state").count()
        if state in arrow.since:
            state = actions.go(BY, point, verb, reason="原因").state
            assert state == arrow.to
            assert HistoryEntry.objects.filter(verb="circle.point.state").count() == entries + 1
        else:
            with pytest.raises(Fault):
                actions.go(BY, point, verb, reason="原因")
            assert ServicePoint.objects.get(pk=point.pk).state == state


def test_every_change_raises_the_edition_by_one(office: Office) -> None:
    offered = make_offer(office)
    seen = [queries.edition()]
    point, day = offered.point, date(2026, 5, 1)
    actions.set_hours(BY, point, hours="每天 9:00-16:00")
    seen.append(queries.edition())
    row = actions.add_exception(BY, point, since=day, until=day, reason="停电")
    seen.append(queries.edition())
    actions.drop_exception(BY, row)
    seen.append(queries.edition())
    actions.withdraw(BY, offered)
    seen.append(queries.edition())
    assert [number - seen[0] for number in seen] == [0, 1, 2, 3, 4]


def test_an_item_said_twice_at_a_point_is_changed_and_not_doubled(office: Office) -> None:
    first = make_offer(office)
    second = actions.offer(BY, actions.NewOffer(first.point, first.item, hours="周三 14:00-16:00"))
    assert (second.pk, second.hours) == (first.pk, "周三 14:00-16:00")


def test_materials_given_replace_the_former_ones_in_their_order(office: Office) -> None:
    item = make_item()
    actions.change_item(by(office.clerk), item, materials=[actions.NewMaterial("户口簿")], fee="5元")
    assert list(Material.objects.values_list("order", "name")) == [(1, "户口簿")]
    with pytest.raises(PermissionDenied):
        actions.change_item(by(office.worker), item, fee="10元")


def test_residents_find_running_and_paused_points_and_an_old_sign_of_a_closed_one(office: Office) -> None:
    shown = [make_point(office.first, state, state=state, code=state) for state in PointState.values]
    gone = make_point(office.first, "昨天的市集", last_day=today() - timedelta(days=1), code="gone")
    assert {point.state for point in queries.public_points()} == {"trial", "open", "paused"}
    assert gone not in queries.public_points()
    assert queries.public_point("CLOSED ").state == "closed"
    with pytest.raises(Http404):
        queries.public_point("preparing")
    assert len(shown) == 5


def test_what_nobody_checked_for_ninety_days_lands_on_the_list(office: Office) -> None:
    old = make_point(office.first, checked_on=today() - timedelta(days=91))
    make_point(office.first, "新核对", checked_on=today() - timedelta(days=90))
    assert list(desk.find_points(office.worker, Wanted(look="stale"))) == [old]
    actions.check_point(by(office.worker), old)
    assert list(desk.find_points(office.worker, Wanted(look="stale"))) == []


def test_every_change_of_a_point_is_a_fact_in_its_area(office: Office) -> None:
    offered = make_offer(office)
    actions.set_hours(BY, offered.point, hours="每天 9:00-16:00")
    facts = Fact.objects.filter(measure="circle.changes")
    assert [(fact.area_id, int(fact.quantity)) for fact in facts] == [(office.first.pk, 1)] * 3


def test_one_save_is_one_fact_and_one_that_changes_nothing_is_none(office: Office) -> None:
    point = make_point(office.first)
    counted = Fact.objects.filter(measure="circle.changes")
    entries = HistoryEntry.objects.filter(subject=point.recorded_subject())
    told = []
    for _ in range(2):
        actions.edit_point(BY, point, phone="0512-1", hours="每天 9:00-16:00", keeps_holidays=False)
        told.append((counted.count(), entries.count(), queries.edition()))
    assert told[0] == told[1]
    assert (told[0][0], len(set(entries.values_list("deed")))) == (2, 2)
    actions.set_hours(BY, point, hours="每天 9:00-16:00")
    assert (counted.count(), queries.edition()) == (told[0][0], told[0][2])


def test_hosts_that_came_to_lie_inside_each_other_are_found_and_end_no_process(office: Office) -> None:
    first, second = make_point(office.first), make_point(office.first, "另一个")
    with deed(BY, "circle.point.change"):
        ServicePoint.objects.filter(pk=first.pk).update(host=second)
        ServicePoint.objects.filter(pk=second.pk).update(host=first)
    third = make_point(office.first, "第三个")
    with pytest.raises(Fault):
        actions.change_point(BY, third, host=ServicePoint.objects.get(pk=first.pk))


@pytest.mark.parametrize("code", ["ST/01", "站点1", "a b", "x" * 21])
def test_a_code_that_cannot_stand_in_an_address_is_refused(office: Office, code: str) -> None:
    with pytest.raises(Fault, match="cannot be used"):
        make_point(office.first, code=code)


def test_a_point_that_never_opened_cannot_become_public_by_closing(office: Office) -> None:
    point = make_point(office.first, state=PointState.PREPARING)
    with pytest.raises(Fault):
        actions.go(BY, point, "close", reason="不办了")
