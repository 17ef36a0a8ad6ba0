"""The town of the office as the database has it, and how it follows every change."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apart import apart
from homes import Homes
from made_survey import made_streets
from office import BY, Office, make_office
from yike.core.calendar.actions import seed_year
from yike.core.record.clock import today
from yike.core.residents.actions import edit_person, leave
from yike.engines.faults import Fault
from yike.engines.reach.pace import pace_named
from yike.engines.reach.saved import save
from yike.engines.reach.walk import Walk
from yike.rooms.circle import actions, standing
from yike.rooms.circle.actions import NewItem, NewOffer, NewPoint
from yike.rooms.circle.models import PlanStep, PointKind, PointState, ServicePoint, StepKind
from yike.rooms.circle.planning.steps import change_of
from yike.rooms.circle.queries.streets import WIDEST, footing, water_in
from yike.rooms.circle.reading import read_buildings, read_directory
from yike.rooms.circle.walking.asks import Change, Question, Wish
from yike.rooms.circle.walking.ground import install_streets, streets_file
from yike.rooms.circle.walking.timetable import Days

pytestmark = pytest.mark.django_db
HERE = (120.63, 31.3)
MORNING = datetime(2026, 11, 24, 10, 0)


@pytest.fixture
def home(installed: Path, tmp_path: Path, settings: LazySettings) -> Path:
    shutil.copytree(installed / "circle", tmp_path / "circle")
    settings.YIKE_HOME = tmp_path
    return tmp_path


def add(office: Office, name: str, hours: str = "工作日 9:00-12:00", **more: object) -> ServicePoint:
    new = NewPoint(PointKind.SERVICE_STATION, name, office.first, "梅花巷1号", *HERE, hours)
    new.more.update({"state": PointState.OPEN, **more})
    return actions.add_point(BY, new)


def test_an_office_without_streets_says_what_to_do(
    office: Office, tmp_path: Path, settings: LazySettings
) -> None:
    settings.YIKE_HOME = tmp_path
    with pytest.raises(Fault, match="no streets are installed"):
        standing.town()


def test_points_are_read_with_state_hours_exceptions_holidays_and_bounds(office: Office) -> None:
    plain = add(office, "甲", keeps_holidays=True)
    daily = add(office, "乙", "每天 8:00-18:00", keeps_holidays=False)
    paused = add(office, "丙", state=PointState.PAUSED)
    closed = add(office, "丁", state=PointState.CLOSED)
    market = add(office, "戊", "", first_day=date(2026, 11, 24), last_day=date(2026, 11, 24))
    unknown = add(office, "己", "")
    actions.add_exception(BY, plain, since=date(2026, 11, 23), until=date(2026, 11, 25), reason="搬家")
    actions.add_exception(
        BY, plain, since=date(2026, 11, 25), until=date(2026, 11, 25), hours="14:00-16:00", reason="半天"
    )
    directory = read_directory()
    assert directory.kinds == tuple(PointKind.values)
    rows = [directory.row(one.pk) for one in (plain, daily, paused, closed, market, unknown)]
    assert directory.serving[rows].tolist() == [True, True, False, False, True, True]
    assert directory.paused[rows].tolist() == [False, False, True, False, False, False]

    def open_days(row: int, hour: int) -> list[int]:
        hours = directory.keeps[directory.hours[row]]
        assert hours is not None
        holidays, worked = {date(2026, 11, 26)}, {date(2026, 11, 28)}
        return [
            day for day in range(20, 30) if hours.open_at(datetime(2026, 11, day, hour), holidays, worked)
        ]

    assert (open_days(rows[0], 10), open_days(rows[0], 15)) == ([20, 27, 28], [25])
    assert open_days(rows[1], 15) == [*range(20, 30)]
    assert (open_days(rows[4], 3), directory.opening(rows[5])) == ([24], ())


def test_offers_are_those_of_items_in_use_with_hours_of_their_own(office: Office) -> None:
    point = add(office, "甲")
    new = [
        NewItem("A1", "居住证", "public_service", "street"),
        NewItem("A2", "老年卡", "public_service", "street"),
    ]
    items = actions.add_items(BY, new)
    one, two = items
    actions.add_offers(BY, [NewOffer(point, one, hours="周三 9:00-11:00"), NewOffer(point, two)])
    directory = read_directory()
    (row,), (hours,) = directory.offering(one.pk)
    assert directory.id[row] == point.pk
    assert [h.text("zh") for h in directory.opening(int(row), int(hours))][1] == "周三 9:00–11:00；节假日休息"
    (row,), (hours,) = directory.offering(two.pk)
    assert len(directory.opening(int(row), int(hours))) == 1


def test_an_offer_with_a_week_of_its_own_is_kept_on_make_up_days_where_the_point_is(office: Office) -> None:
    item = actions.add_item(BY, NewItem("A1", "居住证", "public_service", "street"))
    for keeps in (True, False):
        point = add(office, "甲", "周一至周六 9:00-17:00", keeps_holidays=keeps)
        actions.add_offers(BY, [NewOffer(point, item, hours="周一至周五 9:00-11:00")])
    directory = read_directory()
    rows = [
        directory.opening(int(row), int(hours))
        for row, hours in zip(*directory.offering(item.pk), strict=True)
    ]
    saturday, rest = datetime(2026, 11, 28, 10, 0), datetime(2026, 11, 27, 10, 0)
    days = Days(frozenset({rest.date()}), frozenset({saturday.date()}))
    assert [[days.open_at(hours, at) for at in (saturday, rest)] for hours in rows] == [
        [True, False],
        [False, True],
    ]


def test_the_steps_of_a_plan_are_changes_with_whole_hours(office: Office) -> None:
    point = add(office, "甲", keeps_holidays=True)
    actions.add_exception(BY, point, since=date(2026, 11, 25), until=date(2026, 11, 25), reason="搬家")
    steps = [
        PlanStep(step=StepKind.ADD, kind=PointKind.BANK, lon=120.6, lat=31.3, hours="每天 8:00-18:00"),
        PlanStep(step=StepKind.ADD, kind=PointKind.BANK, lon=120.6, lat=31.3),
        PlanStep(step=StepKind.MOVE, point=point, lon=120.7, lat=31.4),
        PlanStep(step=StepKind.HOURS, point=point, hours="每天 10:00-11:00"),
        PlanStep(step=StepKind.CLOSE, point=point),
        PlanStep(step=StepKind.REOPEN, point=point),
    ]
    new, always, move, hours, close, reopen = map(change_of, steps)
    assert (new.kind, new.hours.text("zh")) == ("bank", "每天 8:00–18:00；节假日休息")  # type: ignore[union-attr]
    assert (always.hours, move, close, reopen) == (
        None,
        Change.move(point.pk, 120.7, 31.4),
        Change.close(point.pk),
        Change.reopen(point.pk),
    )
    assert hours.hours is not None
    at = [datetime(2026, 11, day, 10, 30) for day in (24, 25, 26)]
    assert [hours.hours.open_at(moment, {date(2026, 11, 26)}) for moment in at] == [True, False, False]


def test_buildings_stand_in_their_community_and_grid(office: Office, homes: Homes) -> None:
    buildings = read_buildings()
    grids, (first, second) = office.grids, (office.first, office.second)
    assert buildings.id == ("梅花新村3幢", "竹辉路25号")
    assert buildings.community.tolist() == [first.pk, second.pk]
    assert buildings.grid.tolist() == [grids[0].pk, grids[2].pk]
    assert (buildings.households.tolist(), buildings.elders.tolist()) == ([2.0, 1.0], [3.0, 0.0])


def test_the_town_answers_residents_and_planners(office: Office, homes: Homes, home: Path) -> None:
    seed_year(BY, 2026)
    point = add(office, "甲")
    town = standing.town()
    near = town.nearest(Wish(*HERE, MORNING))
    assert ([one.id for one in near.found], near.walked, near.holidays_known) == ([point.pk], True, True)
    figure = town.board(Question(at=MORNING)).figure(PointKind.SERVICE_STATION, "elders", office.first.pk)
    assert (figure.reached, figure.total) == (3.0, 3.0)
    assert town.nearest(Wish(*HERE, datetime(2026, 10, 1, 10, 0))).found == ()


def test_every_change_of_the_directory_is_seen_and_nothing_else_is_read_again(
    office: Office, homes: Homes, home: Path
) -> None:
    first = standing.town()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert standing.town() is first
    assert len(asked) <= 4
    point = add(office, "甲")
    second = standing.town()
    assert (len(first.directory), len(second.directory)) == (0, 1)
    assert second.homes is first.homes
    actions.set_hours(BY, point, hours="每天 10:00-11:00")
    third = standing.town()
    assert third.edition != second.edition
    assert third.points_at("adult").segment.tolist() == second.points_at("adult").segment.tolist()


def test_who_moves_out_is_counted_no_more(office: Office, homes: Homes, home: Path) -> None:
    before = standing.town().homes
    leave(BY, homes.chen, day=today())
    after = standing.town().homes
    assert (before.buildings.elders.tolist(), after.buildings.elders.tolist()) == ([3.0, 0.0], [2.0, 0.0])
    assert after.ground is before.ground


def test_a_change_that_moves_nobody_keeps_all_that_is_known(office: Office, homes: Homes, home: Path) -> None:
    before = standing.town().homes
    edit_person(BY, homes.wang, name="王大明")
    assert standing.town().homes is before


def test_new_streets_and_another_calendar_are_taken_up(office: Office, homes: Homes, home: Path) -> None:
    before = standing.town()
    seed_year(BY, 2026)
    later = standing.town()
    assert (before.days.years, later.days.years) == (frozenset(), frozenset({2026}))
    streets = made_streets()
    save(home / "made.reach", streets, [Walk.of(streets, pace_named("adult"))])
    install_streets(home / "made.reach", home)
    assert standing.town().ground.streets.nodes == streets.nodes
    streets_file(home).unlink()
    assert standing.town().ground.streets.nodes == streets.nodes  # what is held is served on


@pytest.mark.django_db(transaction=True)
def test_in_use_a_thread_reads_it_and_who_changed_something_can_wait(
    home: Path, settings: LazySettings
) -> None:
    office = make_office()
    point = add(office, "甲")
    with apart(settings):
        standing.forget()
        with pytest.raises(standing.Preparing):
            standing.town()
        standing.start()  # as the server does, beside whoever asks
        first = standing.town(60)
        assert first.directory.id.tolist() == [point.pk]
        other = add(office, "乙")
        assert standing.town(60).directory.id.tolist() == [point.pk, other.pk]
        assert standing.town() is standing.town(60)


def test_how_far_a_place_lies_from_a_street_is_known_where_streets_are(
    office: Office, home: Path, tmp_path: Path, settings: LazySettings
) -> None:
    streets = standing.town().ground.streets
    corner = float(streets.lon[0]), float(streets.lat[0])
    here, away = footing(*corner), footing(121.5, 31.3)
    assert here is not None
    assert away is not None
    assert here.metres == pytest.approx(0.0, abs=0.01)
    assert away.metres == WIDEST
    settings.YIKE_HOME = tmp_path / "elsewhere"
    standing.forget()
    assert (footing(*corner), water_in((120.0, 31.0, 121.0, 32.0))) == (None, [])


def _imported(code: str) -> str:
    """Run code in a process of its own and return what it printed."""
    begin = "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'testsettings'; import django; django.setup();"
    folder = Path(__file__).parents[2]
    command = [sys.executable, "-c", begin + code]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


def test_nothing_heavy_is_imported_before_a_town_is_asked_for() -> None:
    code = "from yike.rooms.circle import standing; from yike.rooms.circle.walking import answers, asks;"
    assert _imported(f"{code} print(sorted({{'numba', 'scipy'}} & set(sys.modules)))") == "[]\n"


def test_a_town_is_loaded_without_what_only_planners_of_sites_need() -> None:
    code = "from yike.rooms.circle import loading;"
    assert (
        _imported(f"{code} print(sorted({{'numba', 'scipy.optimize'}} & set(sys.modules)))") == "['numba']\n"
    )
