"""The town in the database: whole, with history, alive, and nobody but the named can log in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth import authenticate
from django.db import connection, connections, transaction
from django.db.models import Count, Sum
from django.test import RequestFactory, override_settings

from yike.core.accounts.models import Deputy, RoleHolding, RoleProposal, Unit, User
from yike.core.areas.models import Area, AreaLevel, lineage
from yike.core.areas.queries import locate_one
from yike.core.calendar.queries import work_clock
from yike.core.deadlines.models import Deadline
from yike.core.outbox.models import Delivery
from yike.core.record.clock import now, today
from yike.core.record.models import Fact, HistoryEntry
from yike.core.residents.models import Consent, Dwelling, Household, Person
from yike.core.rights.roles import Role
from yike.demonstration.accounts import ACCOUNTS, PASSWORD
from yike.demonstration.load import load
from yike.demonstration.load.directory import UNVERIFIED
from yike.demonstration.parcels import PARTS, TRIED
from yike.demonstration.standing import Standing, require_kind, standing
from yike.demonstration.town import Town
from yike.engines.faults import Fault
from yike.rooms.almanac.models import (
    Activity,
    Agreement,
    Entry,
    HeadCount,
    MicroGroup,
    Part,
    ResultSheet,
    Team,
    UnderAgreement,
)
from yike.rooms.almanac.queries import totals
from yike.rooms.almanac.queries.counts import counted
from yike.rooms.circle import standing as walking
from yike.rooms.circle.actions.cover import ASKED, KIND
from yike.rooms.circle.models import HoursException, PointItem, PointKind, ServiceItem, ServicePoint
from yike.rooms.circle.queries import visible_to as points_visible_to
from yike.rooms.circle.queries.cover import communities, trend
from yike.rooms.circle.walking.asks import Question, Wish
from yike.rooms.grid.actions.requests.tally import TALLY
from yike.rooms.grid.actions.requests.tally import standing as standing_of
from yike.rooms.grid.measures import CASES, CASES_ON_SPOT, CASES_ON_TIME
from yike.rooms.grid.models import (
    Case,
    CaseStep,
    Category,
    DutyPlace,
    Photo,
    Request,
    Whistle,
    WhistleCall,
)
from yike.rooms.grid.queries.duties import orphans, posted_all
from yike.rooms.grid.queries.hotline import orders, to_give_back

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def loaded(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Load the town once for all tests of this file, and take it away again.

    Whether all that points at something finds it is looked at once: Django would at the end of each test, for
    seconds each time.
    """
    own = override_settings(YIKE_DEMONSTRATION=True, YIKE_HOME=tmp_path_factory.mktemp("demonstration"))
    with django_db_blocker.unblock(), own, transaction.atomic():
        load(lambda _zh, _en: nullcontext())
        connection.check_constraints()
        with patch.object(connections["default"], "check_constraints"):
            yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _used(loaded: None) -> None:
    """Let every test of this file look at the loaded town."""


def test_every_area_stands_in_the_tree(town: Town) -> None:
    levels = Counter(Area.objects.values_list("level", flat=True))
    grids = len(town.parcels)
    tried = [parcel for parcel in town.parcels if parcel.community in TRIED]
    above = {"city": 1, "district": 1, "street": 1, "community": 21}
    assert levels == {**above, "grid": grids, "microgrid": PARTS * len(tried)}
    assert {parcel.community for parcel in tried} == set(TRIED)
    lowest = (
        Dwelling.objects.filter(area__level__in=("grid", "microgrid"))
        .order_by()
        .values_list("area__code", flat=True)
    )
    codes = {one.code for one in (*town.parcels, *town.parts)} - {parcel.code for parcel in tried}
    assert set(lowest) == codes
    assert Area.objects.find_problems() == ([], [], [], [], [])


def test_every_dwelling_household_and_person_is_there(town: Town) -> None:
    rooms = sum(len(stair.rooms) for building in town.buildings for stair in building.stairs)
    people = sum(len(family.members) for family in town.families)
    assert (Dwelling.objects.count(), Household.objects.count(), Person.objects.count()) == (
        rooms,
        len(town.families),
        people,
    )


