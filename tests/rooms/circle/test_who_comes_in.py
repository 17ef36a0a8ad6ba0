"""Every page of the room for owner, colleague, stranger and others; and a walk along every link of the desk."""

from __future__ import annotations

import io
import re
import shutil
from collections import Counter
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import resolve, reverse
from PIL import Image

from banker import make_banker
from doorstep import streets
from office import BY, Office
from points import make_offer
from yike.core.accounts.models import User
from yike.core.record.clock import today
from yike.core.record.models import HistoryEntry
from yike.core.rights.by import By
from yike.rooms.circle import actions, urls
from yike.rooms.circle.actions.plans import add_plan
from yike.rooms.circle.exchange.columns import SHEETS

pytestmark = pytest.mark.django_db
VISITOR = By(None, "居民", "web")
SEEN, SHUT, AWAY = 200, 403, 404


def status(client: Client, user: User, address: str) -> int:
    client.force_login(User.objects.get(pk=user.pk))
    return client.get(address).status_code


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "PNG")
    return out.getvalue()


def page(name: str, *args: Any) -> str:
    return reverse(f"circle:{name}", args=args)


EVERYBODY = ("clerk", "worker", "colleague", "stranger", "leader", "grid_worker", "bank", "audit")
WHO_COMES_IN = {
    "points": (SEEN, SEEN, SEEN, SEEN, SEEN, SEEN, SEEN, SHUT),
    "point": (SEEN, SEEN, SEEN, AWAY, SEEN, AWAY, SEEN, SHUT),
    "point_map": (SEEN, SEEN, SEEN, AWAY, SEEN, AWAY, SEEN, SHUT),
    "photo": (SEEN, SEEN, SEEN, AWAY, SEEN, AWAY, SEEN, SHUT),
    "add_point": (SEEN, SEEN, SEEN, SEEN, SHUT, SHUT, SHUT, SHUT),
    "keep_map": (SEEN, SEEN, SEEN, SEEN, SHUT, SHUT, SHUT, SHUT),
    "change_point": (SEEN, SEEN, SEEN, AWAY, SHUT, SHUT, SHUT, SHUT),
    "go": (SEEN, SEEN, SEEN, AWAY, SHUT, SHUT, SHUT, SHUT),
    "hours": (SEEN, SEEN, SEEN, AWAY, SHUT, AWAY, SEEN, SHUT),
    "exception": (SEEN, SEEN, SEEN, AWAY, SHUT, AWAY, SEEN, SHUT),
    "keep_photo": (SEEN, SEEN, SEEN, AWAY, SHUT, SHUT, SHUT, SHUT),
    "offer": (SEEN, SEEN, SEEN, AWAY, SHUT, SHUT, SHUT, SHUT),
    "new_sign": (SEEN, SEEN, SEEN, AWAY, SHUT, SHUT, SHUT, SHUT),
    "signs": (SEEN, SEEN, SEEN, SEEN, SEEN, SEEN, SHUT, SHUT),
    "sign": (SEEN, SEEN, SEEN, AWAY, SEEN, AWAY, SHUT, SHUT),
    "items": (SEEN, SEEN, SEEN, SEEN, SEEN, SEEN, SHUT, SHUT),
    "item": (SEEN, SEEN, SEEN, SEEN, SEEN, SEEN, SHUT, SHUT),
    "add_item": (SEEN, SHUT, SHUT, SHUT, SHUT, SHUT, SHUT, SHUT),
    "change_item": (SEEN, SHUT, SHUT, SHUT, SHUT, SHUT, SHUT, SHUT),
    "ratings": (SEEN, SEEN, SEEN, SEEN, SHUT, SHUT, SHUT, SHUT),
    "rating": (SEEN, SEEN, SEEN, AWAY, SHUT, SHUT, SHUT, SHUT),
    "go_rating": (SEEN, SEEN, SEEN, AWAY, SHUT, SHUT, SHUT, SHUT),
    "answer_rating": (SEEN, SEEN, SEEN, AWAY, SHUT, SHUT, SHUT, SHUT),
    "rating_phone": (SEEN, SEEN, SEEN, AWAY, SHUT, SHUT, SHUT, SHUT),
}


