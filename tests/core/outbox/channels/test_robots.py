"""The three chat robots against servers that behave as the real ones."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from time import time
from typing import Any

import pytest

from vendors import KEY, SECRET, Vendor, dingtalk, feishu, ok, served, wecom
from yike.core.outbox.channels.dingtalk.transport import DingTalk
from yike.core.outbox.channels.dingtalk.transport import signature as dingtalk_signature
from yike.core.outbox.channels.feishu.transport import Feishu
from yike.core.outbox.channels.feishu.transport import signature as feishu_signature
from yike.core.outbox.channels.parcel import Address, Form, Parcel
from yike.core.outbox.channels.result import Reason, Refused, Result, Retry, Sent, Unsure
from yike.core.outbox.channels.robots import Robot
from yike.core.outbox.channels.wecom.transport import WeCom
from yike.core.outbox.channels.wire import Wire

PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)
LONG = "请各户于周五前关好门窗，收起阳台花盆。遇到险情请拨打值班电话！" * 40
BEHAVE = {WeCom: wecom, DingTalk: dingtalk, Feishu: feishu}

Start = Callable[..., tuple[Any, Vendor]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Return a function that starts a vendor and gives the robot that speaks to it."""
    with ExitStack() as stack:

        def begin(kind: type[Robot], **state: Any) -> tuple[Robot, Vendor]:
            vendor = stack.enter_context(served(Vendor(BEHAVE[kind], **state)))
            return kind(Wire(deadline=1.0), vendor.url, loopback=True), vendor

        yield begin


def send(robot: Robot, parcel: Parcel, address: Address | None = None) -> list[Result]:
    at = time()
    return [robot.send(address or Address(KEY), part, at) for part in robot.parts(parcel)]


def words(vendor: Vendor) -> list[str]:
    """Return what the group reads, whatever the vendor's form."""
    return [_text(body) for body in vendor.group]


def _card(body: dict[str, Any]) -> str:
    match body:
        case {"msgtype": "news", "news": {"articles": [one]}}:
            return f"{one['title']}\n{one['description']}\n{one['url']}"
        case {"msgtype": "link", "link": one}:
            return f"{one['title']}\n{one['text']}\n{one['messageUrl']}"
        case {"msg_type": "post", "content": {"post": {"zh_cn": post}}}:
            lines = ["".join(part.get("href", part["text"]) for part in line) for line in post["content"]]
            return "\n".join([post["title"], *lines])
    raise AssertionError(body)


def _text(body: dict[str, Any]) -> str:
    if {body.get("msgtype"), body.get("msg_type")} & {"news", "link", "post"}:
        return _card(body)
    match body:
        case {"msgtype": "markdown", "markdown": {"text": text}}:
            return str(text)
        case {"msgtype": form}:
            return str(body[form]["content"])
        case {"msg_type": "text", "content": {"text": text}}:
            return str(text)
        case {"card": {"header": header, "elements": [element]}}:
            return f"{header['title']['content']}\n{element['content']}"
        case {"card": {"elements": [element]}}:
            return str(element["content"])
    raise AssertionError(body)


ALL = pytest.mark.parametrize("kind", [WeCom, DingTalk, Feishu], ids=lambda kind: kind.kind)


@ALL
def test_a_text_and_a_markdown_arrive_as_written(kind: type[Robot], start: Start) -> None:
    robot, vendor = start(kind)
    results = send(robot, Parcel("a", Form.TEXT, "停水通知", "周五 9:00 停水。"))
    results += send(robot, Parcel("b", Form.MARKDOWN, "停水通知", "**周五** 9:00"))
    assert [type(result) for result in results] == [Sent, Sent]
    heading = "停水通知" if kind is Feishu else "### 停水通知"
    assert words(vendor) == ["停水通知\n周五 9:00 停水。", f"{heading}\n**周五** 9:00"]


@ALL
@pytest.mark.parametrize("form", [Form.TEXT, Form.MARKDOWN])
@pytest.mark.parametrize("title", ["防台风", ""])
def test_a_long_message_is_cut_marked_and_taken(
    kind: type[Robot], form: Form, title: str, start: Start
) -> None:
    robot, vendor = start(kind)
    body = LONG * (2 if kind is WeCom else 6) + '"\\'
    parts = robot.parts(Parcel("long", form, title, body))
    results = [robot.send(Address(KEY), part, time()) for part in parts]
    assert [type(result) for result in results] == [Sent] * len(parts)
    assert len(parts) >= 2
    read = words(vendor)
    assert [f"({n}/{len(parts)})" in text.split("\n")[0] for n, text in enumerate(read, 1)] == [True] * len(
        parts
    )
    assert "".join(text.partition("\n")[2] for text in read) == body
    assert [part.key for part in parts] == [f"long#{n}" for n in range(1, len(parts) + 1)]
    assert all(text.endswith(("。", "！", '"\\')) for text in read)