def test_an_elder_alone_is_registered_as_alone_in_the_right_grid(town: Town) -> None:
    alone = [family for family in town.families if family.alone]
    assert Person.objects.filter(living="alone").count() == len(alone)
    grid = {building.code: parcel.code for parcel in town.parcels for building in parcel.buildings}
    family = alone[0]
    found = Person.objects.filter(name=family.members[0].name, living="alone", household__size=1)
    assert grid[family.stair.building.code] in set(found.values_list("area__code", flat=True))


def test_only_those_who_agreed_have_a_consent(town: Town) -> None:
    agreed = sum(member.elder for family in town.families if family.cared_for for member in family.members)
    assert Consent.objects.filter(purpose="care").count() == agreed > 2000


def test_408_groups_reach_the_households_of_the_town(town: Town) -> None:
    households = sum(len(circle.families) for circle in town.circles)
    assert totals(MicroGroup.objects.all()) == {"groups": 408, "households": households}
    assert MicroGroup.objects.filter(owner=None).count() == 0


def test_every_role_is_held_and_every_unit_is_there(town: Town) -> None:
    assert set(RoleHolding.objects.values_list("role", flat=True)) == {role.value for role in Role}
    assert Unit.objects.count() == len(town.offices)


def test_the_named_accounts_open_with_the_printed_password_and_no_other_does() -> None:
    usable = {user.username for user in User.objects.all() if user.has_usable_password()}
    assert usable == {account.username for account in ACCOUNTS}
    for account in ACCOUNTS:
        user = authenticate(RequestFactory().post("/"), username=account.username, password=PASSWORD)
        assert user is not None, account.username


def test_history_goes_back_half_a_year_and_never_ahead() -> None:
    times = list(HistoryEntry.objects.order_by("id").values_list("at", flat=True))
    assert timedelta(weeks=25) < now() - times[0] < timedelta(weeks=27)
    assert max(times) <= now()


def test_people_worked_through_the_weeks_each_in_their_own_grid() -> None:
    verbs = Counter(HistoryEntry.objects.values_list("verb", flat=True).distinct())
    assert {"residents.reveal", "residents.helper.add", "almanac.group.hand_over"} <= set(verbs)
    readings = HistoryEntry.objects.filter(verb="residents.reveal").select_related("area", "actor")
    for entry in readings:
        assert entry.actor
        assert entry.area
        assert entry.actor.roles.filter(
            area__path__in=lineage(entry.area.path), role=Role.GRID_WORKER
        ).exists()
        assert entry.reason


def test_messages_arrived_failed_and_wait() -> None:
    states = Counter(Delivery.objects.values_list("state", flat=True))
    assert states["sent"] >= 20
    assert states["waiting"] >= 3


def test_something_waits_on_the_desks_of_today() -> None:
    assert RoleProposal.objects.filter(answer="open").count() == 2
    assert Deputy.objects.count() == 2
    assert work_clock() is not None


def test_a_demonstration_is_told_apart_from_an_office() -> None:
    assert standing() is Standing.DEMONSTRATION
    require_kind(demonstration=True)
    with pytest.raises(Fault, match="demonstration and no real office"):
        require_kind(demonstration=False)


def test_the_town_is_never_drawn_outside_a_demonstration() -> None:
    with override_settings(YIKE_DEMONSTRATION=False), pytest.raises(RuntimeError, match="demonstration only"):
        load(lambda _zh, _en: nullcontext())


