"""The public pages: found, useful whatever is asked, and the same for everybody."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from conftest import Clock
from homes import Homes
from office import BY, Office
from points import make_item, make_offer, make_point
from yike.core.record.models import HistoryEntry
from yike.core.rights.by import By
from yike.rooms.circle import actions
from yike.rooms.circle.actions import NewOffer
from yike.rooms.circle.models import PointItem, PointState, ServicePoint
from yike.rooms.circle.queries.places import public_part

pytestmark = pytest.mark.django_db
MONDAY_AT_TEN = datetime(2026, 10, 12, 2, tzinfo=UTC)  # in Shanghai


@pytest.fixture
def monday(clock: Clock) -> None:
    clock.set(MONDAY_AT_TEN)


@pytest.fixture
def offer(monday: None, office: Office) -> PointItem:
    return make_offer(office)


def page(address: str, status: int = 200, **more: object) -> str:
    answer = Client().get(address, **more)
    assert answer.status_code == status, address
    return answer.content.decode()


def text(html: str) -> str:
    return " ".join(
        re.sub(r"<[^>]+>", " ", re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)).split()
    )


def test_a_point_tells_whether_it_is_open_today_what_is_done_there_and_its_telephone(
    offer: PointItem,
) -> None:
    actions.change_point(BY, offer.point, phone="0512-00000001", features=["ramp"])
    said = text(page(f"/p/{offer.point.code}/"))
    assert "开着，12:00 关门 今天 9:00–12:00、13:30–17:00" in said
    assert "居住证申领 窗口办理" in said
    assert 'href="tel:0512-00000001"' in page(f"/p/{offer.point.code}/")
    assert "无障碍坡道" in said


def test_a_row_of_a_place_to_ring_first_carries_its_number_and_no_other_does(
    offer: PointItem, office: Office
) -> None:
    actions.change_point(BY, offer.point, phone="0512-00000001")
    unknown = make_point(office.first, "没写时间的站", hours="", phone="0512-00000002")
    silent = make_point(office.first, "没有电话的站", hours="")
    for point in (unknown, silent):
        actions.offer(BY, NewOffer(point, offer.item))
    address = f"/i/{offer.item.pk}/"
    rung = re.compile(r'href="tel:([^"]*)">([^<]*)<')
    assert rung.findall(page(address)) == [("0512-00000002", "打电话 0512-00000002")]
    actions.go(BY, offer.point, "pause", reason="屋顶漏水")
    assert [one for one, _ in rung.findall(page(address))] == ["0512-00000002", "0512-00000001"]


def test_a_code_in_capitals_or_with_a_space_is_the_same_point(offer: PointItem) -> None:
    assert offer.point.name in page(f"/p/{offer.point.code.upper()}%20/")


def test_a_code_nobody_has_is_answered_with_a_way_on(offer: PointItem) -> None:
    html = page("/p/zzzzzz/", 404)
    assert "没有找到这个站点" in html
    assert 'action="/find/"' in html


def test_a_paused_point_says_why_and_until_when(offer: PointItem) -> None:
    actions.go(BY, offer.point, "pause", reason="屋顶漏水", back_on=date(2026, 11, 2))
    said = text(page(f"/p/{offer.point.code}/"))
    assert "暂停服务 屋顶漏水。预计 11月2日 星期一 恢复。" in said
    assert "开着" not in said


def test_a_closed_point_leads_to_the_nearest_of_its_kind_and_of_what_it_did(
    office: Office, offer: PointItem
) -> None:
    near = make_point(office.first, "隔壁服务站", lon=120.621)
    make_point(office.first, "别的银行", kind="bank", lon=120.6201)
    other = make_point(office.second, "也办居住证的银行", kind="bank", lon=120.63)
    actions.offer(BY, NewOffer(other, offer.item))
    actions.go(BY, offer.point, "close", reason="并到隔壁")
    html = page(f"/p/{offer.point.code}/")
    found = re.findall(r'<a class="name"[^>]*>([^<]*)</a>', html)
    assert found == [near.name, other.name]
    assert "并到隔壁" in html


def test_an_old_sign_tells_what_has_changed_and_a_fresh_one_tells_nothing(
    offer: PointItem, office: Office
) -> None:
    sign = actions.print_signs(By.person(office.clerk), offer.point, copies=2)
    asked = f"/p/{offer.point.code}/?s={sign.number}"
    assert "告示印得早了" not in page(asked)
    actions.change_point(BY, offer.point, lon=120.64, reason="搬家")
    told = {
        "place": "站点换了地方",
        "hours": "开放时间改了",
        "items": "能办的事有增减",
        "name": "名称或电话改了",
    }
    assert [part for part, words in told.items() if words in page(asked)] == ["place"]
    actions.set_hours(BY, offer.point, hours="每天 9:00-10:00")
    actions.withdraw(BY, offer)
    assert [part for part, words in told.items() if words in page(asked)] == ["place", "hours", "items"]
    assert "告示印得早了" not in page(f"/p/{offer.point.code}/?s=nobody")


def test_what_a_point_is_stands_in_its_page_for_programs_and_ends_no_block(offer: PointItem) -> None:
    actions.change_point(BY, offer.point, name="</script><script>alert(1)</script>")
    html = page(f"/p/{offer.point.code}/")
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert block is not None
    told = json.loads(block[1])
    assert told["name"] == "</script><script>alert(1)</script>"
    assert told["openingHoursSpecification"][0] == {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": [f"https://schema.org/{day}day" for day in ("Mon", "Tues", "Wednes", "Thurs", "Fri")],
        "opens": "09:00",
        "closes": "12:00",
    }
    assert "<script>alert" not in html


def test_an_item_tells_what_to_bring_and_what_comes_back(offer: PointItem) -> None:
    said = text(page(f"/i/{offer.item.pk}/"))
    assert "身份证 原件 · 原件看过就还给您" in said
    assert "居住证明 复印件 2 份" in said
    assert "不收费" in said


def test_an_item_no_longer_in_use_and_one_that_never_was_are_not_found(offer: PointItem) -> None:
    actions.change_item(BY, offer.item, in_use=False)
    for number in (offer.item.pk, 987654321):
        page(f"/i/{number}/", 404)


def test_points_come_nearest_first_open_ones_before_shut_and_the_shut_one_says_when_it_opens(
    office: Office, offer: PointItem
) -> None:
    far = make_point(office.first, "远处", lon=120.65)
    shut = make_point(office.first, "晚上开", lon=120.6201, hours="每天 18:00-20:00")
    for point in (far, shut):
        actions.offer(BY, NewOffer(point, offer.item))
    html = page(f"/i/{offer.item.pk}/?where=120.62,31.3")
    assert re.findall(r'<a class="name"[^>]*>([^<]*)</a>', html) == [offer.point.name, "远处", "晚上开"]
    assert "关着，今天 18:00 开门" in html
    only = page(f"/i/{offer.item.pk}/?where=120.62,31.3&open=1")
    assert re.findall(r'<a class="name"[^>]*>([^<]*)</a>', only) == [offer.point.name, "远处"]
    evening = page(f"/i/{offer.item.pk}/?where=120.62,31.3&at=evening")
    assert re.findall(r'<a class="name"[^>]*>([^<]*)</a>', evening)[0] == "晚上开"


def test_a_list_of_points_names_each_way_once_however_many_items(offer: PointItem) -> None:
    for number, mode in enumerate(("window", "self_service", "window")):
        actions.offer(BY, NewOffer(offer.point, make_item(f"N{number}", f"事项{number}"), mode))
    said = text(page("/p/?where=120.62,31.3"))
    assert (said.count("窗口办理"), said.count("自助办理")) == (1, 1)


def test_what_somebody_needs_leaves_out_points_without_it(office: Office, offer: PointItem) -> None:
    lift = make_point(office.first, "有电梯的", features=["lift"])
    actions.offer(BY, NewOffer(lift, offer.item, "self_service"))
    names = r'<a class="name"[^>]*>([^<]*)</a>'
    assert re.findall(names, page(f"/i/{offer.item.pk}/?need=lift")) == ["有电梯的"]
    assert re.findall(names, page(f"/i/{offer.item.pk}/?mode=window")) == [offer.point.name]
    assert "没有合适的地方" in page(f"/i/{offer.item.pk}/?need=sign_language")


ODD = [
    ("where", "😀😀😀"),
    ("where", "字" * 10_000),
    ("where", "一个谁也不知道的地方"),
    ("where", "31.3,120.62"),
    ("where", "0,0"),
    ("where", "999,999"),
    ("where", "120.9,31.9"),
    ("where", "' OR 1=1 --"),
    ("at", "2029-05-01T10:00"),
    ("at", "0001-01-01T00:00"),
    ("at", "9999-12-31T23:59"),
    ("at", "昨天"),
    ("when", "2026-02-30T10:00"),
    ("pace", "rocket"),
    ("need", "jacuzzi"),
    ("mode", "<script>"),
    ("sort", "x"),
    ("q", "😀"),
    ("q", "字" * 10_000),
    ("q", "\u202e\u200b\u0007"),
    ("open", "yes please"),
]


@pytest.mark.parametrize(("name", "value"), ODD, ids=[f"{name}-{n}" for n, (name, _v) in enumerate(ODD)])
def test_whatever_is_asked_every_page_answers(offer: PointItem, name: str, value: str) -> None:
    asked = f"?{name}={quote(value)}"
    there = (f"/p/{offer.point.code}/", f"/i/{offer.item.pk}/")
    for path in ("/find/", "/find/suggest/", "/find/map/", "/home/", "/p/", *there):
        assert "<script>" not in page(path + asked)


def test_a_nul_is_refused_kindly(offer: PointItem) -> None:
    page("/find/?q=%00", 400)


@pytest.mark.parametrize(
    "path", ["/p/a%00b/", "/p/%00/rate/", "/p/%00/hours.ics", "/p/%00/photo.jpg", "/r/%00/"]
)
def test_a_nul_in_an_address_is_a_page_that_is_not_there(offer: PointItem, path: str) -> None:
    page(path, 404)


def test_swapped_numbers_are_put_right_and_said(offer: PointItem) -> None:
    html = page(f"/i/{offer.item.pk}/?where=31.3,120.62")
    assert "经度和纬度写反了" in html
    assert "10 米" in html


def test_a_place_outside_and_one_nobody_knows_are_told(offer: PointItem) -> None:
    assert "离本街道很远" in page(f"/i/{offer.item.pk}/?where=121.5,31.2")
    assert "不在国内" in page(f"/i/{offer.item.pk}/?where=0,0")
    assert "没有找到“外星球”" in page(f"/i/{offer.item.pk}/?where={quote('外星球')}")


def test_a_year_without_a_calendar_is_told(offer: PointItem) -> None:
    html = page(f"/i/{offer.item.pk}/?where=120.62,31.3&at=2028-05-01T10:00")
    assert "那一年的节假日安排还没有公布" in html


def test_an_unknown_time_and_pace_are_told_and_an_ordinary_answer_given(offer: PointItem) -> None:
    html = page(f"/i/{offer.item.pk}/?where=120.62,31.3&at=soon&pace=rocket")
    assert "时间没有看懂，先按现在算。" in html
    assert "没有这种走法，先按平常走算。" in html
    assert offer.point.name in html


def test_search_finds_by_everyday_words_pinyin_and_initials(offer: PointItem) -> None:
    for asked in ("居住证", "暂住证", "juzhuzheng", "jzz", "居驻证"):
        assert f'href="/i/{offer.item.pk}/"' in page(f"/find/?q={quote(asked)}"), asked
    assert f'href="/p/{offer.point.code}/"' in page("/find/?q=" + quote("梅东便民服务站"))
    assert "没有找到" in page("/find/?q=" + quote("火星移民"))


def test_search_tells_the_nearest_point_at_once(office: Office, offer: PointItem) -> None:
    far = make_point(office.first, "远处", lon=120.65)
    actions.offer(BY, NewOffer(far, offer.item))
    html = page("/find/?where=120.649,31.3&q=" + quote("居住证"))
    assert re.findall(r'<a class="name"[^>]*>([^<]*)</a>', html) == ["远处"]


def test_suggestions_come_while_typing_and_nothing_for_nothing(offer: PointItem) -> None:
    assert f'href="/i/{offer.item.pk}/"' in page("/find/suggest/?q=" + quote("居住"))
    assert page("/find/suggest/?q=").strip() == ""


def test_a_change_of_the_directory_is_found_at_once(offer: PointItem) -> None:
    page("/find/?q=" + quote("老年卡"))
    new = make_item("LNK", "老年人优待证")
    assert f'href="/i/{new.pk}/"' in page("/find/?q=" + quote("老年人优待证"))


def test_a_page_asked_from_somewhere_is_kept_by_no_cache_and_no_crawler(offer: PointItem) -> None:
    answer = Client().get(f"/i/{offer.item.pk}/?where=120.62,31.3")
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("private, no-store", "noindex")
    assert "Disallow: /*?" in page("/robots.txt")


def test_every_link_that_carries_a_place_tells_crawlers_to_stay_away(offer: PointItem) -> None:
    html = page(f"/i/{offer.item.pk}/?where=120.62,31.3")
    carrying = re.findall(r"<a [^>]*where=[^>]*>", html)
    assert carrying
    assert [link for link in carrying if "nofollow" not in link] == []


def test_no_question_leaves_history_and_no_session_is_begun(offer: PointItem) -> None:
    before = HistoryEntry.objects.count()
    client = Client()
    for path in (
        "/find/?q=x&where=120.62,31.3",
        f"/i/{offer.item.pk}/?where=120.62,31.3",
        "/home/?where=120.62,31.3",
    ):
        client.get(path)
    assert HistoryEntry.objects.count() == before
    assert set(client.cookies) <= {"csrftoken"}


def test_points_are_listed_by_kind_without_preparing_and_closed_ones(
    office: Office, offer: PointItem
) -> None:
    for state in PointState.values:
        make_point(office.first, f"状态{state}", state=state)
    said = page("/p/")
    assert [state for state in PointState.values if f"状态{state}" in said] == ["trial", "open", "paused"]


def test_home_counts_what_can_be_done_now_in_the_evening_and_on_saturday(
    office: Office, offer: PointItem
) -> None:
    late = make_point(office.first, "晚上也开", hours="周一至周六 9:00-20:00", keeps_holidays=False)
    actions.offer(BY, NewOffer(late, make_item("X", "另一件事")))
    make_point(office.first, "太远", lon=120.66)
    said = text(page("/home/?where=120.62,31.3"))
    assert "现在 2 件事能办 平日晚上 1 件事能办 周六上午 1 件事能办" in said
    assert "太远" not in said
    assert "开到 20:00" in said


def test_home_from_nowhere_asks_where_and_from_the_end_of_the_world_says_what_to_do(offer: PointItem) -> None:
    assert "您从哪里出发？" in page("/home/")
    assert "一刻钟里走不到任何站点" in page("/home/?where=121.5,31.2")


def test_the_pages_are_complete_in_english(offer: PointItem) -> None:
    for path in (
        "/",
        "/find/",
        f"/i/{offer.item.pk}/?where=120.62,31.3",
        f"/p/{offer.point.code}/",
        "/home/",
    ):
        html = page(path, headers={"accept-language": "en"})
        for word in ("要带什么", "从哪里", "我要办", "开门", "所有站点"):
            assert word not in text(html), (path, word)


def test_the_map_asks_for_a_place_and_leads_back_only_to_our_own_pages(offer: PointItem) -> None:
    html = page("/find/map/?next=https://evil.example/&pace=elder")
    assert 'data-pick="/find/?pace=elder"' in html
    assert 'data-pick="/home/?' in page("/find/map/?next=/home/")
    told = json.loads(page("/find/map.geojson"))
    assert [one["properties"]["label"] for one in told["features"]] == [offer.point.name]


def test_the_front_page_has_the_box_the_ways_in_and_the_door_of_the_staff(offer: PointItem) -> None:
    html = page("/")
    for address in ('action="/find/"', 'href="/home/"', 'href="/p/"', 'href="/login/"'):
        assert address in html


def test_a_temporary_point_is_gone_the_day_after(offer: PointItem, clock: Clock) -> None:
    actions.change_point(BY, offer.point, first_day=date(2026, 10, 12), last_day=date(2026, 10, 12))
    assert offer.point.name in page("/p/")
    clock.set(MONDAY_AT_TEN + timedelta(days=1))
    assert offer.point.name not in page("/p/")


def test_an_address_typed_by_sound_or_with_a_mistake_is_found_among_buildings_and_never_a_flat(
    monday: None, homes: Homes
) -> None:
    item = make_item()
    for written in ("meihuaxincun3", "竹辉路52号"):
        html = page(f"/i/{item.pk}/?where={quote(written)}")
        assert "是下面哪一处？" in html, written
    assert "从<b>梅花新村3幢</b>出发" in page(f"/i/{item.pk}/?where=" + quote("梅花新村 3 幢"))
    everything = page("/find/?q=" + quote("梅花新村3幢1单元101室"))
    assert "101室" not in text(everything).partition("查找")[2]
    assert "梅花新村3幢" in everything


@pytest.mark.parametrize(
    ("address", "building", "public"),
    [
        ("梅巷12号", "", "梅巷12号"),
        ("梅花新村", "3", "梅花新村3幢"),
        ("梅巷12号3单元402室", "", "梅巷12号"),
        ("梅巷12号402室", "", "梅巷12号"),
        ("五卅路81号二楼东", "", "五卅路81号"),
        ("梅巷12号301", "", "梅巷12号"),
        ("梅巷12号（张三家）", "", "梅巷12号"),
        ("梅花新村5幢301", "", "梅花新村5幢"),
        ("梅巷12-3-401", "", "梅巷12-3"),
        ("梅花新村3号楼301", "", "梅花新村3号楼"),
    ],
)
def test_an_address_ends_at_the_building(address: str, building: str, public: str) -> None:
    assert public_part(address, building) == public


def test_nothing_of_where_somebody_stands_is_logged(
    offer: PointItem, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    client = Client(raise_request_exception=False)
    for path in (
        "/p/nobody/",
        "/i/987654321/",
        "/r/none/",
        f"/i/{offer.item.pk}/",
        "/find/",
        "/home/",
        "/find/map/",
    ):
        client.get(f"{path}?where=120.654321,31.3&q=%F0%9F%98%80")
    ours = [record.getMessage() for record in caplog.records if record.name != "django.db.backends"]
    assert [line for line in ours if "120.65" in line] == []


def test_a_page_asks_the_database_as_often_for_many_points_as_for_few(
    office: Office, offer: PointItem
) -> None:
    def queries(path: str) -> int:
        page(path)
        with CaptureQueriesContext(connection) as asked:
            page(path)
        return len(asked)

    paths = (f"/i/{offer.item.pk}/?where=120.62,31.3", "/home/?where=120.62,31.3", "/p/", "/find/?q=jzz")
    few = [queries(path) for path in paths]
    for n in range(12):
        point = make_point(office.first, f"又一处{n}", lon=120.62 + n / 10_000)
        actions.offer(BY, NewOffer(point, offer.item))
    assert [queries(path) for path in paths] == few
    assert max(few) <= 25


def test_a_photo_of_the_entrance_is_shown_and_given_and_where_there_is_none_none_is(offer: PointItem) -> None:
    code = offer.point.code
    page(f"/p/{code}/photo.jpg", 404)
    assert "<img" not in page(f"/p/{code}/")
    drawn = BytesIO()
    Image.new("RGB", (40, 30), "red").save(drawn, "JPEG")
    actions.keep_photo(BY, offer.point, content=drawn.getvalue())
    assert f'src="/p/{code}/photo.jpg?v=' in page(f"/p/{code}/")
    answer = Client().get(f"/p/{code}/photo.jpg")
    assert (answer["Content-Type"], answer.content[:2]) == ("image/jpeg", b"\xff\xd8")


def test_a_crawler_that_walks_every_link_it_may_comes_to_an_end_soon(
    office: Office, offer: PointItem
) -> None:
    """It leaves out what is marked nofollow and what robots.txt refuses: whatever asks something."""
    make_point(office.first, "里面的", host=offer.point)
    refused = [
        line.partition(" ")[2] for line in page("/robots.txt").splitlines() if line.startswith("Disallow")
    ]
    patterns = [re.compile(re.escape(one).replace(r"\*", ".*")) for one in refused]
    client, seen, ahead = Client(), set[str](), ["/"]
    while ahead:
        path = ahead.pop()
        if path in seen or any(pattern.match(path) for pattern in patterns):
            continue
        seen.add(path)
        answer = client.get(path)
        assert answer.status_code == 200, path
        links = (
            re.findall(r"<a ([^>]*)>", answer.content.decode()) if "html" in answer["Content-Type"] else []
        )
        allowed = (link for link in links if "nofollow" not in link)
        ahead += [found[1] for link in allowed if (found := re.search(r'href="(/[^"#]*)', link))]
    codes = [f"/p/{code}/" for code in ServicePoint.objects.values_list("code", flat=True)]
    grids = [f"/grid/{grid.code}/" for grid in office.grids]
    said = ("/say/", "/say/near/", "/say/who/")
    assert seen == {"/", "/find/", "/on/", "/on/me/", "/p/", *said, f"/i/{offer.item.pk}/", *codes, *grids}


def test_long_lists_come_a_page_at_a_time(offer: PointItem, monkeypatch: pytest.MonkeyPatch) -> None:
    make_point(offer.point.area, "第二个")
    monkeypatch.setattr("yike.rooms.circle.views.door.lists.PAGE", 1)
    monkeypatch.setattr("yike.rooms.circle.views.door.searching.PAGE", 1)
    make_item("X", "另一件事")
    shown = [offer.point.name in page(f"/p/?page={n}") for n in (1, 2)]
    assert sorted(shown) == [False, True]
    items = ["另一件事" in page(f"/find/?page={n}") for n in (1, 2)]
    assert sorted(items) == [False, True]
