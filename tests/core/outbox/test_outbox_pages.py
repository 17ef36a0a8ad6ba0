"""The pages of the outbox: owner, colleague and stranger; what is shown, what is never shown, what buttons do."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from office import BY, EARLY, Office
from posting import NOON, called, only, robot, rounds, say
from vendors import KEY, SECRET
from yike.core.accounts.models import User
from yike.core.outbox.actions import add_endpoint, make_digests
from yike.core.outbox.channels.result import Reason, Refused, Unsure
from yike.core.outbox.models import Delivery, Endpoint, Kind, Notice, Urgency

pytestmark = pytest.mark.django_db
ROOT = "/desk/outbox/"
GONE, UNSURE = Refused(Reason.GONE, "HTTP 200 93000"), Unsure(Reason.NO_ANSWER)


def seen_by(user: User, language: str = "zh-hans") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return client


def text(response) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def buttons(response) -> list[str]:
    """Return what the forms of a page would post to, verbs only."""
    return re.findall(r"/deliveries/\d+/([a-z]+)/", response.content.decode())


@pytest.fixture
def stuck(office: Office) -> Delivery:
    """A message in the first community that its robot refused."""
    delivery = only(
        say(robot(office, name="梅东工作群"), office.first, title="停水通知", body="周五九点起停水。")
    )
    called(delivery, GONE)
    return only(delivery.message)


@pytest.fixture
def kept(office: Office) -> Endpoint:
    values = {"kind": Kind.DINGTALK, "name": "梅东居民群", "area": office.first}
    return add_endpoint(BY, **values, address=KEY, secret=SECRET)


# --- who ---------------------------------------------------------------------------------------------------


def codes(office: Office, where: str, method: str = "get") -> dict[str, int]:
    people = ("worker", "colleague", "clerk", "leader", "stranger", "grid_worker", "admin", "system", "audit")
    return {who: getattr(seen_by(getattr(office, who)), method)(where).status_code for who in people}


SEEN = {"worker": 200, "colleague": 200, "clerk": 200, "leader": 200, "admin": 200}


def test_a_message_is_seen_in_its_area_only(office: Office, stuck: Delivery) -> None:
    expected = {**SEEN, "stranger": 404, "grid_worker": 403, "system": 403, "audit": 403}
    assert codes(office, stuck.get_absolute_url()) == expected
    assert codes(office, ROOT) == {**expected, "stranger": 200}
    assert Client().get(ROOT).status_code == 302


def test_only_who_tends_in_the_area_can_do_something(office: Office, stuck: Delivery) -> None:
    where = f"{ROOT}deliveries/{stuck.pk}/retry/"
    for who, code in (("leader", 403), ("stranger", 404), ("grid_worker", 403), ("system", 403)):
        assert seen_by(getattr(office, who)).post(where).status_code == code
        assert only(stuck.message).state == "shelved"
    assert seen_by(office.colleague).get(where).status_code == 405
    assert seen_by(office.colleague).post(where).status_code == 302
    assert only(stuck.message).state == "waiting"


def test_endpoints_are_kept_by_their_keepers_only(office: Office, kept: Endpoint) -> None:
    expected = {
        **dict.fromkeys(("worker", "colleague", "clerk", "leader", "stranger", "grid_worker", "audit"), 403),
        "admin": 200,
        "system": 200,
    }
    for where in ("endpoints/", "endpoints/add/", f"endpoints/{kept.pk}/"):
        assert codes(office, ROOT + where) == expected
    posted = codes(office, f"{ROOT}endpoints/{kept.pk}/test/", "post")
    assert posted == {who: 302 if code == 200 else code for who, code in expected.items()}


def test_an_endpoint_of_another_street_is_not_there(office: Office, kept: Endpoint) -> None:
    from yike.core.accounts.actions import add_user, give_role  # noqa: PLC0415
    from yike.core.rights.roles import Role  # noqa: PLC0415

    secretary = add_user(BY, username="secretary", name="何书记", unit=office.unit)
    give_role(BY, user=secretary, role=Role.SECRETARY, area=office.second, since=EARLY)
    client = seen_by(secretary)
    assert client.get(f"{ROOT}endpoints/{kept.pk}/").status_code == 404
    assert client.post(f"{ROOT}endpoints/{kept.pk}/", {"name": "x"}).status_code == 404
    assert client.post(f"{ROOT}endpoints/{kept.pk}/test/").status_code == 404
    assert "梅东居民群" not in text(client.get(f"{ROOT}endpoints/"))
    assert Endpoint.objects.get().name == "梅东居民群"


def test_notices_are_ones_own(office: Office) -> None:
    say(office.worker, office.first, title="您的申请到了")
    notice = Notice.objects.get()
    assert "您的申请到了" in text(seen_by(office.worker).get(f"{ROOT}notices/"))
    for other in (office.colleague, office.stranger, office.admin):
        assert "您的申请到了" not in text(seen_by(other).get(f"{ROOT}notices/"))
        assert seen_by(other).post(f"{ROOT}notices/{notice.pk}/read/").status_code == 404
    assert Notice.objects.get().read_at is None
    assert Client().get(f"{ROOT}notices/").status_code == 302


# --- what is shown -----------------------------------------------------------------------------------------


def test_the_list_shows_state_reason_and_where_and_counts_by_state(office: Office, stuck: Delivery) -> None:
    say(robot(office, area=office.second), office.second, title="别的社区的")
    page = text(seen_by(office.worker).get(ROOT))
    for words in (
        "停水通知",
        "梅东工作群",
        "搁置",
        "机器人地址无效：已被移除或地址填错",
        "等人处理 1",
        "待发 0",
    ):
        assert words in page
    assert "别的社区的" not in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["停水通知", "停电通知"]),
        ("?state=stuck", ["停水通知"]),
        ("?state=waiting", ["停电通知"]),
        ("?q=停电", ["停电通知"]),
        ("?state=sent", []),
        ("?state=nonsense&before=x&endpoint=x", ["停水通知", "停电通知"]),
    ],
)
def test_the_list_can_be_narrowed(office: Office, stuck: Delivery, query: str, shown: list[str]) -> None:
    say(robot(office), office.first, title="停电通知")
    page = text(seen_by(office.worker).get(ROOT + query))
    assert [title for title in ("停水通知", "停电通知") if f" {title} " in page] == shown


@pytest.mark.parametrize("name", ["endpoint", "before"])
def test_a_number_no_row_has_is_as_good_as_none(office: Office, stuck: Delivery, name: str) -> None:
    answer = seen_by(office.admin).get(ROOT, {name: "9" * 40})
    assert [row.delivery for row in answer.context["rows"]] == [stuck]


def test_a_number_no_row_has_is_no_ticked_message(office: Office, stuck: Delivery) -> None:
    ticked = {"verb": "retry", "pk": ["9" * 40, "9" * 5000, "²"]}
    answer = seen_by(office.admin).post(f"{ROOT}many/", ticked, follow=True)
    assert "没有勾选消息。" in text(answer)


def test_a_long_list_goes_on_page_by_page_without_a_count(office: Office) -> None:
    one = robot(office)
    titles = [f"第{number:02}件" for number in range(60)]
    for title in titles:
        say(one, office.first, title=title)
    client, seen, where = seen_by(office.worker), [], ROOT + "?q=件"
    while where:
        page = client.get(where).content.decode()
        seen += re.findall(r"第\d\d件", page)
        found = re.search(r'href="(\?[^"]*before=[^"]*)"', page)
        where = ROOT + html.unescape(found[1]) if found else ""
    assert seen == titles[::-1]


def test_a_message_page_tells_everything_that_happened(office: Office, stuck: Delivery) -> None:
    response = seen_by(office.worker).get(stuck.get_absolute_url())
    page = text(response)
    for words in (
        "周五九点起停水。",
        "搁置",
        "HTTP 200 93000",
        "worker-1",
        "开始发送",
        "交付消息",
        "梅东社区",
    ):
        assert words in page
    assert buttons(response) == ["retry", "cancel"]


def test_buttons_are_drawn_from_the_table(office: Office) -> None:
    delivery = only(say(robot(office), office.first))
    client, where = seen_by(office.worker), delivery.get_absolute_url()
    assert buttons(client.get(where)) == ["cancel"]
    called(delivery, UNSURE)
    assert buttons(client.get(where)) == ["received", "again", "cancel"]
    assert buttons(seen_by(office.leader).get(where)) == []
    client.post(f"{ROOT}deliveries/{delivery.pk}/received/")
    assert buttons(client.get(where)) == []
    assert only(delivery.message).state == "sent"


def test_what_somebody_wrote_is_text_not_markup(office: Office) -> None:
    evil = '<script>alert("x")</script>'
    message = say([robot(office, name=evil), office.worker], office.first, title=evil, body=evil)
    called(only(message), Refused(Reason.GONE, evil))
    client = seen_by(office.admin)
    for where in (ROOT, message.get_absolute_url(), f"{ROOT}endpoints/"):
        assert "<script>alert" not in client.get(where).content.decode()
    assert "<script>alert" not in seen_by(office.worker).get(f"{ROOT}notices/").content.decode()


def test_a_digest_and_its_members_lead_to_each_other(office: Office, clock) -> None:
    small = say(robot(office), office.first, title="小事一桩", urgency=Urgency.DIGEST)
    clock.set(NOON + timedelta(hours=20.5))
    make_digests()
    digest = only(small).bundle.message
    client = seen_by(office.worker)
    assert digest.get_absolute_url() in client.get(small.get_absolute_url()).content.decode()
    assert small.get_absolute_url() in client.get(digest.get_absolute_url()).content.decode()


def test_a_worker_that_is_not_running_is_said_aloud(office: Office, clock) -> None:
    client = seen_by(office.worker)
    assert "发件程序没有在运行" in text(client.get(ROOT))
    rounds()
    assert "发件程序没有在运行" not in text(client.get(ROOT))
    clock.set(NOON + timedelta(minutes=3))
    assert "发件程序没有在运行" in text(client.get(ROOT))


def test_the_pages_are_english_for_who_reads_english(office: Office, stuck: Delivery, kept: Endpoint) -> None:
    chinese = re.compile(r"[\u4e00-\u9fff]+")
    known = {
        "停水通知",
        "梅东工作群",
        "周五九点起停水",
        "梅东社区",
        "梅东居民群",
        "梅西社区",
        "中文",
        "梅巷街道",
    }
    for user, where in (
        (office.worker, ROOT),
        (office.worker, f"{ROOT}?state=stuck"),
        (office.worker, stuck.get_absolute_url()),
        (office.worker, f"{ROOT}notices/"),
        (office.admin, f"{ROOT}endpoints/"),
        (office.admin, f"{ROOT}endpoints/{kept.pk}/"),
        (office.admin, f"{ROOT}endpoints/add/"),
    ):
        main = seen_by(user, "en").get(where).content.decode().partition("<main")[2].partition("</main>")[0]
        assert [found for found in chinese.findall(main) if found not in known] == []


# --- what forms do -----------------------------------------------------------------------------------------


def test_many_are_retried_at_once_and_what_cannot_be_is_said(office: Office, stuck: Delivery) -> None:
    other = only(say(robot(office, area=office.second), office.second))
    called(other, GONE)
    sent = only(say(robot(office), office.first))
    client = seen_by(office.worker)
    response = client.post(
        f"{ROOT}many/", {"verb": "retry", "pk": [stuck.pk, other.pk, sent.pk, "x"]}, follow=True
    )
    assert response.redirect_chain == [(f"{ROOT}?state=stuck", 302)]
    assert "处理了 1 条。" in text(response)
    assert "1 条没有处理：它们的状态已经变了。" in text(response)
    assert [only(one.message).state for one in (stuck, other, sent)] == ["waiting", "shelved", "waiting"]
    assert "没有勾选消息。" in text(client.post(f"{ROOT}many/", {"verb": "retry"}, follow=True))


@pytest.mark.parametrize("verb", ["claim", "sent", "expire", "nonsense"])
def test_the_workers_arrows_have_no_address(office: Office, stuck: Delivery, verb: str) -> None:
    client = seen_by(office.worker)
    assert client.post(f"{ROOT}deliveries/{stuck.pk}/{verb}/").status_code == 404
    assert client.post(f"{ROOT}many/", {"verb": verb, "pk": [stuck.pk]}).status_code == 404


def test_a_button_that_comes_too_late_is_told_kindly(office: Office, stuck: Delivery) -> None:
    client = seen_by(office.worker)
    client.post(f"{ROOT}deliveries/{stuck.pk}/cancel/")
    response = client.post(f"{ROOT}deliveries/{stuck.pk}/retry/", follow=True)
    assert "现在不能这样做：它的状态已经变了" in text(response)


def added(office: Office, **values: str) -> dict[str, object]:
    address = f"https://oapi.dingtalk.com/robot/send?access_token={KEY}"
    given = {
        "kind": "dingtalk",
        "name": "梅西群",
        "area": office.second.pk,
        "address": address,
        "secret": SECRET,
    }
    return given | values


def test_an_endpoint_is_added_and_its_key_is_on_no_page(office: Office) -> None:
    client = seen_by(office.admin)
    response = client.post(f"{ROOT}endpoints/add/", added(office), follow=True)
    endpoint = Endpoint.objects.get()
    assert (endpoint.token.reveal(), endpoint.secret.reveal()) == (KEY, SECRET)
    assert response.redirect_chain == [(f"{ROOT}endpoints/{endpoint.pk}/", 302)]
    pages = [response, client.get(f"{ROOT}endpoints/"), client.get(f"{ROOT}endpoints/{endpoint.pk}/")]
    assert [KEY in page.content.decode() or SECRET in page.content.decode() for page in pages] == [False] * 3
    assert "••••" in text(pages[2])


@pytest.mark.parametrize(
    "address",
    [
        "http://169.254.169.254/latest/meta-data",
        "https://evil.example/robot/send?access_token=abcdefgh",
        "短",
    ],
)
def test_a_hostile_address_is_an_error_at_its_field(office: Office, address: str) -> None:
    response = seen_by(office.admin).post(f"{ROOT}endpoints/add/", added(office, address=address))
    assert response.status_code == 200
    assert "这不是这种机器人的地址或密钥" in text(response)
    assert Endpoint.objects.count() == 0


def test_an_area_out_of_reach_or_a_grid_cannot_be_chosen(office: Office) -> None:
    for area in (office.grids[0].pk, 999_999):
        response = seen_by(office.admin).post(f"{ROOT}endpoints/add/", added(office, area=area))
        assert (response.status_code, Endpoint.objects.count()) == (200, 0)


def test_an_endpoint_is_changed_without_typing_its_key_again(office: Office, kept: Endpoint) -> None:
    where, client = f"{ROOT}endpoints/{kept.pk}/", seen_by(office.admin)
    client.post(where, {"name": "新名字", "area": office.first.pk, "address": "", "secret": ""})
    found = Endpoint.objects.get()
    assert (found.name, found.enabled, found.token.reveal(), found.secret.reveal()) == (
        "新名字",
        False,
        KEY,
        SECRET,
    )
    client.post(
        where, {"name": "新名字", "area": office.first.pk, "enabled": "on", "address": "another-key-0001"}
    )
    assert (Endpoint.objects.get().token.reveal(), Endpoint.objects.get().enabled) == (
        "another-key-0001",
        True,
    )


def test_a_test_message_can_be_sent_and_followed(office: Office) -> None:
    one = robot(office)
    response = seen_by(office.admin).post(f"{ROOT}endpoints/{one.pk}/test/", follow=True)
    assert "测试消息已交给发件程序" in text(response)
    delivery = Delivery.objects.get()
    assert response.redirect_chain == [(delivery.get_absolute_url(), 302)]
    rounds()
    assert only(delivery.message).state == "sent"


def test_a_channel_that_is_not_set_up_says_so_instead_of_breaking(office: Office) -> None:
    given = added(office, kind="email", address="w@example.org")
    assert "还没有设置发信服务器" in text(seen_by(office.admin).post(f"{ROOT}endpoints/add/", given))


def test_in_a_demonstration_a_failure_can_be_played(office: Office, settings, kept: Endpoint) -> None:
    client, where = seen_by(office.admin), f"{ROOT}endpoints/{kept.pk}/"
    assert "演练" not in text(client.get(where))
    settings.YIKE_DEMONSTRATION = True
    given = {"name": "群", "area": office.first.pk, "enabled": "on", "rehearsal": "removed"}
    assert "机器人被移除" in text(client.get(where))
    client.post(where, given)
    message = say(Endpoint.objects.get(), office.first)
    rounds()
    assert only(message).state == "shelved"


def test_notices_are_read_one_by_one_and_all_at_once(office: Office) -> None:
    for _ in range(3):
        say(office.worker, office.first)
    client = seen_by(office.worker)
    first = Notice.objects.order_by("pk")[0]
    client.post(f"{ROOT}notices/{first.pk}/read/")
    assert [n.read_at == NOON for n in Notice.objects.order_by("pk")] == [True, False, False]
    assert "2 条全部看过" in text(client.get(f"{ROOT}notices/"))
    client.post(f"{ROOT}notices/read/")
    assert Notice.objects.filter(read_at=None).count() == 0
    assert "全部看过" not in text(client.get(f"{ROOT}notices/"))


# --- how much it costs -------------------------------------------------------------------------------------


def queries(client: Client, where: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(where).status_code == 200
    return len(found)


def test_a_list_of_many_costs_as_many_queries_as_a_list_of_one(office: Office) -> None:
    worker, admin = seen_by(office.worker), seen_by(office.admin)

    def costs() -> list[int]:
        return [
            queries(worker, ROOT),
            queries(worker, f"{ROOT}?state=stuck"),
            queries(admin, f"{ROOT}endpoints/"),
            queries(worker, f"{ROOT}notices/"),
            queries(worker, message.get_absolute_url()),
        ]

    robots = [robot(office)]
    message = say([*robots, office.worker], office.first)
    called(only(message), GONE)
    one = costs()
    robots += [robot(office), robot(office)]
    message = say([*robots, office.worker, office.colleague], office.first)
    for delivery in Delivery.objects.filter(message=message).select_related("message", "endpoint"):
        called(delivery, GONE)
    say(office.worker, office.first)
    assert costs() == one


def test_every_page_has_an_address_in_the_menu_of_who_may_open_it(office: Office) -> None:
    menu = seen_by(office.admin).get("/desk/").content.decode()
    for name in ("index", "endpoints", "notices"):
        assert reverse(f"outbox:{name}") in menu
    assert reverse("outbox:endpoints") not in seen_by(office.worker).get("/desk/").content.decode()
