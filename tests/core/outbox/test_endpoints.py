"""Endpoints: their keys are sealed, kept once, never shown; only who keeps them may."""

from __future__ import annotations

import logging

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404

from office import BY, Office
from posting import only, robot, say
from vendors import KEY, SECRET, Vendor, served, wecom
from yike.core.outbox.actions import add_endpoint, change_endpoint, post_test
from yike.core.outbox.models import Endpoint, Kind
from yike.core.outbox.queries import access_endpoint, endpoints_visible_to
from yike.core.outbox.register import channel, mail_server
from yike.core.outbox.worker import Worker
from yike.core.record.models import HistoryEntry
from yike.core.rights.by import By
from yike.engines.faults import Fault

pytestmark = pytest.mark.django_db
PASTED = f"https://oapi.dingtalk.com/robot/send?access_token={KEY}"


def dingtalk(office: Office, **more: object) -> Endpoint:
    values = {"name": "梅东居民群", "area": office.first, "address": PASTED, "secret": SECRET, **more}
    return add_endpoint(BY, kind=Kind.DINGTALK, **values)


def test_a_key_is_sealed_in_the_table_and_in_no_history(office: Office) -> None:
    endpoint = Endpoint.objects.get(pk=dingtalk(office).pk)
    assert (endpoint.token.reveal(), endpoint.secret.reveal()) == (KEY, SECRET)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM outbox_endpoint")
        assert not any(secret in str(row) for row in cursor.fetchall() for secret in (KEY, SECRET))
    entries = HistoryEntry.objects.filter(model="outbox.endpoint")
    assert entries.count() == 1
    assert not any(secret in (entry.payload or "") for entry in entries for secret in (KEY, SECRET))
    assert not any(
        KEY in text or SECRET in text for text in (str(endpoint), repr(endpoint), f"{endpoint.token}")
    )


def test_the_same_robot_is_kept_once(office: Office) -> None:
    dingtalk(office)
    with pytest.raises(Fault) as caught:
        dingtalk(office, address=KEY, name="又一个")
    assert caught.value.zh == "这个地址已经登记过了"
    assert Endpoint.objects.count() == 1


def test_an_address_of_another_vendor_or_of_the_house_is_refused(office: Office) -> None:
    for address in (
        f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}",
        f"http://169.254.169.254/robot/send?access_token={KEY}",
        f"https://127.0.0.1/robot/send?access_token={KEY}",
        f"http://oapi.dingtalk.com/robot/send?access_token={KEY}",
    ):
        with pytest.raises(Fault):
            dingtalk(office, address=address)
    assert Endpoint.objects.count() == 0


def test_a_base_inside_the_house_is_refused_even_by_settings(office: Office, settings) -> None:
    for base in ("http://127.0.0.1:8000", "https://10.0.0.1", "http://intranet"):
        settings.YIKE_ROBOT_BASES = {"dingtalk": base}
        with pytest.raises(Fault):
            dingtalk(office)


def test_changing_the_name_keeps_the_key_and_a_new_key_replaces_it(office: Office) -> None:
    endpoint = dingtalk(office)
    change_endpoint(BY, endpoint, name="新名字", enabled=False)
    kept = Endpoint.objects.get(pk=endpoint.pk)
    assert (kept.name, kept.enabled, kept.token.reveal(), kept.secret.reveal()) == (
        "新名字",
        False,
        KEY,
        SECRET,
    )
    change_endpoint(BY, kept, address="another-key-of-a-group", secret="SEC1")
    kept = Endpoint.objects.get(pk=endpoint.pk)
    assert (kept.token.reveal(), kept.secret.reveal()) == ("another-key-of-a-group", "SEC1")
    change_endpoint(BY, kept, secret=" SEC2 ")
    assert Endpoint.objects.get(pk=endpoint.pk).secret.reveal() == "SEC2"


def test_only_who_keeps_endpoints_in_the_area_may(office: Office) -> None:
    endpoint = dingtalk(office)
    for user in (
        office.worker,
        office.colleague,
        office.stranger,
        office.clerk,
        office.audit,
        office.security,
    ):
        with pytest.raises(PermissionDenied):
            change_endpoint(By.person(user), endpoint, name="x")
        with pytest.raises(PermissionDenied):
            add_endpoint(By.person(user), kind=Kind.CONSOLE, name="x", area=office.first, address="x")
        with pytest.raises(PermissionDenied):
            post_test(By.person(user), endpoint)
        with pytest.raises(Http404):
            access_endpoint(user, endpoint.pk)
    assert access_endpoint(office.system, endpoint.pk) == endpoint
    change_endpoint(By.person(office.admin), endpoint, name="换了")
    assert [one.name for one in endpoints_visible_to(office.system)] == ["换了"]


def test_a_test_message_goes_through_the_queue_at_any_hour(office: Office) -> None:
    delivery = only(post_test(BY, robot(office)))
    Worker((), name="w").round()
    assert only(delivery.message).state == "sent"


def test_a_message_reaches_a_real_robot_server_and_its_key_no_log(
    office: Office, settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with served(Vendor(wecom)) as vendor:
        settings.YIKE_ROBOT_BASES, settings.YIKE_ROBOT_LOOPBACK = {"wecom": vendor.url}, True
        endpoint = add_endpoint(BY, kind=Kind.WECOM, name="群", area=office.first, address=KEY)
        message = say(endpoint, office.first)
        Worker((), name="w").round()
    assert [body["text"]["content"] for body in vendor.group] == ["停水通知\n周五停水。"]
    assert only(message).state == "sent"
    assert Endpoint.objects.get().failing is False
    assert [text for text in caplog.messages if KEY in text] == []


def test_in_a_demonstration_nothing_leaves_the_machine(office: Office, settings) -> None:
    with served(Vendor(wecom)) as vendor:
        settings.YIKE_ROBOT_BASES, settings.YIKE_ROBOT_LOOPBACK = {"wecom": vendor.url}, True
        endpoint = add_endpoint(BY, kind=Kind.WECOM, name="群", area=office.first, address=KEY)
        settings.YIKE_DEMONSTRATION = True
        message = say(endpoint, office.first)
        Worker((), name="w").round()
    assert (vendor.calls, only(message).state) == ([], "sent")


def test_without_a_mail_server_letters_wait_and_say_so(office: Office, settings) -> None:
    with pytest.raises(Fault) as caught:
        channel("email")
    assert caught.value.zh == "还没有设置发信服务器"
    box = robot(office, kind=Kind.EMAIL, address="w@example.org")
    message = say(box, office.first)
    change_endpoint(BY, box, rehearsal="")
    Worker((), name="w").round()
    assert (only(message).state, only(message).why) == ("retrying", "not_ready")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtps://yike:p%40ss@mail.example", ("mail.example", 465, "tls", "yike", "p@ss")),
        ("smtp+tls://mail.example", ("mail.example", 587, "starttls", "", "")),
        ("smtp://mail.example:2525", ("mail.example", 2525, "plain", "", "")),
    ],
)
def test_a_mail_servers_address_is_read(url: str, expected: tuple[object, ...]) -> None:
    server = mail_server(url, "yike@example")
    assert (server.host, server.port, server.security, server.user, server.password) == expected


@pytest.mark.parametrize("url", ["", "mail.example", "http://mail.example", "smtp://"])
def test_anything_else_is_no_mail_server(url: str) -> None:
    with pytest.raises(Fault):
        mail_server(url, "yike@example")