PAGE, PICTURE = "https://yike.example/on/issues/7/?v=1", "https://yike.example/on/issues/7/picture.png"


@ALL
def test_a_card_has_its_title_its_words_and_where_it_leads(kind: type[Robot], start: Start) -> None:
    robot, vendor = start(kind)
    card = Parcel("a", Form.CARD, "便民月历", "11月7日 修伞\n11月8日 磨刀", link=PAGE, picture=PICTURE)
    assert [type(result) for result in send(robot, card)] == [Sent]
    assert words(vendor) == [f"便民月历\n11月7日 修伞\n11月8日 磨刀\n{PAGE}"]
    assert (PICTURE in str(vendor.group)) is (kind is not Feishu)


@ALL
def test_a_card_that_says_too_much_is_cut_after_a_whole_line_and_still_leads_there(
    kind: type[Robot], start: Start
) -> None:
    robot, vendor = start(kind)
    rows = "\n".join(f'11月{n}日 "梅花新村"3幢旁修伞、磨刀、理发，请带零钱' for n in range(1, 400))
    card = Parcel("a", Form.CARD, "便民月历" * 20, rows, link=PAGE, picture=PICTURE)
    assert [type(result) for result in send(robot, card)] == [Sent]
    title, *told, link = words(vendor)[0].split("\n")
    assert ("便民月历" * 20).startswith(title.rstrip("…")) is True
    assert ("\n".join(told)[-3:], link) == ("零钱…", PAGE)
    assert rows.startswith("\n".join(told)[:-1]) is True
    assert (len(title.encode()), len(rows.encode()) > 20_000) == (126 if kind is WeCom else 240, True)


def test_a_card_of_exactly_128_and_512_bytes_is_left_as_it_is(start: Start) -> None:
    robot, vendor = start(WeCom)
    title, body = "一" * 42 + "ab", "二" * 170 + "ab"
    send(robot, Parcel("a", Form.CARD, title, body, link=PAGE))
    send(robot, Parcel("b", Form.CARD, f"{title}c", f"{body}c", link=PAGE))
    [whole], [cut] = (one["news"]["articles"] for one in vendor.group)
    assert (whole["title"], whole["description"], "picurl" in whole) == (title, body, False)
    assert (cut["title"], cut["description"]) == ("一" * 41 + "…", "二" * 169 + "…")


def test_the_server_of_the_test_does_refuse_a_card_that_is_too_long(start: Start) -> None:
    robot, vendor = start(WeCom)
    article = {"title": "一" * 43, "description": "", "url": PAGE}
    result = robot._post(Address(KEY), "news", {"articles": [article]})
    assert (type(result), result.why, vendor.group) == (Refused, Reason.TOO_LONG, [])


@ALL
def test_a_card_calls_nobody_and_is_signed_as_any_message(kind: type[Robot], start: Start) -> None:
    robot, vendor = start(kind, secret=SECRET)
    card = Parcel("a", Form.CARD, "<@all>", '<at user_id="all">', link=PAGE)
    assert [type(result) for result in send(robot, card, Address(KEY, SECRET))] == [Sent]
    assert words(vendor) == [f'＜@all>\n＜at user_id="all">\n{PAGE}']


def test_a_text_of_exactly_2048_bytes_goes_whole_and_one_more_byte_makes_two(start: Start) -> None:
    robot, vendor = start(WeCom)
    assert [type(r) for r in send(robot, Parcel("a", body="一" * 682 + "ab"))] == [Sent]
    assert [type(r) for r in send(robot, Parcel("b", body="一" * 682 + "abc"))] == [Sent, Sent]
    assert len(words(vendor)[0].encode()) == 2048


