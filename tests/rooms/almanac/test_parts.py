"""Programme, zones with stamps, stalls; and an activity held again on other days."""

from __future__ import annotations

import io
import re
from datetime import time, timedelta
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from gathering import fresh, hour, market, opened, person, planned
from office import BY, EARLY, PASSWORD, Office
from yike.core.accounts.actions import add_user, give_role
from yike.core.rights.roles import Role
from yike.engines.faults import Fault
from yike.rooms.almanac.actions import activities as actions
from yike.rooms.almanac.actions.activities import NewPart
from yike.rooms.almanac.models.activities import ActivityState
from yike.rooms.almanac.models.parts import Part, PartKind, Stamp
from yike.rooms.almanac.printed import signs as printed
from yike.rooms.almanac.views.door import zone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning(clock: Any) -> None:
    """Let every test begin on one morning."""
    clock.set(hour("08:00"))


def zones(count: int) -> list[NewPart]:
    return [NewPart(f"展区{n}") for n in range(1, count + 1)]


def test_parts_are_exactly_what_was_set_last_and_zones_keep_their_codes(office: Office) -> None:
    row = planned(office)
    first = actions.set_parts(person(office.worker), row, PartKind.ZONE, zones(19))
    again = actions.set_parts(
        person(office.worker), row, PartKind.ZONE, [NewPart("警车", "交警"), *zones(17)]
    )
    assert (len(first), len(again), Part.objects.count()) == (19, 18, 18)
    assert (again[0].name, again[0].code) == ("警车", first[0].code)
    with pytest.raises(Fault):
        actions.set_parts(BY, row, PartKind.ACT, zones(61))


def test_a_zone_stamps_each_card_once(office: Office, clock: Any, client: Client) -> None:
    row = opened(office, kind="open_day")
    made = actions.set_parts(BY, row, PartKind.ZONE, zones(3))
    page = f"/on/z/{made[0].code}/"
    assert client.post(page).status_code == 422
    early = client.get(page).text
    assert ("活动当天在这里盖章" in early, 'method="post"' in early.partition("<main")[2]) == (True, False)
    clock.set(row.starts_at)
    assert 'method="post"' in client.get(page).text.partition("<main")[2]
    for _press in range(2):
        client.post(page)
    client.post(f"/on/z/{made[2].code}/")
    shown = client.get(page).context
    assert (shown["got"], shown["here"], Stamp.objects.count()) == (2, True, 2)
    assert [got for _zone, got in Client().get(page).context["zones"]] == [False, False, False]
    assert client.get("/on/z/NOTHING1/").status_code == 404
    with pytest.raises(Fault) as found:
        actions.set_parts(BY, row, PartKind.ZONE, zones(2))
    assert found.value.zh == "“展区3”已经有人集章，不能去掉"