def test_each_page_lets_in_whom_it_concerns(client: Client, office: Office) -> None:
    offered = make_offer(office)
    point = offered.point
    people = {name: getattr(office, name) for name in EVERYBODY if name != "bank"}
    people["bank"] = make_banker(office, point)
    actions.keep_photo(BY, point, content=picture())
    sign = actions.print_signs(By.person(office.clerk), point)
    rating = actions.rate(VISITOR, point, grade=1)
    args = {
        **dict.fromkeys(("points", "add_point", "keep_map", "signs", "items", "add_item", "ratings"), ()),
        **dict.fromkeys(("item", "change_item"), (offered.item_id,)),
        **dict.fromkeys(("rating", "answer_rating", "rating_phone"), (rating.pk,)),
        "sign": (sign.pk,),
        "go": (point.pk, "pause"),
        "go_rating": (rating.pk, "verify"),
    }
    found = {
        name: tuple(
            status(client, people[who], page(name, *args.get(name, (point.pk,)))) for who in EVERYBODY
        )
        for name in WHO_COMES_IN
    }
    assert found == WHO_COMES_IN


AT_ONCE = ("check", "drop_photo", "take_down", "withdraw", "drop_exception")


@pytest.mark.parametrize("name", AT_ONCE)
def test_what_is_done_at_once_is_not_done_by_a_stranger_nor_by_a_link(
    client: Client, office: Office, name: str
) -> None:
    offered = make_offer(office)
    point = offered.point
    row = actions.add_exception(BY, point, since=today(), until=today(), reason="停电")
    sign = actions.print_signs(By.person(office.clerk), point)
    args = {"take_down": (sign.pk,), "withdraw": (point.pk, offered.pk), "drop_exception": (point.pk, row.pk)}
    address = page(name, *args.get(name, (point.pk,)))
    entries = HistoryEntry.objects.count()
    client.force_login(office.stranger)
    assert client.post(address).status_code == AWAY
    client.force_login(office.clerk)
    assert client.get(address).status_code == 405
    assert HistoryEntry.objects.count() == entries
    assert client.post(address).status_code == 302


# --- planning and files -----------------------------------------------------------------------------------

STAFF_ONLY = (SEEN, SEEN, SEEN, SEEN, SEEN, SHUT, SHUT, SHUT)
OF_ONE_AREA = (SEEN, SEEN, SEEN, AWAY, SEEN, SHUT, SHUT, SHUT)
CLERKS = (SEEN, SHUT, SHUT, SHUT, SHUT, SHUT, SHUT, SHUT)
PLANNING = {
    **dict.fromkeys(("board", "board_map", "board_sheet", "board_paper", "board_picture"), STAFF_ONLY),
    **dict.fromkeys(
        ("leader", "sites", "sites_map", "plans", "add_plan", "behind_all", "opened"), STAFF_ONLY
    ),
    **dict.fromkeys(("plan", "plan_map", "plan_homes", "plan_sheet", "plan_paper"), OF_ONE_AREA),
    **dict.fromkeys(("plan_picture", "rename_plan", "remove_plan", "fares"), OF_ONE_AREA),
    "exchange": CLERKS,
}


@pytest.fixture
def walked(tmp_path: Path, settings: LazySettings) -> None:
    shutil.copytree(streets() / "circle", tmp_path / "circle")
    settings.YIKE_HOME = tmp_path


def test_planning_and_files_let_in_whom_they_concern(client: Client, office: Office, walked: None) -> None:
    offered = make_offer(office)
    people = {name: getattr(office, name) for name in EVERYBODY if name != "bank"}
    people["bank"] = make_banker(office, offered.point)
    plan = add_plan(By.person(office.worker), office.first, name="多一个站")
    found = {
        name: tuple(
            status(client, people[who], page(name, *((plan.pk,) if wanted == OF_ONE_AREA else ())))
            for who in EVERYBODY
        )
        for name, wanted in PLANNING.items()
    }
    assert found == PLANNING


