"""The leader's page and siting: figures open their lists, cover is kept once a month, proposals go into plans."""

from __future__ import annotations

import io
from html import unescape
from threading import Event
from typing import Any

import openpyxl
import pytest
from django.conf import LazySettings
from django.test import Client

from apart import apart
from office import BY, Office, seen_by
from yike.core.record.models import Fact
from yike.core.rights.by import By
from yike.rooms.circle import standing
from yike.rooms.circle.actions import go
from yike.rooms.circle.actions.cover import keep_cover, keep_cover_monthly
from yike.rooms.circle.actions.plans import NewStep, add_plan, add_step
from yike.rooms.circle.models import ServicePoint
from yike.rooms.circle.planning import proposals
from yike.rooms.circle.queries.cover import trend

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("station")
def test_cover_is_kept_once_a_month_and_adds_up_to_what_the_board_says(office: Office) -> None:
    keep_cover_monthly()
    keep_cover_monthly()
    assert keep_cover(BY, standing.town(3.0)) == 0
    both, one = trend([office.first, office.second]), trend([office.first])
    assert [(month.reached, month.total) for month in (*both, *one)] == [(3, 3), (2, 2)]
    assert Fact.objects.filter(measure__startswith="circle.cover.").count() == 8
    assert Fact.objects.filter(measure__startswith="circle.doable.").count() == 4


def test_without_streets_nothing_is_kept_and_nothing_fails(office: Office) -> None:
    keep_cover_monthly()
    assert Fact.objects.filter(measure__startswith="circle.cover.").count() == 0


def test_the_leader_sees_cover_gaps_and_changes_that_open_their_lists(
    office: Office, station: ServicePoint
) -> None:
    client = seen_by(office.leader)
    shown = client.get("/desk/circle/leader/")
    assert [one.line.households.covered for one in shown.context["covers"]] == [3, 0]
    assert (shown.context["worst"], shown.context["changes"]) == ([], 1)
    go(BY, station, "pause", reason="装修")
    shown = client.get("/desk/circle/leader/")
    assert [row.households.missed for row in shown.context["worst"]] == [2, 1]
    listed = f"/desk/circle/board/{office.first.pk}/{shown.context['missed']}"
    assert listed.replace("&", "&amp;") in shown.content.decode()
    assert [line.households for line in client.get(listed).context["lines"]] == [2]


@pytest.mark.usefixtures("station")
def test_a_proposal_has_a_reason_and_goes_into_a_plan(office: Office) -> None:
    plan = add_plan(By.person(office.worker), office.first, name="加一个")
    client = seen_by(office.worker)
    shown = client.get("/desk/circle/sites/?kind=bank&add=1&weight=elders")
    (site,) = shown.context["found"].sites
    assert site.why_zh in shown.content.decode()
    taken = client.get(f"{plan.get_absolute_url()}?where={site.lon:.6f},{site.lat:.6f}&step=add&kind=bank")
    assert taken.context["form"]["kind"].value() == "bank"
    assert client.get("/desk/circle/sites/?kind=dragon&add=99").status_code == 200


@pytest.mark.usefixtures("station")
def test_a_leader_who_may_not_read_residents_is_told_no_small_number_anywhere(office: Office) -> None:
    keep_cover_monthly()
    pages = {}
    for name in ("leader", "clerk"):
        client = seen_by(getattr(office, name))
        sites = client.get("/desk/circle/sites/?kind=bank&add=1&weight=elders")
        found, shares = sites.context["found"].sites[0], [share for *_, share in sites.context["standards"]]
        page = client.get("/desk/circle/leader/")
        pages[name] = (
            "可让 老人 <5 人" in found.why_zh,
            found.why_zh in unescape(sites.content.decode()),
            [share.percent_text for share in shares],
            [share.covered_text for _month, share, _pages in page.context["trend"]],
            client.get("/desk/record/figures/circle.cover.elders.reached/").context["telling"].plain,
        )
    assert pages["leader"] == (True, True, ["—", "—"], ["<5"], False)
    assert pages["clerk"] == (False, True, ["0.0%", "100.0%"], ["3"], True)


@pytest.mark.parametrize("who", ["grid_worker", "audit"])
def test_others_have_no_business_there(office: Office, who: str) -> None:
    client = seen_by(getattr(office, who))
    assert [client.get(f"/desk/circle/{page}/").status_code for page in ("leader", "sites")] == [403, 403]


def cells(client: Client, address: str) -> list[tuple[object, ...]]:
    answer = client.get(address)
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    return rows[
        next(n for n, row in enumerate(rows) if row[0] is None) + 2 :
    ]  # below the question and the head


def test_a_workbook_of_board_or_plan_tells_nobody_numbers_below_five(
    office: Office, station: ServicePoint
) -> None:
    by, client = By.person(office.worker), seen_by(office.worker)
    plan = add_plan(by, office.first, name="撤掉")
    add_step(by, plan, NewStep("close", point=station))
    asked = "?name=service_station&day=any"
    few = ("<5",) * 4
    board = cells(client, f"/desk/circle/board/board.xlsx{asked}")
    assert board == [("梅东社区", *few), ("合计", *few)]
    change = ("<5", "<5", 0, 0, "<5") * 2
    address = f"{plan.get_absolute_url()}plan.xlsx{asked}"
    assert cells(client, address) == [("梅东社区", *change), ("合计", *change)]
    assert seen_by(office.stranger).get(address).status_code == 404


def test_while_the_streets_are_read_every_page_says_so_and_looks_again_by_itself(
    office: Office, station: ServicePoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    def preparing(patience: float = 0.0) -> None:
        raise standing.Preparing

    plan = add_plan(By.person(office.worker), office.first, name="x")
    monkeypatch.setattr(standing, "town", preparing)
    client = seen_by(office.worker)
    for page in ("board/", "leader/", "sites/", f"plans/beside/?a={plan.pk}&b={plan.pk}"):
        answer = client.get(f"/desk/circle/{page}")
        assert (answer.status_code, answer.headers["Refresh"]) == (503, "5")
        assert "正在读街道" in answer.content.decode()
    shown = client.get(plan.get_absolute_url())  # the steps can be read all the same
    assert (shown.status_code, shown.headers["Refresh"]) == (200, "5")
    assert client.get(f"{plan.get_absolute_url()}plan.pdf").status_code == 404


@pytest.mark.usefixtures("station")
def test_while_a_proposal_is_worked_out_its_pages_say_so_and_look_again(
    office: Office, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    town, begun = standing.town(3.0), Event()
    ready = town.sites

    def slow(*asked: Any) -> Any:
        assert begun.wait(60.0)
        return ready(*asked)

    monkeypatch.setattr(town, "sites", slow)
    monkeypatch.setattr(proposals, "PATIENCE_S", 0.01)
    client = seen_by(office.clerk)
    with apart(settings):
        for page in ("leader/", "sites/"):
            answer = client.get(f"/desk/circle/{page}")
            assert (answer.status_code, answer.headers["Refresh"]) == (200, "5")
            assert "正在算" in answer.content.decode()
        assert client.get("/desk/circle/sites/map.geojson").status_code == 404
        assert client.post("/desk/circle/sites/keep/").headers["Location"].startswith("/desk/circle/sites/")
        begun.set()
    assert "Refresh" not in client.get("/desk/circle/leader/").headers
    assert client.get("/desk/circle/sites/").context["found"].candidates > 0