def test_too_many_stamps_from_one_address_are_said_and_not_kept(
    office: Office, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = opened(office, kind="open_day")
    [made] = actions.set_parts(BY, row, PartKind.ZONE, zones(1))
    clock.set(row.starts_at)
    monkeypatch.setattr(zone, "PRESSES", 2)
    answers = [Client().post(f"/on/z/{made.code}/") for _visitor in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert Stamp.objects.count() == 2


def test_parts_are_written_one_a_line_and_shown_to_residents(office: Office, client: Client) -> None:
    row = opened(office)
    desk = Client()
    desk.force_login(office.worker)
    page = f"/desk/almanac/activities/{row.pk}/parts/"
    desk.post(page, {"acts": "评弹《海棠》｜老年艺术团\n\n旗袍走秀|依云水岸", "stalls": "理发｜社缘｜免费"})
    assert [(one.kind, one.order, one.name, one.who, one.what) for one in Part.objects.all()] == [
        ("act", 1, "评弹《海棠》", "老年艺术团", ""),
        ("act", 2, "旗袍走秀", "依云水岸", ""),
        ("stall", 1, "理发", "社缘", "免费"),
    ]
    assert desk.get(page).context["form"]["acts"].value() == "评弹《海棠》｜老年艺术团\n旗袍走秀｜依云水岸"
    assert "评弹《海棠》" in client.get(f"/on/a/{row.code}/").text


def test_acts_have_their_hour_and_parts_their_english_name(office: Office, client: Client) -> None:
    row = opened(office)
    desk = Client()
    desk.force_login(office.worker)
    page = f"/desk/almanac/activities/{row.pk}/parts/"
    lines = "14:30 评弹｜老年艺术团｜《海棠》｜Pingtan\n9：05 走秀"
    stalls = "10:00 理发｜社缘｜免费｜｜Barber"
    desk.post(page, {"acts": lines, "zones": "警车｜｜｜Police cars", "stalls": stalls})
    told = [(one.kind, one.name, one.what, one.name_en, one.starts_at) for one in Part.objects.all()]
    assert told == [
        ("act", "评弹", "《海棠》", "Pingtan", time(14, 30)),
        ("act", "走秀", "", "", time(9, 5)),
        ("stall", "10:00 理发", "免费", "Barber", None),
        ("zone", "警车", "", "Police cars", None),
    ]
    form = desk.get(page).context["form"]
    assert [form[name].value() for name in ("acts", "zones", "stalls")] == [
        "14:30 评弹｜老年艺术团｜《海棠》｜Pingtan\n09:05 走秀",
        "警车｜｜｜Police cars",
        stalls,
    ]
    public = f"/on/a/{row.code}/"
    assert "14:30 <b>评弹</b>" in client.get(public).text
    assert "14:30 <b>Pingtan</b>" in client.get(public, headers={"accept-language": "en"}).text


def test_an_hour_there_is_not_is_named_beside_its_list(office: Office) -> None:
    row = opened(office)
    desk = Client()
    desk.force_login(office.worker)
    page = f"/desk/almanac/activities/{row.pk}/parts/"
    answer = desk.post(page, {"acts": "评弹\n25:10 走秀", "talks": "14:00 碳"})
    assert answer.context["form"].errors == {"acts": ["没有“25:10”这个钟点"]}
    assert Part.objects.count() == 0


def test_the_programme_moves_with_the_hour_at_which_it_begins(office: Office) -> None:
    row = opened(office)
    [act] = actions.set_parts(BY, row, PartKind.ACT, [NewPart("评弹", starts_at=time(23, 30))])
    two, day = timedelta(hours=2), timedelta(days=1)
    again = actions.hold_again(BY, row, starts_at=row.starts_at + 7 * day + two)
    assert Part.objects.get(activity=again).starts_at == time(1, 30)
    actions.reschedule(BY, row, starts_at=row.starts_at + day, ends_at=row.ends_at + day)
    assert fresh(act).starts_at == time(23, 30)
    plan = market(office, starts_at=fresh(row).starts_at - two, ends_at=fresh(row).ends_at)
    actions.change_activity(BY, row, plan)
    assert fresh(act).starts_at == time(21, 30)


def test_an_activity_is_held_again_with_its_parts(office: Office) -> None:
    row = planned(office, audience=("elders",), signup="open", capacity=20)
    actions.set_parts(BY, row, PartKind.ACT, [NewPart("评弹")])
    later = row.starts_at + timedelta(days=14)
    made = fresh(actions.hold_again(person(office.worker), row, starts_at=later))
    assert (made.state, made.starts_at, made.ends_at - made.starts_at) == (
        ActivityState.PLAN,
        later,
        row.ends_at - row.starts_at,
    )
    assert (made.audience, made.capacity, made.copied_from, made.series) == (["elders"], 20, row, None)
    assert ([one.name for one in made.parts.all()], made.hosts.count()) == (["评弹"], 1)


def test_signs_of_an_activity_and_of_its_nineteen_zones_are_printed(office: Office) -> None:
    row = opened(office, kind="open_day")
    made = actions.set_parts(BY, row, PartKind.ZONE, zones(19))
    desk, at = Client(), f"/desk/almanac/activities/{row.pk}/signs/"
    desk.force_login(office.colleague)
    page = desk.get(at)
    assert [one.code for one, _qr in page.context["zones"]] == [one.code for one in made]
    pages = {what: sheets(desk.get(f"{at}{what}.pdf")) for what in ("activity", "zones", "cards")}
    assert pages == {"activity": 1, "zones": 19, "cards": 4}
    assert desk.get(f"{at}poster.pdf").status_code == 404
    signs = printed.zone_signs(row, made, lambda one: f"https://x/on/z/{one.code}/")
    assert (signs[18].number, signs[18].address) == ("19", f"https://x/on/z/{made[18].code}/")


def sheets(answer: Any) -> int:
    """Return how many sheets a PDF has."""
    assert answer["Content-Type"] == "application/pdf"
    return len(re.findall(rb"/Type */Page\b", answer.content))


def test_signs_are_printed_of_what_residents_read_and_not_for_strangers(office: Office) -> None:
    desk, far = Client(), Client()
    desk.force_login(office.worker)
    other = add_user(BY, username="far", name="远处人", area=office.second, password=PASSWORD)
    give_role(BY, user=other, role=Role.COMMUNITY_WORKER, area=office.second, since=EARLY)
    far.force_login(other)
    draft = planned(office)
    row = opened(office, starts_at=hour("09:00", "2026-12-20"), ends_at=hour("10:00", "2026-12-20"))
    paths = ("signs/", "signs/activity.pdf", "signs/zones.pdf")
    codes = [
        [one.get(f"/desk/almanac/activities/{pk}/{path}").status_code for path in paths]
        for one, pk in ((desk, draft.pk), (desk, row.pk), (far, row.pk))
    ]
    assert codes == [[404, 404, 404], [200, 200, 404], [404, 404, 404]]


def test_a_link_to_an_activity_is_shown_with_a_picture_of_our_own(office: Office, client: Client) -> None:
    row = opened(office, title="梅东便民市集", title_en="Meidong market", contact="0512-65210000")
    page = client.get(f"/on/a/{row.code}/")
    share = page.context["share"]
    assert share["image"].startswith(f"http://testserver/on/a/{row.code}/share.png?v=")
    assert f'<meta property="og:image" content="{share["image"]}">' in page.text
    assert '<meta property="og:title" content="梅东便民市集">' in page.text
    assert f'data-share="http://testserver/on/a/{row.code}/"' in page.text
    answer = client.get(f"/on/a/{row.code}/share.png")
    picture = Image.open(io.BytesIO(answer.content))
    assert (picture.format, picture.size, answer["Cache-Control"]) == (
        "PNG",
        (1200, 630),
        "public, max-age=300",
    )
    assert "0512" not in str(printed.told(row))
    actions.cancel(person(office.worker), row, reason="下雨")
    assert client.get(f"/on/a/{row.code}/").context["share"]["image"] != share["image"]
    assert client.get(f"/on/a/{planned(office).code}/share.png").status_code == 404