def test_the_directory_has_its_points_and_items_and_every_item_is_offered_somewhere() -> None:
    kinds = Counter(ServicePoint.objects.values_list("kind", flat=True))
    assert kinds == {
        "service_centre": 1,
        "service_station": 21,
        "bank": 11,
        "self_service": 5,
        "public_space": 6,
        "job_station": 4,
        "registration": 2,
        "legal": 4,
        "neighbour_house": 5,
        "health_station": 6,
        "event": 2,  # a market kept by hand, and a stall of an activity
    }
    assert ServiceItem.objects.count() == 80
    assert list(ServiceItem.objects.filter(offers=None)) == []
    windows = PointItem.objects.filter(point__kind=PointKind.SERVICE_CENTRE, mode="window")
    assert len(set(windows.values_list("place", flat=True))) > 1
    assert "" not in set(windows.values_list("place", flat=True))
    limits = ServiceItem.objects.exclude(legal_days=None).values_list("promised_days", "legal_days")
    assert limits
    charged = dict(ServiceItem.objects.exclude(fee="").values_list("code", "fee"))
    assert (len(charged), charged["SS-006"]) == (9, "A4 每面 0.2 元")
    assert all(0 < promised < legal for promised, legal in limits)
    told = set(ServiceItem.objects.values_list("basis", "version", "source_date"))
    assert told == {(UNVERIFIED, "演示", None)}  # nobody takes a made-up fee for a real one
    known = ServiceItem.objects.filter(code__in=("JM-002", "MZ-001", "FL-002", "SB-007", "LN-001"))
    assert dict(known.values_list("code", "legal_days")) == {
        "JM-002": 15,  # the regulation on residence permits
        "MZ-001": 30,  # the rules on the minimum living allowance
        "FL-002": 7,  # the law on legal aid
        "SB-007": 30,  # the list of health insurance services
        "LN-001": None,  # no national rule
    }


def test_an_evening_and_a_weekend_are_other_than_a_tuesday_morning() -> None:
    tuesday = datetime(2026, 11, 24, 10, 0)
    moments = {
        "morning": tuesday,
        "evening": tuesday.replace(hour=19, minute=30),
        "saturday": datetime(2026, 11, 28, 10, 0),
    }
    kinds = ("service_centre", "service_station", "bank", "self_service", "public_space", "neighbour_house")
    walked = walking.town()
    boards = {name: walked.board(Question(at=at, kinds=kinds)) for name, at in moments.items()}
    assert {name: board.open_points for name, board in boards.items()} == {
        "morning": (1, 21, 11, 5, 4, 3),
        "evening": (1, 0, 1, 5, 2, 2),
        "saturday": (1, 4, 5, 5, 6, 3),
    }
    shares = {name: board.figure("public_space", "households").share for name, board in boards.items()}
    assert len(set(shares.values())) == len(moments)
    assert None not in shares.values()


def test_every_point_lies_in_the_community_it_is_said_to() -> None:
    for point in ServicePoint.objects.select_related("area"):
        found = locate_one(point.lon, point.lat, AreaLevel.COMMUNITY)
        if point.area.level == AreaLevel.STREET:  # a stall of an activity that the street holds
            assert (point.kind, found.path.startswith(point.area.path)) == ("event", True)
        else:
            assert found in (point.area, None)


def test_the_six_weeks_left_a_pause_a_day_off_a_moved_point_and_a_market() -> None:
    assert ServicePoint.objects.filter(state="paused").count() == 1
    assert HoursException.objects.count() == 1
    assert ServicePoint.objects.filter(placed=2).count() == 1
    assert Counter(PointItem.objects.filter(point__kind="event").values_list("point__name", flat=True)) == {
        "十梓街便民市集": 3,
        "我们的节日·便民市集": 2,
    }


def test_a_bank_keeps_only_its_own_branch() -> None:
    bank = User.objects.get(username="bank")
    own = list(points_visible_to(bank))
    assert [(point.kind, point.partner) for point in own] == [("bank", bank.unit)]


def test_the_town_can_be_walked(town: Town) -> None:
    """Its streets are installed: from any door a station is found, and in the evening fewer people are covered."""
    walked = walking.town()
    door = town.buildings[0]
    tuesday = datetime(2026, 11, 24, 10, 0)
    near = walked.nearest(Wish(door.lon, door.lat, tuesday, kind=PointKind.SERVICE_STATION))
    assert (near.walked, near.holidays_known, len(near.found)) == (True, True, 10)
    by_day, by_night = (
        walked.board(Question(at=at, kinds=(PointKind.SERVICE_STATION,)))
        for at in (tuesday, tuesday.replace(hour=21))
    )
    day, night = (
        board.figure(PointKind.SERVICE_STATION, "elders").share or 0.0 for board in (by_day, by_night)
    )
    assert day > 0.5 > night
    assert len(by_day.areas()) == 21
    lived_in = by_day.figure(PointKind.SERVICE_STATION, "households").total
    assert lived_in == Household.objects.filter(left_on=None).count()