ANSWERS = {  # where a planner of the other community compares a plan that is not theirs, or asks a question
    **dict.fromkeys(("sites_sheet", "sites_paper", "sites_picture"), SEEN),
    **dict.fromkeys(("beside_sheet", "beside_paper", "beside_picture"), AWAY),
}


@pytest.mark.parametrize(("name", "elsewhere"), ANSWERS.items())
def test_files_of_proposals_and_comparisons_are_for_who_plans(
    client: Client, office: Office, walked: None, name: str, elsewhere: int
) -> None:
    offered = make_offer(office)
    plan = add_plan(By.person(office.worker), office.first, name="多一个站")
    address = f"{page(name)}?a={plan.pk}&b={plan.pk}"
    people = (office.grid_worker, make_banker(office, offered.point), office.audit)
    assert [status(client, user, address) for user in people] == [SHUT, SHUT, SHUT]
    assert status(client, office.stranger, address) == elsewhere


GIVEN_OUT = (("all", "xlsx"), ("points", "geojson"), *((sheet.role, "csv") for sheet in SHEETS))


@pytest.mark.parametrize(("what", "form"), GIVEN_OUT)
def test_a_file_is_given_to_who_exchanges_files_and_to_nobody_else(
    client: Client, office: Office, what: str, form: str
) -> None:
    offered = make_offer(office)
    address = page("export", what, form)
    people = (office.clerk, office.worker, office.stranger, office.leader, make_banker(office, offered.point))
    assert [status(client, user, address) for user in people] == [SEEN, SHUT, SHUT, SHUT, SHUT]
    client.force_login(office.clerk)
    shown = client.get(page("exchange")).content.decode()
    assert address in shown


def test_every_page_of_the_room_is_in_one_of_the_tables() -> None:
    """What is left has an own test with what it needs: people who live there, steps, a file that was looked at."""
    own = {
        "behind",
        "fares_in",
        "plans_beside",
        "try_step",
        "undo_step",
        "keep_sites",
        "confirm",
        "export",
        "export_photos",
    }
    assert {route.name for route in urls.urlpatterns} == {*WHO_COMES_IN, *AT_ONCE, *PLANNING, *ANSWERS, *own}


# --- along every link -------------------------------------------------------------------------------------

LINK = re.compile(r'(?:href|src|data-geojson)="(/desk/circle/[^"#]*)')
ALIKE = 3  # pages of one kind that are looked at
WELL = frozenset({200, 301, 302, 304})


def walk(client: Client, start: str) -> dict[str, int]:
    """Follow links from a page, a few of each kind; return what each address answered."""
    found: dict[str, int] = {}
    seen: Counter[str] = Counter()
    waiting = [start]
    while waiting:
        address = waiting.pop(0)
        name = resolve(address.partition("?")[0]).view_name
        if address in found or seen[name] >= ALIKE:
            continue
        seen[name] += 1
        answer = client.get(address)
        found[address] = answer.status_code
        if answer["Content-Type"].startswith("text/html"):
            waiting += [unescape(link) for link in LINK.findall(answer.content.decode())]
    return found


@pytest.mark.parametrize("who", ["clerk", "worker", "leader", "bank"])
def test_every_link_of_the_desk_leads_to_a_page(
    client: Client, office: Office, walked: None, who: str
) -> None:
    offered = make_offer(office)
    bank = make_banker(office, offered.point)
    actions.keep_photo(BY, offered.point, content=picture())
    actions.print_signs(By.person(office.clerk), offered.point)
    actions.add_exception(BY, offered.point, since=today(), until=today(), reason="停电")
    actions.rate(VISITOR, offered.point, grade=1, phone="15400000001")
    add_plan(By.person(office.worker), office.first, name="多一个站")
    client.force_login(bank if who == "bank" else getattr(office, who))
    found = walk(client, page("points"))
    assert {address: code for address, code in found.items() if code not in WELL} == {}
    assert len(found) > (4 if who == "bank" else 20)
