"""Ratings: anybody may give one, nobody has to say who they are, and a bad one has two duties with a date each."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from office import BY, Office
from points import make_point
from workdays import at, written
from yike.core.accounts.actions import hand_over
from yike.core.calendar import actions as calendar
from yike.core.outbox.models import Message, Notice
from yike.core.record.deed import deed
from yike.core.record.models import Fact, HistoryEntry
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.engines.worktime.moments import SHANGHAI
from yike.rooms.circle import actions, flows, queries
from yike.rooms.circle.actions.forgetting import forget_phones
from yike.rooms.circle.models import Grade, PointState, Rating, RatingState, ServicePoint

pytestmark = pytest.mark.django_db
VISITOR = By(None, "居民", "web")


@pytest.fixture(autouse=True)
def tuesday(clock: Any) -> None:
    """Let every test begin on one morning, before anybody takes up a role."""
    clock.set(at("2026-11-24 Tue 10:00"))


def bad(office: Office, **more: Any) -> Rating:
    """Let somebody be unhappy with a station of the first community."""
    point = more.pop("point", None) or make_point(office.first)
    return actions.rate(VISITOR, point, grade=Grade.BAD, words="排队两小时", **more)


def due(moment: datetime | None) -> str | None:
    return written(moment and moment.astimezone(SHANGHAI))


def facts(code: str) -> list[int]:
    return [int(fact.quantity) for fact in Fact.objects.filter(measure=code).order_by("pk")]


def told() -> list[tuple[str, str]]:
    rows = Notice.objects.order_by("message", "user__username").values_list("message__kind", "user__username")
    return list(rows)


def test_a_good_rating_is_taken_from_anybody_and_asks_nothing_of_the_office(office: Office) -> None:
    row = actions.rate(VISITOR, make_point(office.first), grade=Grade.VERY_GOOD)
    assert (row.contact_by, row.mend_by, row.area, row.phone) == (None, None, office.first, None)
    assert queries.rating_by_link(row.link) == row
    assert (facts("circle.ratings"), facts("circle.ratings.bad"), Message.objects.count()) == ([1], [], 0)
    with pytest.raises(Fault):
        actions.go_rating(BY, row, "verify")


def test_a_bad_one_has_its_dates_and_is_brought_to_the_community_that_answers_it(office: Office) -> None:
    calendar.seed_year(BY, 2026)
    row = bad(office)
    assert due(row.contact_by) == "2026-11-25 Wed 17:00"
    assert due(row.mend_by) == "2026-12-09 Wed 17:00"
    assert told() == [("circle.rating", "colleague"), ("circle.rating", "worker")]
    assert (facts("circle.ratings"), facts("circle.ratings.bad")) == ([1], [1])
    message = Message.objects.get()
    assert "两小时" not in message.title + message.body


def test_working_days_are_counted_where_the_office_says_so(office: Office, clock: Any, settings: Any) -> None:
    settings.YIKE_RATING_DAYS = "working"
    calendar.seed_year(BY, 2026)
    assert due(bad(office).mend_by) == "2026-12-15 Tue 17:00"


def test_without_a_calendar_a_rating_is_taken_all_the_same(office: Office) -> None:
    row = bad(office)
    assert [due(row.contact_by), due(row.mend_by)] == [
        "2026-11-25 Wed 10:00",
        "2026-12-09 Wed 10:00",
    ]


def test_the_points_of_a_leaver_pass_on_and_their_bad_ratings_come_to_the_successor(
    office: Office,
) -> None:
    kept = make_point(office.first, keeper=office.colleague)
    make_point(office.first, "搬走的服务站", keeper=office.colleague, state=PointState.CLOSED)
    passed = hand_over(BY, office.colleague, to=office.worker, reason="调走了")
    assert {code: n for code, n in passed.items() if n} == {"circle.points": 1}
    keepers = ServicePoint.objects.order_by("pk").values_list("keeper__username", flat=True)
    assert list(keepers) == ["worker", "colleague"]
    bad(office, point=kept)
    assert told() == [("circle.rating", "worker")]


def test_the_keeper_of_the_point_alone_is_told_and_where_there_is_none_nearby_the_street(
    office: Office,
) -> None:
    kept = make_point(office.first, keeper=office.colleague)
    bad(office, point=kept)
    bad(office, point=make_point(office.street, "街道中心"))
    assert [name for _, name in told()] == ["colleague", "admin", "clerk"]


@pytest.mark.parametrize(
    "more",
    [
        {"grade": 6},
        {"words": "长" * 501},
        {"phone": "12345"},
        {"visited_on": date(2100, 1, 1)},
        {"visited_on": date(2001, 1, 1)},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(office: Office, more: dict[str, Any]) -> None:
    point = make_point(office.first)
    with pytest.raises(Fault):
        actions.rate(VISITOR, point, **({"grade": Grade.BAD} | more))
    assert (Rating.objects.count(), facts("circle.ratings")) == (0, [])


def test_a_point_that_never_opened_is_not_rated(office: Office) -> None:
    with pytest.raises(Fault):
        bad(office, point=make_point(office.first, state=PointState.PREPARING))


def test_the_number_is_sealed_shown_masked_and_read_only_with_a_reason_that_is_kept(office: Office) -> None:
    row = bad(office, phone="138 0013 8000")
    assert str(Rating.objects.get().phone) == "138****8000"
    worker = By.person(office.worker)
    with pytest.raises(Fault):
        actions.reveal_phone(worker, row, reason="看")
    with pytest.raises(PermissionDenied):
        actions.reveal_phone(By.person(office.stranger), row, reason="联系评价人核实")
    assert actions.reveal_phone(worker, row, reason="联系评价人核实") == "13800138000"
    entry = HistoryEntry.objects.get(verb="circle.rating.phone")
    assert (entry.actor, entry.reason) == (office.worker, "联系评价人核实")
    kept = "".join(str(one.content) for one in HistoryEntry.objects.all())
    assert "13800138000" not in kept
    assert row.link not in kept


def test_ratings_are_found_by_who_answers_them_and_by_nobody_else(office: Office) -> None:
    row = bad(office)
    for user in (office.worker, office.colleague, office.clerk, office.admin):
        assert list(queries.bad_and_open(user)) == [row]
    for user in (office.stranger, office.leader, office.grid_worker, office.audit):
        assert list(queries.ratings(user)) == []
        with pytest.raises(Http404):
            queries.access_rating(user, row.pk)
        with pytest.raises(PermissionDenied):
            actions.go_rating(By.person(user), row, "verify")
    for link in ("", "x" * 43):
        with pytest.raises(Http404):
            queries.rating_by_link(link)


def test_each_duty_is_met_in_its_turn_and_a_call_that_finds_them_unhappy_begins_anew(
    office: Office, clock: Any
) -> None:
    calendar.seed_year(BY, 2026)
    row = bad(office)
    row = actions.go_rating(BY, row, "verify")
    assert (row.contact_by, due(row.mend_by)) == (None, "2026-12-09 Wed 17:00")
    row = actions.go_rating(BY, row, "mend")
    with pytest.raises(Fault):
        actions.go_rating(BY, row, "mended")
    row = actions.go_rating(By.person(office.worker), row, "mended", answer="加了一个窗口")
    assert (row.mend_by, row.answer, row.answered_by) == (None, "加了一个窗口", office.worker)
    clock.set(at("2026-12-01 Tue 09:00"))
    row = actions.go_rating(BY, row, "again")
    assert due(row.mend_by) == "2026-12-16 Wed 17:00"


def test_a_mistake_needs_a_reason_which_the_visitor_reads_and_no_longer_counts_as_bad(office: Office) -> None:
    row = bad(office)
    with pytest.raises(Fault):
        actions.go_rating(BY, row, "mistaken")
    row = actions.go_rating(BY, row, "mistaken", reason="评的是隔壁银行")
    assert (row.answer, row.contact_by, row.mend_by) == ("评的是隔壁银行", None, None)
    assert (facts("circle.ratings"), facts("circle.ratings.bad")) == ([1], [1, -1])


def test_one_more_word_is_added_once(office: Office) -> None:
    row = bad(office)
    with pytest.raises(Fault):
        actions.afterthought(VISITOR, row, words=" ")
    row = actions.afterthought(VISITOR, row, words="现在好多了", grade=Grade.GOOD)
    assert (row.afterthought, row.after_grade) == ("现在好多了", Grade.GOOD)
    with pytest.raises(Fault):
        actions.afterthought(VISITOR, row, words="还有")


def test_the_sweep_reminds_once_before_and_once_after_each_date(office: Office, clock: Any) -> None:
    calendar.seed_year(BY, 2026)
    row = bad(office)
    assert actions.remind_of_ratings() == 0
    seen = []
    for moment in (
        "2026-11-25 Wed 16:00",
        "2026-11-25 Wed 17:02",
        "2026-12-08 Tue 10:00",
        "2026-12-10 Thu 09:00",
    ):
        clock.set(at(moment))
        seen.append((actions.remind_of_ratings(), actions.remind_of_ratings()))
    assert seen == [(1, 0), (1, 0), (1, 0), (1, 0)]
    kinds = list(Message.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds[1:] == ["circle.rating.due", "circle.rating.overdue"] * 2
    assert list(queries.overdue(office.worker)) == [row]
    actions.go_rating(BY, row, "mistaken", reason="评错了站点")
    assert list(queries.overdue(office.worker)) == []


def test_what_is_due_first_stands_first(office: Office, clock: Any) -> None:
    point = make_point(office.first)
    first = bad(office, point=point)
    clock.set(at("2026-11-24 Tue 11:00"))
    second = bad(office, point=point)
    assert list(queries.bad_and_open(office.worker)) == [first, second]
    actions.go_rating(BY, first, "verify")
    assert list(queries.bad_and_open(office.worker)) == [second, first]


VERBS = sorted(arrow.verb for arrow in flows.RATING)
WAITING = {
    RatingState.RECEIVED: (True, True),
    RatingState.VERIFYING: (False, True),
    RatingState.MENDING: (False, True),
    RatingState.CALLING_BACK: (False, False),
    RatingState.CLOSED: (False, False),
    RatingState.MISTAKEN: (False, False),
}


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(acts=st.lists(st.sampled_from(VERBS), max_size=10))
def test_whatever_is_pressed_only_legal_moves_move_and_a_date_stands_exactly_while_it_is_owed(
    office: Office, acts: list[str]
) -> None:
    row = bad(office)
    for verb in acts:
        before, arrow = row.state, flows.RATING[verb]
        if before in arrow.since:
            row = actions.go_rating(BY, row, verb, reason="原因", answer="改了")
            assert row.state == arrow.to
        else:
            with pytest.raises(Fault):
                actions.go_rating(BY, row, verb, reason="原因", answer="改了")
        row = Rating.objects.get(pk=row.pk)
        assert (row.contact_by is not None, row.mend_by is not None) == WAITING[RatingState(row.state)]


@pytest.mark.parametrize("grade", [Grade.VERY_GOOD, Grade.GOOD, Grade.FAIR])
def test_the_number_of_whoever_was_satisfied_is_not_kept_for_nobody_has_to_call(
    office: Office, grade: int
) -> None:
    row = actions.rate(VISITOR, make_point(office.first), grade=grade, phone="15400000001")
    assert Rating.objects.get(pk=row.pk).phone is None


def test_the_number_somebody_left_is_gone_once_the_rating_is_closed(office: Office) -> None:
    row = bad(office, phone="15400000001")
    assert actions.reveal_phone(BY, row, reason="回访这一次差评") != ""
    row = actions.go_rating(BY, row, "mistaken", reason="评错了站点")
    assert (row.phone, actions.reveal_phone(BY, row, reason="回访这一次差评")) == (None, "")


def test_a_number_that_nobody_is_called_by_is_swept_and_others_stay(office: Office) -> None:
    point = make_point(office.first)
    good = actions.rate(VISITOR, point, grade=Grade.GOOD)
    open_, closed = (bad(office, point=point, phone="15400000001") for _ in range(2))
    actions.go_rating(BY, closed, "mistaken", reason="写错了站点")
    sealed = Rating.objects.get(pk=open_.pk).phone.reveal()
    with deed(BY, "tests.left") as d:  # as an older edition left them
        for row in (good, closed):
            d.change(d.lock(row), phone=sealed)
    assert [Rating.objects.filter(phone__isnull=False).count(), forget_phones(), forget_phones()] == [3, 2, 0]
    assert [row.pk for row in Rating.objects.filter(phone__isnull=False)] == [open_.pk]
    entries = HistoryEntry.objects.filter(verb="circle.rating.forget")
    assert [entry.actor_name for entry in entries] == ["circle.ratings"] * 2
    assert not any("15400000001" in str(entry.content) for entry in entries)