def test_the_leader_has_a_trend_that_ends_where_the_board_stands_today() -> None:
    months = trend(communities())
    began = today() - timedelta(weeks=6)
    assert (months[0].first, months[-1].first) == (began.replace(day=1), today().replace(day=1))
    assert len(months) in (2, 3)
    figure = walking.town(60.0).board(ASKED).figure(KIND, "households")
    assert (months[-1].reached, months[-1].total) == (figure.reached, figure.total)
    assert months[0].reached < months[-1].reached


def test_the_month_left_requests_in_every_state_and_facts_that_agree_with_them() -> None:
    states = Counter(Request.objects.values_list("state", flat=True))
    assert {"closed", "handling", "answered"} <= set(states)
    assert 130 <= sum(states.values()) <= 165
    counted = totals_of("grid.requests", "grid.requests.closed", "grid.requests.answered")
    assert counted == [
        sum(states.values()),
        states["closed"],
        Request.objects.exclude(answered_at=None).count(),
    ]
    for row in Request.objects.all():
        kept = Fact.objects.filter(source_model="grid.request", source_pk=str(row.pk), measure__in=TALLY)
        sums = {
            code: int(n) for code, n in kept.order_by().values_list("measure").annotate(n=Sum("quantity"))
        }
        assert {code for code, n in sums.items() if n} == standing_of(row)


def totals_of(*codes: str) -> list[int]:
    """Return the sums of all facts of some measures."""
    facts = Fact.objects.order_by()
    return [int(facts.filter(measure=code).aggregate(n=Sum("quantity"))["n"] or 0) for code in codes]


def test_the_hotlines_first_sheet_was_answered_and_the_second_waits() -> None:
    clerk = User.objects.get(username="clerk")
    rows = orders(clerk)
    states = Counter(rows.values_list("state", flat=True))
    assert (rows.count(), states["answered"]) == (11, 8)
    assert (rows.exclude(told_back_at=None).count(), to_give_back(clerk).count()) == (6, 2)
    assert set(rows.filter(category=None).values_list("order", flat=True)) == set()


def test_every_grid_has_duties_of_its_community_and_nearly_all_are_posted(town: Town) -> None:
    places = DutyPlace.objects.select_related("area")
    assert Counter(places.values_list("kind", flat=True)) == {"point": 21, "stretch": 21, "building": 21}
    assert {place.area.parent_path for place in places} == set(
        Area.objects.filter(level=AreaLevel.COMMUNITY).values_list("path", flat=True)
    )
    assert orphans(DutyPlace.objects.all()).count() == 1
    posted = posted_all(list(Area.objects.filter(level=AreaLevel.GRID)))
    assert sum(not one.whole for one in posted) == 2
    assert Category.objects.count() > 20


def test_no_name_says_community_twice() -> None:
    names = [*Area.objects.values_list("name", flat=True), *Unit.objects.values_list("name", flat=True)]
    assert [name for name in names if name.count("社区") > 1] == []


def test_the_month_has_whistles_with_units_that_came_one_excused_and_one_under_way() -> None:
    assert Counter(Whistle.objects.values_list("state", flat=True)) == {"closed": 7, "handling": 1}
    assert Counter(WhistleCall.objects.values_list("state", flat=True)) == {"arrived": 12, "excused": 1}


def test_deadlines_of_the_month_count_as_their_rows_say() -> None:
    for kind in ("grid.request.answer", "grid.request.reply", "grid.whistle.arrive", "grid.case.handle"):
        rows = Deadline.objects.filter(kind=kind)
        assert totals_of(f"{kind}.due", f"{kind}.met", f"{kind}.late") == [
            rows.exclude(counted_on=None).count(),
            rows.filter(state="met").count(),
            rows.filter(state="late").count(),
        ]


