"""Every list of the room as a workbook: the rows of its page under its filters, no formula, kept who took it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from campaigning import planned, pointed
from duties import make_place, make_unit
from gridcases import MONDAY, Works, make_case, make_kind, make_works, walk
from office import BY, Office, seen_by
from points import make_point
from voices import make_request
from whistling import blow, make_crew, person
from workdays import at
from yike.core.accounts.models import User
from yike.core.record.deed import current_deed
from yike.core.record.models import HistoryEntry
from yike.engines.sheets.workbook import named_sheets
from yike.rooms.circle.actions import rate
from yike.rooms.grid.actions import exporting
from yike.rooms.grid.actions import requests as actions
from yike.rooms.grid.actions.duties import post_notice
from yike.rooms.grid.actions.requests.parting import ask_part

pytestmark = pytest.mark.django_db
WHY = {"reason": "周例会用的清单"}
EVIL = "=HYPERLINK(0)"


@pytest.fixture
def works(office: Office, clock: Any) -> Works:
    return make_works(office, clock)


@pytest.fixture
def book(tmp_path: Path) -> Any:
    """Return what reads the rows of an answered workbook as dictionaries, the line of who took it left out."""

    def read(answer: Any) -> list[dict[str, Any]]:
        assert answer.headers["Content-Type"].endswith("spreadsheetml.sheet"), answer.content.decode()[:300]
        path = tmp_path / "list.xlsx"
        path.write_bytes(answer.content)
        [cells] = named_sheets(path).values()
        marked = sum(cell not in (None, "") for cell in cells[0]) == 1
        head, *rows = cells[marked:]
        return [dict(zip(head, row, strict=True)) for row in rows]

    return read


def out(user: User, address: str) -> Any:
    """Take a list out for a reason."""
    return seen_by(User.objects.get(pk=user.pk)).post(f"/desk/grid/{address}", WHY)


def test_the_queue_of_cases_leaves_as_it_is_narrowed_down_for_each_in_their_scope(
    office: Office, works: Works, book: Any
) -> None:
    other = make_kind("SR02", name="道路不洁")
    first = make_case(office, works, text=EVIL)
    second = make_case(office, works, kind=other, address="桥头")
    closed = walk(office, works, make_case(office, works), "accept", "file", "dispatch", "take", "answer")
    walk(office, works, closed, "verify")
    told = {
        who: [row["案件号"] for row in book(out(getattr(office, who), "cases/export/"))]
        for who in ("worker", "colleague", "leader", "stranger")
    }
    mine = [second.number, first.number]
    assert told == {"worker": mine, "colleague": mine, "leader": mine, "stranger": []}
    [row] = book(out(office.worker, f"cases/export/?kind={other.pk}"))
    assert (row["小类"], row["位置"], row["区域"], row["什么时限"] != "") == (
        "道路不洁",
        "桥头",
        "第1网格",
        True,
    )
    ended = book(out(office.worker, "cases/export/?look=ended"))
    assert [row["案件号"] for row in ended] == [closed.number]
    assert [row["情况"] for row in book(out(office.worker, "cases/export/?q=" + first.number))] == [
        "'" + EVIL
    ]
    assert [row["案件号"] for row in book(out(works.cleaner, "cases/export/?look=ended"))] == [closed.number]


def test_who_took_a_list_when_and_why_stands_on_it_and_in_the_history(
    office: Office, works: Works, tmp_path: Path
) -> None:
    make_case(office, works)
    client = seen_by(office.worker)
    assert client.post("/desk/grid/cases/export/", {"reason": "啊"}).status_code == 200
    assert not HistoryEntry.objects.filter(verb="grid.cases.export").exists()
    page = client.get("/desk/grid/cases/export/?look=late").content.decode()
    assert 'href="/desk/grid/cases/?look=late"' in page
    path = tmp_path / "cases.xlsx"
    path.write_bytes(client.post("/desk/grid/cases/export/", WHY).content)
    [cells] = named_sheets(path).values()
    assert [part in str(cells[0][0]) for part in ("周社工", "2026-11-30 10:00", WHY["reason"])] == [True] * 3
    entry = HistoryEntry.objects.get(verb="grid.cases.export")
    assert (entry.actor, entry.reason) == (office.worker, WHY["reason"])


def test_whistles_leave_with_who_came_for_who_called_was_called_and_nobody_else(
    office: Office, clock: Any, book: Any
) -> None:
    clock.set(at("2026-11-24 Tue 10:00"))
    crew = make_crew(office)
    whistle = blow(office, crew, matter=EVIL)
    away = blow(office, crew, units=[crew.water], address="别处")
    told = {
        user.username: [row["编号"] for row in book(out(user, "whistles/export/?show=open"))]
        for user in (office.worker, office.colleague, crew.plumber, crew.officer, office.stranger)
    }
    both = [away.number, whistle.number]
    assert told == {
        "worker": both,
        "colleague": both,
        "plumber": both,
        "officer": [whistle.number],
        "stranger": [],
    }
    [row] = book(out(office.worker, "whistles/export/?show=all&q=竹行巷"))
    assert (row["什么事"], row["单位"], row["到场"], row["应到"]) == (
        "'" + EVIL,
        "梅巷水务站、梅巷城管中队",
        0,
        2,
    )
    assert out(office.audit, "whistles/export/").status_code == 403


def test_what_is_stuck_leaves_as_the_page_shows_it(
    office: Office, works: Works, clock: Any, book: Any
) -> None:
    case = walk(office, works, make_case(office, works), "accept", "file", "dispatch")
    clock.set(MONDAY + timedelta(days=8))
    rows = book(out(office.worker, "stuck/export/"))
    page = seen_by(office.worker).get("/desk/grid/stuck/").context["page"]
    assert [row["编号"] for row in rows] == [one.name for one in page]
    assert {row["编号"] for row in rows} == {case.number}
    assert book(out(office.stranger, "stuck/export/")) == []
    assert book(out(office.worker, "stuck/export/?show=still")) == []
    assert book(out(office.worker, "stuck/export/?kind=grid.request.answer")) == []


def test_parts_leave_for_the_unit_that_was_asked_alone(office: Office, clock: Any, book: Any) -> None:
    clock.set(at("2026-11-24 Tue 10:00"))
    crew = make_crew(office)
    row = make_request(office.first)
    actions.dispatch(person(office.clerk), row, unit=office.unit, owner=office.worker)
    actions.sign(person(office.worker), row)
    ask_part(person(office.worker), row, unit=crew.water, what=EVIL, due_on=at("2026-11-26 Thu 10:00").date())
    [told] = book(out(crew.plumber, "parts/export/"))
    assert told == {
        "登记号": row.number,
        "请它做什么": "'" + EVIL,
        "哪天前": "2026-11-26",
        "承办单位": office.unit.name,
    }
    assert book(out(crew.officer, "parts/export/")) == []


def test_bad_ratings_leave_until_they_are_requests(office: Office, clock: Any, book: Any) -> None:
    clock.set(MONDAY)
    rating = rate(BY, make_point(office.first), grade=1, words=EVIL, phone="13800138000")
    [row] = book(out(office.worker, "requests/ratings/export/"))
    assert (row["编号"], row["说了什么"], "13800138000" in str(row)) == (rating.number, "'" + EVIL, False)
    assert book(out(office.stranger, "requests/ratings/export/")) == []
    seen_by(office.worker).post(f"/desk/grid/requests/ratings/{rating.pk}/")
    assert book(out(office.worker, "requests/ratings/export/")) == []


def test_campaigns_and_the_points_of_one_leave_as_narrowed_down(
    office: Office, works: Works, book: Any
) -> None:
    campaign = planned(office)
    pointed(campaign, None, "甲点")
    pointed(campaign, None, "乙点")
    client = seen_by(office.worker)
    [row] = book(client.get("/desk/grid/campaigns/campaigns.xlsx"))
    assert (row["名称"], row["点"], row["走到"]) == (campaign.name, 2, 0)
    points = book(client.get(f"/desk/grid/campaigns/{campaign.pk}/points.xlsx?q=甲"))
    assert [row["点位"] for row in points] == ["甲点"]
    page = client.get(f"/desk/grid/campaigns/{campaign.pk}/points/?q=甲").content.decode()
    assert f"/desk/grid/campaigns/{campaign.pk}/points.xlsx?q=%E7%94%B2" in page


def test_duties_leave_as_narrowed_down(office: Office, works: Works, book: Any) -> None:
    make_place(office, unit=make_unit(office, "梅巷绿化所"))
    make_place(office, "没人管的", lon=120.6216)
    client = seen_by(office.worker)
    rows = book(client.get("/desk/grid/duties/duties.xlsx?look=orphans"))
    assert [row["点位"] for row in rows] == ["没人管的"]
    assert len(book(client.get("/desk/grid/duties/duties.xlsx"))) == 2
    page = client.get("/desk/grid/duties/?look=orphans").content.decode()
    assert "/desk/grid/duties/duties.xlsx?look=orphans" in page


def test_what_is_posted_and_the_board_leave_with_the_numbers_of_their_pages(
    office: Office, works: Works, book: Any
) -> None:
    post_notice(BY, office.grids[0], worker=office.grid_worker, phone="65001234", supervision="65005678")
    make_request(office.first)
    client = seen_by(office.worker)
    rows = book(client.get("/desk/grid/notices/notices.xlsx"))
    assert [(row["网格"], row["网格员"], row["监督电话"]) for row in rows] == [
        ("第1网格", "王网格", "65005678"),
        ("第2网格", "", ""),
    ]
    page = client.get("/desk/grid/board/")
    rows = book(client.get("/desk/grid/board/board.xlsx"))
    shares = [share for _name, group in page.context["groups"] for share, _behind in group]
    top = [row for row in rows if row["区域"] == office.first.name]
    assert [(row["指标"], row["件数"], row["总数"]) for row in top] == [
        (str(one.indicator.label), one.part, one.whole) for one in shares
    ]
    below = {row["区域"] for row in rows} - {office.first.name}
    assert below == {line.area.name for line, _cells in page.context["lines"]}
    assert client.get("/desk/grid/board/board.xlsx?since=x").status_code == 400
    assert seen_by(office.audit).get("/desk/grid/board/board.xlsx").status_code == 403


def test_a_list_is_noted_before_it_is_filled_and_holds_no_more_than_was_noted(
    office: Office, works: Works, book: Any, monkeypatch: Any
) -> None:
    seen: list[Any] = []
    mark, fill = exporting.watermark, exporting.workbook
    make_case(office, works)

    def marked(*words: Any) -> str:
        make_case(office, works)  # meanwhile
        return mark(*words)

    def filled(*words: Any, **more: Any) -> bytes:
        noted = HistoryEntry.objects.filter(verb="grid.cases.export").exists()
        seen.append((current_deed(), noted))
        return fill(*words, **more)

    monkeypatch.setattr(exporting, "watermark", marked)
    monkeypatch.setattr(exporting, "workbook", filled)
    rows = book(out(office.worker, "cases/export/"))
    assert (len(rows), seen) == (1, [(None, True)])
