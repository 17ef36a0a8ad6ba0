"""Every figure opens its list: the same buildings as the figure counts, for who may see them and nobody else."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.http import HttpResponse
from django.test import Client

from homes import Homes
from office import BY, Office, seen_by
from points import make_item, make_point
from yike.core.areas.models import Area
from yike.core.rights.by import By
from yike.rooms.circle import actions
from yike.rooms.circle.actions.plans import NewStep, add_plan, add_step
from yike.rooms.circle.board.tables import Line, Share, gravest
from yike.rooms.circle.models import ServicePoint
from yike.rooms.circle.models.plans import Plan

pytestmark = pytest.mark.django_db
BOARD, ASKED = "/desk/circle/board/", "?name=service_station&day=any"


@pytest.fixture
def station(office: Office, homes: Homes, installed: Path, settings: LazySettings) -> ServicePoint:
    """Return the one station, at the door of all three households, by day only."""
    settings.YIKE_HOME = installed
    return make_point(office.first, lon=120.63, lat=31.3, hours="每天 8:00-18:00", keeps_holidays=False)


@pytest.fixture
def plan(office: Office, station: ServicePoint) -> Plan:
    """Return a plan that closes the only station."""
    by = By.person(office.worker)
    plan = add_plan(by, office.first, name="撤掉")
    add_step(by, plan, NewStep("close", point=station))
    return plan


def addresses(page: HttpResponse, pattern: str) -> list[str]:
    """Return where a page leads, as a browser reads it."""
    return re.findall(f'href="({pattern})"', unescape(page.content.decode()))


def told(client: Client, address: str) -> list[tuple[str, int, int]]:
    lines = client.get(address).context["lines"]
    return [(line.building, line.households, line.elders) for line in lines]


EAST, WEST = ("梅花新村3幢", 2, 3), ("竹辉路25号", 1, 0)


@pytest.mark.usefixtures("station")
def test_the_figures_and_sums_of_the_board_open_all_buildings_one_sees(office: Office) -> None:
    client = seen_by(office.clerk)
    (households, elders) = addresses(
        client.get(BOARD + ASKED), r"/desk/circle/board/all/[^\"]*covered=yes&who=\w+"
    )[:2]
    assert sorted(told(client, households)) == [EAST, WEST]
    assert told(client, elders) == [EAST]  # no elder lives in the other house
    assert told(seen_by(office.stranger), households) == [WEST]
    assert told(seen_by(office.colleague), households) == [EAST]
    assert seen_by(office.grid_worker).get(households).status_code == 403


def counted(client: Client, address: str) -> tuple[int, int]:
    """Return how many households and elders the buildings of a list hold, whole as it is."""
    page = client.get(address)
    assert page.context["page"].paginator.num_pages == 1
    found = page.context["lines"]
    return sum(one.households for one in found), sum(one.elders for one in found)


@pytest.mark.parametrize(
    "asked", [ASKED, "?name=daily&day=1&hour=9&pace=elder", "?name=bank&day=any&rules=5"]
)
def test_every_figure_of_the_board_equals_its_list(office: Office, station: ServicePoint, asked: str) -> None:
    always = {"hours": "每天 0:00-24:00", "keeps_holidays": False}
    make_point(office.second, "银行", code="bk1", kind="bank", lon=120.6305, lat=31.3, **always)
    make_point(
        office.second, "夜银行", code="bk2", kind="bank", lon=120.631, lat=31.3, hours="每天 20:00-21:00"
    )
    make_point(office.second, "停", code="bk3", kind="bank", lon=120.631, lat=31.3, state="paused")
    make_item()
    make_item("OLD", "旧事项", in_use=False)
    client = seen_by(office.clerk)
    board = client.get(BOARD + asked)
    total, rows = board.context["sum"], board.context["rows"]
    shares = {"households": total.households, "elders": total.elders}
    for column, (who, share) in enumerate(shares.items()):
        for covered, figure in (("yes", share.covered), ("no", share.missed)):
            links = set(addresses(board, rf"/desk/circle/board/all/[^\"]*covered={covered}&who={who}"))
            if figure or covered == "yes":
                links -= {one for one in links if "hour=" in one and "on=" in one}  # those of the week, below
                assert {counted(client, one)[column] for one in links} == {figure}, (who, covered)
        for line in rows:
            one = getattr(line, who)
            pattern = rf"/desk/circle/board/{line.area.pk}/[^\"]*covered=no&who={who}"
            found = addresses(board, pattern)
            assert [counted(client, each)[column] for each in found] == ([one.missed] if one.missed else [])
    for gap, link in zip(
        board.context["blind"], addresses(board, r"/desk/circle/board/all/[^\"]*gap=\d+"), strict=True
    ):
        assert counted(client, link) == (gap.households, gap.elders)
    open_now = client.get(board.context["points"])
    assert open_now.context["page"].paginator.count == board.context["board"].opened
    items = client.get("/desk/circle/items/").context["page"].paginator.count
    assert items == board.context["doable"].items == 1


@pytest.mark.usefixtures("station")
def test_the_hours_of_the_week_equal_their_lists(office: Office) -> None:
    client = seen_by(office.clerk)
    board = client.get(BOARD + ASKED)
    links = addresses(board, r"/desk/circle/board/all/[^\"]*hour=\d+&who=households")
    cells = [one.percent for day, _query in board.context["week"] for one in day.hours]
    everybody = board.context["sum"].households.total
    for at in range(0, 168, 23):
        assert round(100 * counted(client, links[at])[0] / everybody, 6) == round(cells[at], 6)


def test_the_points_that_are_open_are_told_to_planners_alone_and_lead_where_each_may_go(
    office: Office, station: ServicePoint
) -> None:
    address = f"{BOARD}open/{ASKED}"
    own, other = (seen_by(user).get(address).content.decode() for user in (office.worker, office.stranger))
    assert (f'href="{station.get_absolute_url()}"' in own, f'href="/p/{station.code}/"' in other) == (
        True,
        True,
    )
    assert station.get_absolute_url() not in other
    assert seen_by(office.grid_worker).get(address).status_code == 403
    night = f"{BOARD}open/?name=service_station&day=1&hour=3"
    assert seen_by(office.worker).get(night).context["page"].paginator.count == 0


def test_a_blind_area_opens_who_lives_there(office: Office, station: ServicePoint) -> None:
    actions.go(BY, station, "pause", reason="装修")
    client = seen_by(office.clerk)
    board = client.get(BOARD + ASKED)
    (gap,) = addresses(board, r"/desk/circle/board/all/[^\"]*gap=\d+")
    assert sum(one.households for one in board.context["blind"]) == 3
    assert sorted(told(client, gap)) == [EAST, WEST]
    assert told(seen_by(office.stranger), gap) == [WEST]
    beyond = [gap.replace("gap=1", f"gap={odd}") for odd in ("0", "2", "-1", "x", "")]
    assert [client.get(one).status_code for one in beyond] == [404] * 5


@pytest.mark.usefixtures("station")
def test_each_hour_of_the_week_opens_who_is_covered_then(office: Office) -> None:
    client = seen_by(office.clerk)
    board = client.get(BOARD + ASKED)
    hours = addresses(board, r"/desk/circle/board/all/[^\"]*hour=\d+&who=households")
    cells = [one.percent for day, _query in board.context["week"] for one in day.hours]
    assert (len(hours), len(set(hours))) == (168, 168)
    for at in (3 * 24 + 10, 3 * 24 + 20):
        assert (cells[at], sorted(told(client, hours[at]))) == (
            (100.0, [EAST, WEST]) if at == 82 else (0.0, [])
        )


def test_a_plan_opens_who_loses_under_it_and_not_the_board_of_today(office: Office, plan: Plan) -> None:
    client = seen_by(office.worker)
    shown = client.get(plan.get_absolute_url() + ASKED)
    lost = addresses(shown, r"/desk/circle/plans/\d+/fares/[^\"]*fares=lost[^\"]*")
    assert len(lost) == 6  # two figures, two of the community, two of the sum of all; gained by nobody
    for who, figure in (("households", 2), ("elders", 3)):
        effect = getattr(shown.context["sum"], who)
        assert (effect.lost, effect.gained) == (figure, 0)
        mine = {one for one in lost if one.endswith(f"who={who}")}
        assert {counted(client, one)[who == "elders"] for one in mine} == {figure}
    for address in set(lost):
        assert told(client, address) == [EAST]
        line = client.get(address).context["lines"][0]
        assert (line.before is not None, line.after) == (True, None)
    assert told(client, lost[0].replace("=lost", "=gained")) == []
    assert seen_by(office.colleague).get(lost[0]).status_code == 200
    assert seen_by(office.stranger).get(lost[0]).status_code == 404
    elsewhere = f"{plan.get_absolute_url()}fares/{office.second.pk}/{ASKED}"
    assert client.get(elsewhere).status_code == 404


def test_compared_plans_open_their_own_lists(office: Office, plan: Plan) -> None:
    other = add_plan(By.person(office.worker), office.first, name="不动")
    client = seen_by(office.worker)
    shown = client.get(f"/desk/circle/plans/beside/{ASKED}&a={plan.pk}&b={other.pk}")
    for found, buildings in ((plan, [EAST]), (other, [])):
        (inside,) = set(addresses(shown, rf"/desk/circle/plans/{found.pk}/fares/\d+/[^\"]*"))
        assert told(client, inside) == buildings


def test_who_may_not_read_residents_is_told_no_small_number_in_any_list(office: Office, plan: Plan) -> None:
    client = seen_by(office.leader)
    pages = (f"{BOARD}all/{ASKED}", f"{plan.get_absolute_url()}fares/{ASKED}")
    assert [client.get(one).context["lines"][0].households_text for one in pages] == ["<5", "<5"]


def test_five_hundred_households_outrank_one_elder_of_two() -> None:
    few = Line(Area(name="少"), Share(9, 10), Share(1, 2))
    many = Line(Area(name="多"), Share(500, 1000), Share(200, 260))
    none = Line(Area(name="无"), Share(5, 5), Share(2, 2))
    assert gravest([few, none, many], 3) == [many, few]
    assert gravest([few, many], 1) == [many]
