"""A message is posted in the deed of the change it tells of, once for each key."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from office import BY, Office
from posting import NOON, only, robot, say
from yike.core.outbox.actions import add_endpoint, post
from yike.core.outbox.channels.parcel import Form
from yike.core.outbox.models import Attachment, Delivery, Kind, Message, Notice, Urgency
from yike.core.outbox.worker import prepared
from yike.core.record.base import OutsideTheDoor
from yike.core.record.deed import deed
from yike.core.record.models import HistoryEntry
from yike.engines.faults import Fault

pytestmark = pytest.mark.django_db


def test_a_message_has_a_delivery_for_each_endpoint_and_a_notice_for_each_user(office: Office, clock) -> None:
    clock.set(NOON)
    robots = [robot(office), robot(office)]
    message = say([*robots, office.worker, office.worker], office.first)
    deliveries = Delivery.objects.filter(message=message).order_by("pk")
    assert [(d.endpoint, d.state, d.due_at, d.parts) for d in deliveries] == [
        (one, "waiting", NOON, 1) for one in robots
    ]
    assert [notice.user for notice in Notice.objects.all()] == [office.worker]
    assert (message.posted_at, message.expires) == (NOON, NOON + timedelta(hours=72))


def test_a_title_that_is_too_long_is_cut_and_stands_whole_before_the_body(office: Office) -> None:
    fits, cut, bare = [
        say(robot(office), office.first, key=str(n), title="长" * n, body=body)
        for n, body in ((80, "内容"), (81, "内容"), (200, ""))
    ]
    assert (fits.title, fits.body) == ("长" * 80, "内容")
    assert (cut.title, cut.body) == ("长" * 79 + "…", "长" * 81 + "\n内容")
    assert (bare.title, bare.body) == ("长" * 79 + "…", "长" * 200)


def test_the_same_key_is_one_message_whatever_the_second_says(office: Office) -> None:
    one = robot(office)
    first = say(one, office.first, key="meter:7:silent")
    second = say(one, office.first, key="meter:7:silent", title="别的")
    assert (first, first.title) == (second, second.title)
    assert (Message.objects.count(), Delivery.objects.count()) == (1, 1)


def test_a_rival_who_posts_the_same_key_in_the_same_moment_wins_and_nothing_breaks(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = robot(office)
    first = say(one, office.first, key="same")
    monkeypatch.setattr("django.db.models.query.QuerySet.first", lambda rows: None)
    assert say(one, office.first, key="same") == first
    monkeypatch.undo()
    assert (Message.objects.count(), Delivery.objects.count()) == (1, 1)


def test_a_change_that_fails_leaves_no_message(office: Office) -> None:
    one = robot(office)
    with suppress(RuntimeError), deed(BY, "areas.rename") as d:
        post(d, key="k", kind="outbox.test", title="改名", body="", to=[one], area=office.first)
        raise RuntimeError("the power went")
    assert (Message.objects.count(), Delivery.objects.count()) == (0, 0)


def test_nothing_is_written_outside_a_deed(office: Office) -> None:
    message = say(robot(office), office.first)
    with pytest.raises(OutsideTheDoor):
        message.save()
    with pytest.raises(OutsideTheDoor):
        Delivery.objects.update(state="sent")


def test_users_with_a_mailbox_in_use_get_a_letter_besides_the_notice(office: Office) -> None:
    box = add_endpoint(
        BY, kind=Kind.EMAIL, name="信箱", area=office.first, address="w@example.org", owner=office.worker,
        rehearsal="works",
    )  # fmt: skip
    with_box = say(office.worker, office.first)
    assert only(with_box).endpoint == box
    with deed(BY, "outbox.endpoint.change") as d:
        d.change(d.lock(box), enabled=False)
    assert not Delivery.objects.filter(message=say(office.worker, office.first)).exists()


def test_a_long_message_knows_its_parts_and_one_too_long_is_refused(office: Office) -> None:
    one = robot(office)
    assert only(say(one, office.first, body="请关好门窗。" * 300)).parts == 3
    with pytest.raises(Fault) as caught:
        say(one, office.first, body="请关好门窗。" * 1200)
    assert caught.value.zh.startswith("内容太长")
    assert Message.objects.count() == 1


def test_a_picture_goes_only_where_pictures_go(office: Office) -> None:
    picture = ("a.png", b"\x89PNG\r\n\x1a\n123")
    kept = say(robot(office), office.first, form=Form.IMAGE, attachment=picture)
    assert bytes(Attachment.objects.get(message=kept).data) == picture[1]
    with pytest.raises(Fault) as caught:
        say(robot(office, kind=Kind.FEISHU), office.first, form=Form.IMAGE, attachment=picture)
    assert caught.value.zh.endswith("发不了图片和文件")


def test_a_kind_that_no_app_has_named_is_a_mistake(office: Office) -> None:
    with pytest.raises(KeyError):
        say(robot(office), office.first, kind="outbox.nobody")


def test_the_history_of_a_message_belongs_to_whom_it_is_about_and_keeps_no_body(office: Office) -> None:
    say(robot(office), office.first, subject="residents.person:5", body="王阿婆三天没有用电。")
    [entry] = HistoryEntry.objects.filter(model="outbox.message")
    assert (entry.subject, entry.area_id) == ("residents.person:5", office.first.pk)
    assert "王阿婆" not in (entry.payload or "")


def test_an_endpoint_more_costs_no_query_more(office: Office) -> None:
    robots = [robot(office) for _ in range(5)]
    with CaptureQueriesContext(connection) as two:  # one alone is written in a shorter way
        say(robots[:2], office.first)
    with CaptureQueriesContext(connection) as five:
        say(robots, office.first)
    assert len(two) == len(five)


def test_urgency_is_kept_with_the_message(office: Office) -> None:
    assert (
        say(robot(office), office.first, urgency=Urgency.AT_ONCE).get_urgency_display() == "立即（夜里也发）"
    )


def test_a_card_is_one_part_however_long_and_keeps_where_it_leads(office: Office) -> None:
    one, page = robot(office, kind=Kind.WECOM), "https://yike.example/on/issues/7/"
    card = {"form": Form.CARD, "title": "便民月历", "body": "修伞\n" * 2000, "link": page}
    message = say([one, office.worker], office.first, picture=f"{page}picture.png", **card)
    assert (message.link, message.picture, only(message).parts) == (page, f"{page}picture.png", 1)
    parcel = prepared(only(message)).parcel
    assert (parcel.form, parcel.link, parcel.picture) == (Form.CARD, page, f"{page}picture.png")


@pytest.mark.parametrize(
    "wrong", [{"form": Form.CARD}, {"link": "https://yike.example/"}, {"form": Form.CARD, "link": "/on/"}]
)
def test_a_card_leads_somewhere_and_nothing_else_does(office: Office, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="only a card"):
        say(robot(office), office.first, **wrong)
    assert Message.objects.count() == 0
