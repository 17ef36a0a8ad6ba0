"""Indicators: exact parts of exact wholes, counts where there are few, ranks only where there are enough."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import translation

from dues import with_calendar
from office import BY, Office
from voices import make_request
from whistling import blow, call_of, make_crew, person
from workdays import at
from yike.core.areas.models import Area
from yike.core.deadlines.actions import pause_deadline, sweep
from yike.core.deadlines.queries import open_deadline
from yike.core.record.clock import now
from yike.core.record.deed import deed
from yike.core.record.measures import measures
from yike.engines.scoring import table
from yike.rooms.grid import indicators
from yike.rooms.grid.actions import whistles as actions
from yike.rooms.grid.indicators import FEWEST, Indicator, Share, percentile, share
from yike.rooms.grid.models import Request, WhistleTask
from yike.rooms.grid.queries.indicators import arrivals, board
from yike.rooms.grid.scoring import scored

pytestmark = pytest.mark.django_db
DECEMBER = date(2026, 12, 1), date(2026, 12, 31)
DAY = date(2026, 12, 10)


def count(code: str, n: int, area: Area, of: Request, day: date = DAY) -> None:
    """Write ``n`` facts of a measure in an area."""
    with deed(BY, "test.count") as d:
        for _ in range(n):
            d.fact(code, 1, area=area, source=of, day=day)


@pytest.fixture
def row(office: Office, clock: Any) -> Request:
    with_calendar(clock, at("2026-11-30 Mon 10:00"))
    return make_request(office.grids[0])


def rates(shares: dict[str, Share]) -> dict[str, tuple[int, int]]:
    return {code: (one.part, one.whole) for code, one in shares.items() if one.whole}


def test_a_share_is_of_the_days_and_the_area_asked_for(office: Office, row: Request) -> None:
    count("grid.requests.revisited", 12, office.grids[0], row)
    count("grid.requests.satisfied", 9, office.grids[0], row)
    count("grid.requests.revisited", 4, office.grids[2], row)
    count("grid.requests.satisfied", 4, office.grids[2], row, date(2027, 1, 1))
    found = board(office.street, *DECEMBER)
    assert rates(found.shares) == {"solved": (0, 16), "satisfied": (9, 16)}
    assert found.shares["satisfied"].rate == Decimal("56.25")
    assert [rates(line.shares)["satisfied"] for line in found.lines] == [(9, 12), (0, 4)]


def test_ranks_are_for_places_with_enough_and_equal_rates_rank_alike(office: Office, row: Request) -> None:
    for area, part, whole in ((office.grids[0], 5, 10), (office.grids[1], 1, 2), (office.grids[2], 10, 20)):
        count("grid.requests.revisited", whole, area, row)
        count("grid.requests.satisfied", part, area, row)
    lines = board(office.street, *DECEMBER).lines
    assert [line.ranks["satisfied"] for line in lines] == [1, 1]
    lines = board(office.first, *DECEMBER).lines
    assert [line.ranks for line in lines] == [{}, {}]  # one grid alone has enough


def test_a_request_that_is_answered_in_time_is_a_part_of_those_that_were_due(
    office: Office, clock: Any
) -> None:
    with_calendar(clock, at("2026-11-30 Mon 10:00"))
    rows = [make_request(office.grids[0], f"路灯坏了 {n}") for n in range(3)]
    with deed(BY, "test.pause") as d:
        pause_deadline(d, open_deadline(rows[0].of, "grid.request.answer"), reason="等鉴定")
    clock.set(at("2026-12-08 Tue 10:00"))
    sweep()
    found = rates(board(office.street, *DECEMBER).shares)
    assert (found["replied_24h"], found["answered_on_time"]) == ((0, 3), (0, 2))


def test_a_record_counts_once_and_only_where_it_is_among_the_whole(
    office: Office, row: Request, monkeypatch
) -> None:
    one = Indicator("second", "", "", ("grid.cases.reworked",), ("grid.cases.answered",), each=True)
    monkeypatch.setattr("yike.rooms.grid.queries.indicators.INDICATORS", (one,))
    monkeypatch.setattr("yike.rooms.grid.queries.indicators.EACH", frozenset((*one.part, *one.whole)))
    other = make_request(office.grids[0], "另一件")
    count("grid.cases.answered", 2, office.grids[0], row)
    count("grid.cases.reworked", 2, office.grids[0], row)
    count("grid.cases.reworked", 1, office.grids[0], other)
    assert rates(board(office.street, *DECEMBER).shares) == {"second": (1, 1)}


def test_whistles_count_once_under_the_day_they_sounded_and_not_once_withdrawn(
    office: Office, clock: Any
) -> None:
    clock.set(at("2026-11-30 Mon 10:00"))
    crew = make_crew(office)
    taken_back, solved = blow(office, crew), blow(office, crew, units=[crew.water])
    worker = person(office.worker)
    clock.set(at("2026-11-30 Mon 10:20"))
    actions.see_arrived(worker, call_of(solved, crew.water))
    clock.set(at("2026-12-01 Tue 10:00"))
    actions.withdraw_whistle(worker, taken_back, reason="误报")
    task = actions.NewTask(crew.water, "换水管", date(2026, 12, 1))
    actions.plan_whistle(worker, solved, plan="换管", tasks=[task])
    actions.do_task(worker, WhistleTask.objects.get(), result="好了")
    actions.finish_whistle(worker, solved, result="通水")
    actions.accept_whistle(person(office.leader), solved)
    november = rates(board(office.street, date(2026, 11, 1), date(2026, 11, 30)).shares)
    assert {code: november.get(code) for code in ("whistle_solved", "responded")} == {
        "whistle_solved": (1, 1),
        "responded": (1, 1),
    }
    assert "whistle_solved" not in rates(board(office.street, *DECEMBER).shares)


def test_minutes_until_arrival_are_of_those_who_came(office: Office, clock: Any) -> None:
    clock.set(at("2026-12-01 Tue 10:00"))
    crew = make_crew(office)
    whistle = blow(office, crew)
    clock.set(at("2026-12-01 Tue 10:12"))
    actions.see_arrived(person(office.worker), call_of(whistle, crew.water))
    clock.set(at("2026-12-01 Tue 15:30"))
    actions.escalate_whistle(person(office.leader), whistle, reason="要区里协调")
    found = board(office.street, *DECEMBER)
    assert (found.arrivals, found.p50, found.p90) == (1, 12.0, 12.0)
    assert rates(found.shares)["responded"] == (1, 2)
    assert board(office.street, date(2026, 12, 2), date(2026, 12, 31)).arrivals == 0


def test_the_board_tells_the_percentiles_of_the_very_arrivals_behind_them(office: Office, clock: Any) -> None:
    clock.set(at("2026-12-01 Tue 10:00"))
    crew, worker = make_crew(office), person(office.worker)
    minutes = [7, 31, 3, 22, 5, 11, 5, 17, 2, 13, 29]
    for n, took in enumerate(minutes):
        whistle = blow(office, crew, units=[crew.water])
        clock.set(now() + timedelta(minutes=took))
        actions.see_arrived(worker, call_of(whistle, crew.water))
        found = board(office.street, *DECEMBER)
        so_far = [float(one) for one in minutes[: n + 1]]
        assert (found.arrivals, found.p50, found.p90) == (
            n + 1,
            percentile(so_far, 50),
            percentile(so_far, 90),
        )
    assert [one for one, _pk in arrivals(office.street, *DECEMBER)] == sorted(map(float, minutes))


def test_the_board_asks_twice_up_to_which_fact_they_are_added_up_however_much_it_shows(
    office: Office, row: Request
) -> None:
    asked = list[str]()

    def noted(execute: Any, sql: str, *more: Any) -> Any:
        asked.append(sql)
        return execute(sql, *more)

    with connection.execute_wrapper(noted):
        board(office.street, *DECEMBER)
    assert len([sql for sql in asked if "record_factmark" in sql]) == 2


def test_a_band_tells_too_little_from_too_much_and_ranks_nobody() -> None:
    (whistled,) = [one for one in indicators.INDICATORS if one.band]
    said = [
        share(whistled, {"grid.whistles": Decimal(n), "grid.cases.filed": Decimal(200)}).tone
        for n in (1, 2, 20, 21)
    ]
    assert said == ["warn", "ok", "ok", "warn"]
    assert share(whistled, {"grid.whistles": Decimal(1), "grid.requests": Decimal(FEWEST - 1)}).tone == ""


def test_percentiles_are_values_that_were_there() -> None:
    took = [float(n) for n in range(1, 11)]
    assert [percentile(took, p) for p in (0, 50, 90, 100)] == [1.0, 5.0, 9.0, 10.0]
    assert percentile([], 50) is None


def test_points_are_told_only_where_there_are_enough() -> None:
    rule = table(
        {"source": "甲", "indicator": "satisfied", "rate": rate, "points": points}
        for rate, points in (("73", "12.5"), ("98", "25"))
    )
    one = next(one for one in indicators.INDICATORS if one.code == "satisfied")
    (told,) = scored({"satisfied": Share(one, 5, 6 * 2)}, rule)
    assert (told.points, told.full) == (Decimal("12.50"), Decimal(25))
    assert scored({"satisfied": Share(one, 5, 6)}, rule) == []


def test_a_sum_is_of_all_its_measures() -> None:
    closed = next(one for one in indicators.INDICATORS if one.code == "closed")
    counts = {
        "grid.case.handle.met": 8,
        "grid.case.handle.late": 1,
        "grid.case.handle.due": 11,
        "grid.cases.on_spot": 2,
    }
    found = share(closed, {code: Decimal(n) for code, n in counts.items()})
    assert (found.part, found.whole) == (11, 13)


def test_the_board_shows_rates_with_their_records_and_few_as_counts(
    client: Client, office: Office, row: Request
) -> None:
    count("grid.requests.revisited", 12, office.grids[0], row)
    count("grid.requests.satisfied", 9, office.grids[0], row)
    count("grid.requests.revisited", 3, office.grids[2], row)
    client.force_login(office.clerk)
    page = client.get("/desk/grid/board/?since=2026-11-30&until=2026-12-31").content.decode()
    assert "60.0" in page
    assert "9/15" in page
    assert f'href="/desk/grid/board/satisfied/?area={office.street.pk}&amp;since=' in page
    assert "0/3" in page
    asked = f"?area={office.street.pk}&since=2026-12-01&until=2026-12-31"
    behind = client.get(f"/desk/record/figures/grid.requests.satisfied/{asked}")
    assert behind.content.decode().count(f'href="/desk/grid/requests/{row.pk}/"') == 9


def test_days_at_the_ends_of_time_are_refused(client: Client, office: Office, row: Request) -> None:
    client.force_login(office.clerk)
    for page in ("grid/board/", "record/figures/grid.requests.satisfied/"):
        for name, day in (("until", "9999-12-31"), ("since", "0001-01-01"), ("since", "1999-12-31")):
            form = client.get(f"/desk/{page}?{name}={day}").context["form"]
            assert form.errors == {name: ["请填 2000 年到 2100 年的日子。"]}


def test_a_worker_sees_the_own_community_alone(client: Client, office: Office, row: Request) -> None:
    client.force_login(office.stranger)
    page = client.get("/desk/grid/board/").content.decode()
    assert office.second.name in page
    assert office.first.name not in page
    client.force_login(office.audit)
    assert client.get("/desk/grid/board/").status_code == 403


def test_what_has_outlived_its_limit_is_on_the_list_of_its_area(
    client: Client, office: Office, clock: Any
) -> None:
    with_calendar(clock, at("2026-11-30 Mon 10:00"))
    rows = [make_request(office.grids[0], "路灯坏了"), make_request(office.grids[0], "井盖响")]
    with deed(BY, "test.pause") as d:
        pause_deadline(d, open_deadline(rows[0].of, "grid.request.answer"), reason="等鉴定")
    clock.set(at("2027-01-05 Tue 10:00"))
    client.force_login(office.worker)
    page = client.get("/desk/grid/stuck/?kind=grid.request.answer").content.decode()
    assert (page.count("Q2026-000002"), page.count("Q2026-000001")) == (1, 0)
    assert "超期 28 天" in page
    assert '<option value="grid.request.answer" selected>' in page
    still = client.get("/desk/grid/stuck/?show=still").content.decode()
    assert ("Q2026-000001" in still, "2026-11-30 起：等鉴定" in still) == (True, True)
    client.force_login(office.stranger)
    with translation.override("zh-hans"):
        assert "没有卡住的" in client.get("/desk/grid/stuck/").content.decode()


def test_every_part_of_an_indicator_that_this_room_counts_is_declared() -> None:
    known = {one.code for one in measures()}
    parts = {code for one in indicators.INDICATORS for code in (*one.part, *one.whole)}
    assert {code for code in parts if code.endswith((".due", ".met", ".late"))} - known == set()
    assert {code for code in parts if code.startswith("grid.requests")} - known == set()
