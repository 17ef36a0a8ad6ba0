"""Every figure of the board opens exactly the records it counts, and is what a recount of them gives."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridcases import PHOTO, Works, make_case, make_works, walk
from office import BY, Office
from voices import make_request
from whistling import Crew, blow, call_of, counted, make_crew, person
from workdays import at
from yike.core.deadlines.actions import sweep
from yike.core.record.clock import now
from yike.engines.sheets.workbook import named_sheets
from yike.rooms.grid.actions import requests as acts
from yike.rooms.grid.actions import whistles as actions
from yike.rooms.grid.indicators import INDICATORS
from yike.rooms.grid.models import Whistle, WhistleState, WhistleTask
from yike.rooms.grid.places import metres
from yike.rooms.grid.queries.indicators import board

pytestmark = pytest.mark.django_db
SINCE, UNTIL = date(2026, 11, 30), date(2026, 12, 10)
ASKED = f"since={SINCE}&until={UNTIL}"


class Undone(Exception):  # noqa: N818 - no error
    """Everything is rolled back."""


@pytest.fixture
def month(office: Office, clock: Any) -> Office:
    """Let ten days pass in which a bit of everything happens."""
    works = make_works(office, clock)
    requests(office, clock)
    clock.set(at("2026-11-30 Mon 10:00"))
    cases(office, works)
    whistles(office, works, clock)
    clock.set(at("2026-12-10 Thu 18:00"))
    sweep()
    return office


def requests(office: Office, clock: Any) -> None:
    clerk, worker = person(office.clerk), person(office.worker)
    for n in range(12):
        row = make_request(office.grids[n % 3], f"第 {n} 件", phone="13800138000")
        acts.dispatch(clerk, row, unit=office.unit)
        if n == 11:
            continue
        clock.set(at("2026-11-30 Mon 11:00" if n < 8 else "2026-12-03 Thu 11:00"))
        acts.sign(worker, row)
        if n == 10:
            acts.pass_on(clerk, row, unit=office.unit, reason="改派")
            continue
        clock.set(now() + timedelta(hours=1 if n % 2 else 200))
        acts.contact(worker, row, words="打过电话")
        acts.answer(worker, row, words="好了", result="solved")
        acts.revisit(clerk, row, solved="yes" if n % 3 else "no", satisfied=bool(n % 3))
        clock.set(at("2026-11-30 Mon 10:00"))


def cases(office: Office, works: Works) -> None:
    for level in ("normal", "urgent", "urgent"):
        row = make_case(office, works, level=level)
        walk(office, works, row, "accept", "file", "dispatch", "take", "answer", "rework", "answer", "rework")
        if level == "normal":
            walk(office, works, row, "ask", "allow", "suspend")
        else:
            walk(office, works, row, "answer", "verify")
    walk(office, works, make_case(office, works, level="urgent"), "accept", "file", "dispatch")
    make_case(office, works, after=PHOTO, on_spot=True)
    make_case(office, works, after=PHOTO, on_spot=True, level="urgent")


def whistles(office: Office, works: Works, clock: Any) -> None:
    crew = Crew(works.cleaners, works.wardens, works.wardens, works.cleaner, works.warden)
    worker = person(office.worker)
    made = []
    for n in range(3):
        clock.set(now() + timedelta(minutes=1))
        made.append(blow(office, crew))
        clock.set(now() + timedelta(minutes=5 + 20 * n))
        actions.see_arrived(worker, call_of(made[n], crew.water)) if n else None
    actions.withdraw_whistle(worker, made[0], reason="误报")
    task = actions.NewTask(crew.water, "换水管", date(2026, 12, 1))
    actions.plan_whistle(worker, made[1], plan="换管", tasks=[task])
    actions.do_task(worker, WhistleTask.objects.get(), result="好了")
    actions.finish_whistle(worker, made[1], result="通水")
    actions.accept_whistle(person(office.leader), made[1])


def shown(client: Client, href: str) -> tuple[list[Any], int]:
    """Return how often each row of all pages of a list counts, and the count that stands on its tab."""
    first = client.get(href)
    (total,) = [n for _label, n, _href, here in first.context["tabs"] if here]
    pages = range(1, first.context["page"].paginator.num_pages + 1)
    rows = [row for n in pages for row in client.get(f"{href}&page={n}").context["rows"]]
    return rows, total


def sides(client: Client, href: str) -> list[tuple[int, int]]:
    """Return of the part and of the whole: what the rows add up to, and what the tab says."""
    found = []
    for _label, _n, tab, _here in client.get(href).context["tabs"]:
        rows, total = shown(client, tab)
        found.append((sum(row.times for row in rows), total))
        assert all(
            row.record is not None and client.get(row.href, follow=True).status_code == 200 for row in rows
        )
    return found


def test_every_figure_of_the_board_opens_what_adds_up_to_it(client: Client, month: Office) -> None:
    client.force_login(month.clerk)
    page = client.get(f"/desk/grid/board/?{ASKED}")
    found = board(month.street, SINCE, UNTIL)
    filled = {code for code, one in found.shares.items() if one.whole and one.part}
    assert filled == {one.code for one in INDICATORS}, "the scene has something of everything"
    links = [
        unescape(one)
        for one in re.findall(r'href="(/desk/grid/board/[a-z_0-9]+/[^"]*)"', page.content.decode())
    ]
    expected = {f"/desk/grid/board/{one.code}/" for one in INDICATORS} | {"/desk/grid/board/arrivals/"}
    assert {link.partition("?")[0] for link in links} == expected
    for link in links:
        code = link.split("/")[4]
        if code == "arrivals":
            continue
        inside = re.search(r"inside=(\d+)", link)
        line = next((one for one in found.lines if inside and one.area.pk == int(inside[1])), found)
        share = line.shares[code]
        assert (code, sides(client, link)) == (code, [(share.part, share.part), (share.whole, share.whole)])


def test_the_arrivals_behind_p50_and_p90_are_listed_the_soonest_first(client: Client, month: Office) -> None:
    client.force_login(month.clerk)
    answer = client.get(f"/desk/grid/board/arrivals/?{ASKED}")
    found = board(month.street, SINCE, UNTIL)
    minutes = [one for one, _call, _href in answer.context["calls"]]
    assert (len(minutes), minutes, found.arrivals) == (2, [25.0, 45.0], 2)
    assert (
        answer.context["marks"] == [("P50", found.p50), ("P90", found.p90)] == [("P50", 25.0), ("P90", 45.0)]
    )
    assert client.get(answer.context["calls"][0][2], follow=True).status_code == 200


def cells(answer: Any, path: Path) -> list[dict[str, Any]]:
    """Return the rows of a workbook that was given out."""
    path.write_bytes(answer.content)
    [(head, *rows)] = named_sheets(path).values()
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_what_stands_behind_a_figure_leaves_as_it_is_shown(
    client: Client, month: Office, tmp_path: Path
) -> None:
    client.force_login(month.clerk)
    found = board(month.street, SINCE, UNTIL)
    for one in INDICATORS:
        for side in ("part", "whole"):
            here = f"/desk/grid/board/{one.code}/?{ASKED}&side={side}"
            (file,) = re.findall(r'href="([^"]*behind\.xlsx[^"]*)"', client.get(here).text)
            rows = cells(client.get(unescape(file)), tmp_path / "behind.xlsx")
            shared = found.shares[one.code]
            assert sum(int(row["算几次"]) for row in rows) == getattr(shared, side)
            assert [row["哪一件"] for row in rows] == [row.name for row in shown(client, here)[0]]
    came = cells(client.get(f"/desk/grid/board/arrivals/behind.xlsx?{ASKED}"), tmp_path / "came.xlsx")
    assert [int(row["分钟"]) for row in came] == [25, 45]


def test_what_stands_behind_leaves_of_ones_own_areas_alone(client: Client, month: Office) -> None:
    client.force_login(month.stranger)
    here = "/desk/grid/board/replied_24h/behind.xlsx"
    assert client.get(f"{here}?{ASKED}&side=whole").status_code == 200
    assert client.get(f"{here}?{ASKED}&area={month.first.pk}").status_code == 400
    assert client.get(f"/desk/grid/board/nonsense/behind.xlsx?{ASKED}").status_code == 404
    client.force_login(month.audit)
    assert client.get(f"{here}?{ASKED}").status_code == 403


def test_what_stands_behind_is_told_of_ones_own_areas_alone(client: Client, month: Office) -> None:
    client.force_login(month.stranger)
    own = client.get(f"/desk/grid/board/replied_24h/?{ASKED}&side=whole")
    assert {row.record.area_id for row in own.context["rows"]} == {month.grids[2].pk}
    for more in (f"area={month.first.pk}", f"area={month.second.pk}&inside={month.first.pk}"):
        assert client.get(f"/desk/grid/board/replied_24h/?{ASKED}&{more}").status_code == 422
    assert client.get(f"/desk/grid/board/nothing/?{ASKED}").status_code == 404
    client.force_login(month.audit)
    assert client.get(f"/desk/grid/board/replied_24h/?{ASKED}").status_code == 403


def test_who_was_passed_on_was_not_contacted(office: Office, clock: Any) -> None:
    make_works(office, clock)
    clerk, worker = person(office.clerk), person(office.worker)
    called, passed, gone, silent = [
        make_request(office.grids[0], f"第 {n} 件", phone="13800138000") for n in range(4)
    ]
    for row in (called, passed, gone, silent):
        acts.dispatch(clerk, row, unit=office.unit)
        acts.sign(worker, row)
    acts.contact(worker, called, words="打过电话")
    acts.pass_on(clerk, passed, unit=office.unit, reason="改派")
    acts.withdraw(BY, gone)
    clock.set(at("2026-12-04 Fri 10:00"))
    sweep()
    share = board(office.street, SINCE, UNTIL).shares["contacted"]
    assert (share.part, share.whole) == (1, 2)


def test_an_urgent_case_counts_among_all_and_among_the_urgent(office: Office, clock: Any) -> None:
    works = make_works(office, clock)
    cases(office, works)
    clock.set(at("2026-12-04 Fri 18:00"))
    sweep()
    shares = board(office.street, SINCE, UNTIL).shares
    codes = ("closed", "closed_on_time", "urgent_closed", "urgent_closed_on_time")
    assert {code: (shares[code].part, shares[code].whole) for code in codes} == {
        "closed": (4, 5),
        "closed_on_time": (4, 5),
        "urgent_closed": (3, 4),
        "urgent_closed_on_time": (3, 4),
    }


def recount() -> int:
    """Count the whistles that sounded where another of their kind had sounded within 30 days and 100 m."""
    rows = list(Whistle.objects.exclude(state=WhistleState.WITHDRAWN).exclude(blown_at=None))
    return sum(
        any(
            other.kind == row.kind
            and timedelta(0) < row.blown_at - other.blown_at <= timedelta(days=30)
            and metres(row, other.lon, other.lat) <= 100
            for other in rows
        )
        for row in rows
    )


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from([0.0, 0.0004, 0.002]),
            st.sampled_from([1, 9, 25]),
            st.integers(0, 5),
            st.booleans(),
        ),
        min_size=2,
        max_size=7,
    )
)
def test_whistles_blown_again_are_as_many_as_a_recount_finds(
    office: Office, clock: Any, steps: list[tuple[float, int, int, bool]]
) -> None:
    clock.set(at("2026-03-02 Mon 10:00"))
    try:
        with transaction.atomic():
            crew, leader = make_crew(office), person(office.leader)
            made: list[Whistle] = []
            for off, days, which, back in steps:
                if back and made:
                    actions.withdraw_whistle(leader, made.pop(which % len(made)), reason="误报")
                else:
                    made.append(blow(office, crew, by=leader, units=[crew.water], lon=120.001 + off))
                clock.set(now() + timedelta(days=days))
                assert counted("grid.whistle.again") == recount()
            raise Undone
    except Undone:
        return