def test_the_month_has_cases_of_all_kinds_put_right_at_once_done_again_late_postponed_and_under_way() -> None:
    rows = Case.objects.all()
    assert (
        190 <= rows.count() <= 234
    )  # 223 of patrols and requests and 11 of campaigns; some of today lie ahead
    assert len(set(rows.values_list("kind__code", flat=True))) >= 10
    states = Counter(rows.values_list("state", flat=True))
    assert {"closed", "assessed", "suspended", "refused"} <= set(states)
    assert states["dispatched"] + states["handling"] + states["handled"] >= 5
    assert rows.filter(on_spot=True).count() >= 120
    assert rows.filter(source="request").exclude(request=None).count() >= 5
    assert rows.filter(reworks__gt=0).count() >= 3
    late = Deadline.objects.filter(kind="grid.case.handle", state="running", due_at__lt=now())
    assert late.count() >= 3


def test_facts_of_cases_are_a_recount_of_their_steps_and_rows() -> None:
    for verb, measure in CASES.items():
        filed_or_closed = {"file": ["file", "settle"], "verify": ["verify", "settle"]}.get(verb, [verb])
        assert totals_of(measure.code) == [CaseStep.objects.filter(verb__in=filed_or_closed).count()], verb
    told = totals_of(CASES_ON_TIME.code, CASES_ON_SPOT.code)
    assert told == [Case.objects.filter(on_time=True).count(), Case.objects.filter(on_spot=True).count()]


def test_what_was_put_right_on_the_spot_shows_it_before_and_after() -> None:
    shown = Counter(Photo.objects.filter(of__startswith="grid.case:").values_list("of", "role"))
    for case in Case.objects.filter(on_spot=True):
        assert (shown[(case.of, "before")], shown[(case.of, "after")]) == (1, 1)
    handled = CaseStep.objects.filter(verb="answer").values_list("case", "user")
    verified = CaseStep.objects.filter(verb="verify").values_list("case", "user")
    assert set(handled) & set(verified) == set()


def test_six_issues_with_seventeen_entries_reached_408_groups_and_just_over_3800_households() -> None:
    street = Area.objects.get(level=AreaLevel.STREET)
    month = counted(street, today() - timedelta(days=200), today())
    assert (month.issues, month.entries, month.groups) == (6, 17, 408)
    assert 3800 < month.households < 3900
    assert month.asked == 18
    entries = Entry.objects.filter(dropped=False, issue__version__gt=0)
    assert {source.split(":")[0] for source in entries.values_list("source", flat=True)} == {
        "almanac.bulletin"
    }


def test_the_contest_has_two_versions_of_its_result_after_an_appeal() -> None:
    first, second = ResultSheet.objects.order_by("number")
    place = {sheet.number: {row["team"]: row["score"] for row in sheet.rows} for sheet in (first, second)}
    changed = {team for team, score in place[1].items() if place[2][team] != score}
    assert (first.appeal, second.appeal.team.name, changed) == (None, "河畔队", {"河畔队"})


def test_a_bank_day_and_a_market_stand_under_agreements() -> None:
    under = UnderAgreement.objects.values_list("agreement__title", "activity__kind", "project__title")
    assert sorted(under) == [
        ("便民市集共建协议", "market", "我们的节日·便民市集"),
        ("政银合作共建协议", "service_day", "政银合作便民服务日"),
    ]
    assert Counter(Agreement.objects.values_list("state", flat=True)) == {"in_force": 3, "draft": 1}


def test_the_year_of_activities_has_the_counts_of_the_page() -> None:
    held = Activity.objects.filter(state="archived")
    zones = Part.objects.filter(activity__kind="open_day", kind="zone").count()
    teams = Team.objects.aggregate(teams=Count("pk"), people=Sum("people"))
    course = Activity.objects.filter(kind="course").order_by("starts_at").first()
    assert course is not None
    assert held.filter(kind="consult").count() == 32
    assert HeadCount.objects.get(activity__kind="service_day").people == 56
    assert (zones, teams["teams"], teams["people"], course.hosts.count()) == (19, 9, 207, 4)
    assert Part.objects.filter(kind="act").count() == 8
    assert Fact.objects.filter(measure="almanac.activities").values("subject").distinct().count() == 37
