"""What leaves the house says what was asked: opened and read, each workbook, map, sheet of paper."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest
from django.test import Client

from conftest import Clock
from office import Office, seen_by
from yike.core.rights.by import By
from yike.rooms.circle.actions.plans import NewStep, add_plan, add_step
from yike.rooms.circle.models import ServicePoint
from yike.rooms.circle.models.plans import Plan
from yike.rooms.circle.planning.paper import Paper

pytestmark = pytest.mark.django_db
ASKED = "?name=daily&day=1&hour=20&pace=elder&rules=gb50180"
MONDAY_AT_TEN = datetime(2026, 10, 12, 2, tzinfo=UTC)  # in Shanghai
SAID = {
    "问的是": "日常三样：便民、银行、卫生（便民服务站、银行网点、卫生服务站）",
    "什么时候": "2026-10-13 星期二 20:00",
    "怎么走": "老人慢走",
    "多近算走得到": "按 GB 50180 的半径",
    "算谁": "梅东社区的户和老人",
    "导出": "周社工 2026-10-12 10:00",
}


@pytest.fixture(autouse=True)
def _monday(clock: Clock) -> None:
    clock.set(MONDAY_AT_TEN)


@pytest.fixture
def plan(office: Office, station: ServicePoint) -> Plan:
    by = By.person(office.worker)
    found = add_plan(by, office.first, name="撤掉")
    add_step(by, found, NewStep("close", point=station))
    return found


@pytest.fixture
def papers(monkeypatch: pytest.MonkeyPatch) -> list[Paper]:
    """Return the sheets that are set, as they go to the printer."""
    seen: list[Paper] = []

    def noted(paper: Paper, _form: str) -> bytes:
        seen.append(paper)
        return b"%PDF-"

    monkeypatch.setattr(Paper, "_set", noted)
    return seen


def sheet(client: Client, address: str) -> tuple[dict[Any, Any], list[tuple[Any, ...]]]:
    """Return what a workbook says was asked, and its table with the head."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    page = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert page is not None
    rows = list(page.iter_rows(values_only=True))
    end = next(n for n, row in enumerate(rows) if row[0] is None)
    return {row[0]: row[1] for row in rows[:end]}, rows[end + 1 :]


def test_workbooks_say_what_was_asked_above_their_table(office: Office, plan: Plan) -> None:
    client = seen_by(office.worker)
    said, table = sheet(client, f"/desk/circle/board/board.xlsx{ASKED}")
    assert (said, table[0]) == (SAID, ("社区", "户", "覆盖的户", "老人", "覆盖的老人"))
    said, table = sheet(client, f"{plan.get_absolute_url()}plan.xlsx{ASKED}")
    assert (said, table[0][:3]) == ({"方案": "撤掉"} | SAID, ("社区", "户", "原来覆盖的户"))
    said, table = sheet(client, f"/desk/circle/plans/beside/plans.xlsx{ASKED}&a={plan.pk}&b={plan.pk}")
    assert (said, table[0][:2]) == (SAID, ("方案", "社区"))


def test_a_proposal_is_given_out_with_its_question_its_reasons_and_how_sure_it_is(
    office: Office, station: ServicePoint
) -> None:
    client, asked = seen_by(office.worker), "?kind=bank&aim=fewest&share=100&weight=elders"
    shown = client.get(f"/desk/circle/sites/{asked}").context["found"]
    said, table = sheet(client, f"/desk/circle/sites/sites.xlsx{asked}")
    assert (said["问的是"], said["要让多少人走得到"], said["先看谁"]) == ("银行网点", "100%", "老人")
    assert (said["什么时候"], said["有多确定"]) == ("不管开不开门", shown.sure[0])
    assert table[0] == ("次序", "位置", "理由", "经度", "纬度")
    assert [(row[0], row[1], row[3], row[4]) for row in table[1:]] == [
        (number, one.zh, f"{one.lon:.6f}", f"{one.lat:.6f}") for number, one in enumerate(shown.sites, 1)
    ]
    unsaid = sheet(client, "/desk/circle/sites/sites.xlsx?kind=bank&aim=fewest&share=&weight=elders")[0]
    assert unsaid["要让多少人走得到"] == "90%"
    assert client.get("/desk/circle/sites/sites.xlsx?kind=dragon").status_code == 404
    assert seen_by(office.grid_worker).get(f"/desk/circle/sites/sites.xlsx{asked}").status_code == 403


LINE = " · ".join(list(SAID.values())[:4])


def test_paper_and_picture_say_what_was_asked_in_one_line(
    office: Office, plan: Plan, papers: list[Paper]
) -> None:
    client = seen_by(office.worker)
    for address in (
        "/desk/circle/board/board.",
        "/desk/circle/plans/beside/plans.",
        plan.get_absolute_url() + "plan.",
    ):
        for form in ("pdf", "png"):
            answer = client.get(f"{address}{form}{ASKED}&a={plan.pk}&b={plan.pk}")
            assert answer.status_code == 200, address
    assert [paper.asked for paper in papers] == [LINE] * 4 + [f"梅东社区 · {LINE}"] * 2
    assert all("周社工 2026-10-12 10:00 导出" in paper.foot for paper in papers)
    assert [row[0] for row in papers[2].rows] == ["撤掉"] * len(papers[2].rows)
    stranger = seen_by(office.stranger)
    assert (
        stranger.get(f"/desk/circle/plans/beside/plans.pdf{ASKED}&a={plan.pk}&b={plan.pk}").status_code == 404
    )


def test_a_proposal_on_paper_says_what_was_looked_for(
    office: Office, station: ServicePoint, papers: list[Paper]
) -> None:
    client = seen_by(office.worker)
    answer = client.get("/desk/circle/sites/sites.pdf?kind=bank&aim=most&add=1&weight=elders")
    assert answer.status_code == 200
    (paper,) = papers
    assert paper.asked.endswith("1 · 老人 · 银行网点 · 不管开不开门 · 平常走 · 走 15 分钟以内")
    assert paper.asked.startswith("最多人走得到")
    assert (len(paper.rows), len(paper.lines)) == (1, 1)


def test_maps_have_the_numbers_and_the_question(office: Office, plan: Plan) -> None:
    client = seen_by(office.worker)
    asked = "?name=service_station&day=any"
    found = json.loads(client.get(f"/desk/circle/board/map.geojson{asked}").content)
    (area,) = [
        one["properties"] for one in found["features"] if one["properties"].get("code") == office.first.code
    ]
    assert {
        name: area[name] for name in ("households", "households_covered", "elders", "elders_covered")
    } == (dict.fromkeys(("households", "households_covered", "elders", "elders_covered"), "<5"))
    assert (found["asked"]["问的是"], found["asked"]["什么时候"]) == ("便民服务站", "不管开不开门")
    found = json.loads(client.get(f"{plan.get_absolute_url()}map.geojson{asked}").content)
    (area,) = [
        one["properties"] for one in found["features"] if one["properties"].get("code") == office.first.code
    ]
    _said, table = sheet(client, f"{plan.get_absolute_url()}plan.xlsx{asked}")
    names = [
        f"{who}{part}"
        for who in ("households", "elders")
        for part in ("", "_before", "_after", "_gained", "_lost")
    ]
    assert [area[name] for name in names] == list(table[1][1:])
    assert found["asked"]["算谁"] == "梅东社区的户和老人"