def test_the_server_of_the_test_does_refuse_2049_bytes(start: Start) -> None:
    robot, _ = start(WeCom)
    result = robot.send(Address(KEY), Parcel("a", body="一" * 683), time())
    assert (type(result), result.why) == (Refused, Reason.TOO_LONG)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (DingTalk, dingtalk_signature, feishu_signature),
        (Feishu, feishu_signature, dingtalk_signature),
    ],
    ids=["dingtalk", "feishu"],
)
def test_the_two_signatures_have_key_and_message_swapped(
    kind: type[Robot], good: Any, bad: Any, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    robot, vendor = start(kind, secret=SECRET)
    address = Address(KEY, SECRET)
    assert [type(r) for r in send(robot, Parcel("a", body="签名"), address)] == [Sent]
    assert good(SECRET, 1599360473) != bad(SECRET, 1599360473)
    monkeypatch.setattr(f"yike.core.outbox.channels.{kind.kind}.transport.signature", bad)
    assert [(type(r), r.why) for r in send(robot, Parcel("b", body="签名"), address)] == [
        (Refused, Reason.NOT_TRUSTED)
    ]
    assert words(vendor) == ["签名"]


@pytest.mark.parametrize("kind", [DingTalk, Feishu], ids=["dingtalk", "feishu"])
def test_a_clock_an_hour_wrong_or_a_missing_secret_is_not_trusted(kind: type[Robot], start: Start) -> None:
    robot, _ = start(kind, secret=SECRET)
    late = robot.send(Address(KEY, SECRET), Parcel("a", body="x"), time() - 3700)
    bare = robot.send(Address(KEY), Parcel("a", body="x"), time())
    assert [(type(r), r.why) for r in (late, bare)] == [(Refused, Reason.NOT_TRUSTED)] * 2


@pytest.mark.parametrize(
    ("kind", "hold"), [(WeCom, 65.0), (DingTalk, 605.0), (Feishu, 65.0)], ids=["wecom", "dingtalk", "feishu"]
)
def test_the_call_over_the_limit_says_how_long_the_robot_must_be_quiet(
    kind: type[Robot], hold: float, start: Start
) -> None:
    robot, vendor = start(kind)
    results = [send(robot, Parcel(str(n), body="快"))[0] for n in range(21)]
    assert [type(result) for result in results[:20]] == [Sent] * 20
    over = results[20]
    assert isinstance(over, Retry)
    assert (over.why, over.after, over.hold) == (Reason.TOO_OFTEN, hold, True)
    assert len(vendor.group) == 20


@ALL
def test_a_robot_that_was_removed_is_gone_and_its_key_is_not_repeated(
    kind: type[Robot], start: Start
) -> None:
    robot, vendor = start(kind)
    vendor.keys = {"another-key-of-another-group"}
    result = robot.send(Address(KEY), Parcel("a", body="x"), time())
    assert (type(result), result.why) == (Refused, Reason.GONE)
    assert KEY not in result.answer


OUTCOMES = [
    ({"errcode": -1, "code": 11232}, Retry, None),
    ({"errcode": 60011, "code": 5}, Retry, Reason.UNKNOWN_CODE),
    (b"<html>Welcome</html>", Unsure, Reason.GARBLED),
    (b"", Unsure, Reason.GARBLED),
    (b'"ok"', Unsure, Reason.GARBLED),
    (b"[" * 50_000, Unsure, Reason.GARBLED),
    ({"result": "fine"}, Unsure, Reason.GARBLED),
    ({"errcode": "0", "code": "0"}, Unsure, Reason.GARBLED),
    ({"errcode": False, "code": False}, Unsure, Reason.GARBLED),
    (b"x" * 300_000, Unsure, Reason.GARBLED),
    (500, Unsure, Reason.BROKEN),
    (502, Unsure, Reason.BROKEN),
    (503, Retry, Reason.BUSY),
    (429, Retry, Reason.TOO_OFTEN),
    (404, Refused, Reason.GONE),
    (413, Refused, Reason.NOT_ACCEPTED),
    (408, Retry, Reason.NO_CONNECTION),
    (302, Retry, Reason.REDIRECTED),
    ((502, {"errcode": 0, "code": 0}), Unsure, Reason.BROKEN),
    ((400, {"errcode": 7, "code": 7}), Refused, Reason.NOT_ACCEPTED),
    ("drop", Unsure, Reason.NO_ANSWER),
    ("hang", Unsure, Reason.NO_ANSWER),
]


@ALL
@pytest.mark.parametrize(("answer", "outcome", "why"), OUTCOMES, ids=[str(o[0])[:30] for o in OUTCOMES])
def test_every_odd_answer_has_one_meaning(
    kind: type[Robot], answer: object, outcome: type, why: Reason | None, start: Start
) -> None:
    robot, vendor = start(kind, script=[answer])
    result = robot.send(Address(KEY), Parcel("a", body="x"), time())
    assert isinstance(result, outcome)
    assert why is None or result.why == why
    assert len(vendor.calls) == 1, "a redirect was followed or a call repeated"
    assert KEY not in repr(result)


def test_nobody_at_the_door_is_a_sure_failure(start: Start) -> None:
    robot, vendor = start(WeCom)
    robot.base = "http://127.0.0.1:9"
    result = robot.send(Address(KEY), Parcel("a", body="x"), time())
    assert (type(result), result.why) == (Retry, Reason.NO_CONNECTION)
    assert vendor.calls == []


def test_busy_is_tried_again_by_the_usual_back_off(start: Start) -> None:
    robot, _ = start(WeCom, script=[ok(-1)])
    result = send(robot, Parcel("a", body="x"))[0]
    assert result == Retry(Reason.BUSY, None, 'HTTP 200 {"errcode": -1, "errmsg": "error"}', hold=False)


def test_a_picture_goes_with_its_digest_and_a_bad_one_is_refused(start: Start) -> None:
    robot, vendor = start(WeCom)
    good = send(robot, Parcel("a", Form.IMAGE, data=PNG, name="a.png"))[0]
    bad = send(robot, Parcel("b", Form.IMAGE, data=b"GIF89a", name="a.gif"))[0]
    big = send(robot, Parcel("c", Form.IMAGE, data=PNG * 11_000, name="a.png"))[0]
    assert [type(result) for result in (good, bad, big)] == [Sent, Refused, Refused]
    assert (len(vendor.group), len(vendor.calls)) == (1, 2)


def test_a_file_goes_up_first_and_then_into_the_group(start: Start) -> None:
    robot, vendor = start(WeCom)
    parcel = Parcel("a", Form.FILE, data=b"%PDF-1.7\r\n--x\r\n", name="办事指南.pdf")
    assert [type(result) for result in send(robot, parcel)] == [Sent]
    assert list(vendor.media.values()) == [("办事指南.pdf", b"%PDF-1.7\r\n--x\r\n")]
    assert vendor.group == [{"msgtype": "file", "file": {"media_id": "media-0"}}]


@pytest.mark.parametrize("size", [0, 5, 20 * 1024 * 1024 + 1])
def test_a_file_too_small_or_too_big_is_not_even_sent(size: int, start: Start) -> None:
    robot, vendor = start(WeCom)
    result = send(robot, Parcel("a", Form.FILE, data=bytes(size), name="a.bin"))[0]
    assert (type(result), vendor.calls) == (Refused, [])


@pytest.mark.parametrize("answer", [b"<html>", "drop", 502, ok(0), ok(-1)], ids=str)
def test_an_upload_that_went_wrong_can_always_be_repeated_because_nobody_saw_it(
    answer: object, start: Start
) -> None:
    robot, vendor = start(WeCom, script=[answer])
    result = send(robot, Parcel("a", Form.FILE, data=b"%PDF-1.7", name="a.pdf"))[0]
    assert (type(result), vendor.group) == (Retry, [])


@pytest.mark.parametrize("kind", [DingTalk, Feishu], ids=["dingtalk", "feishu"])
@pytest.mark.parametrize("form", [Form.IMAGE, Form.FILE])
def test_a_channel_says_what_it_cannot_carry(kind: type[Robot], form: Form, start: Start) -> None:
    robot, vendor = start(kind)
    result = send(robot, Parcel("a", form, data=PNG, name="a.png"))[0]
    assert (result, vendor.calls) == (Refused(Reason.NOT_OFFERED), [])


@ALL
def test_what_a_resident_wrote_calls_nobody(kind: type[Robot], start: Start) -> None:
    robot, vendor = start(kind)
    send(robot, Parcel("a", body='<at user_id="all">所有人</at> <@all> < AT id=all> 3<5'))
    assert words(vendor) == ['＜at user_id="all">所有人</at> ＜@all> ＜ AT id=all> 3<5']


@ALL
def test_no_log_ever_holds_a_key(kind: type[Robot], start: Start, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("httpx", "httpcore", "httpcore.http11", "httpcore.connection"):
        caplog.set_level(logging.DEBUG, logger=name)
    robot, _ = start(kind, secret=SECRET)
    send(robot, Parcel("a", body="x"), Address(KEY, SECRET))
    assert [text for text in caplog.messages if KEY in text or SECRET in text] == []


def test_the_environment_cannot_send_messages_through_a_proxy(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    robot, vendor = start(WeCom)
    assert [type(r) for r in send(robot, Parcel("a", body="x"))] == [Sent]
    assert len(vendor.group) == 1
