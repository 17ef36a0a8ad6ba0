"""The partner who runs a point: keeps its hours while the agreement lasts, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from banker import make_banker
from office import Office
from points import make_point
from yike.core.accounts.models import User
from yike.core.record.clock import today
from yike.faces.desk.today import tiles_for
from yike.rooms.circle.models import ServicePoint

pytestmark = pytest.mark.django_db
DONE, SHUT, AWAY = 302, 403, 404
WEEK = {"hours": "每天 9:00-16:00"}


def page(name: str, *args: Any) -> str:
    return reverse(f"circle:{name}", args=args)


def names(client: Client, **asked: str) -> list[str]:
    return [row["point"].name for row in client.get(page("points"), asked).context["rows"]]


def test_a_partner_keeps_its_own_hours_and_sees_nothing_of_the_inside(client: Client, office: Office) -> None:
    point = make_point(office.first, contact="李主任", agreement="2026-3 号协议")
    other = make_point(office.first, "别家网点")
    bank = make_banker(office, point)
    client.force_login(bank)
    assert names(client) == [point.name]
    shown = client.get(page("point", point.pk)).content.decode()
    assert [word in shown for word in ("李主任", "2026-3 号协议", "经过", "改时间")] == [
        False,
        False,
        False,
        True,
    ]
    assert client.post(page("hours", point.pk), WEEK).status_code == DONE
    assert ServicePoint.objects.get(pk=point.pk).hours == "每天 9:00-16:00"
    assert client.post(page("check", point.pk)).status_code == DONE
    assert client.post(page("hours", other.pk), WEEK).status_code == AWAY
    assert client.post(page("change_point", point.pk), {"name": "金银行"}).status_code == SHUT


@pytest.mark.parametrize(
    ("days", "state", "status", "word"),
    [
        (0, "open", DONE, "过了这一天就不能再改时间"),
        (-1, "open", SHUT, "已到期，时间由街道维护"),
        (None, "open", DONE, "改时间"),
        (30, "closed", SHUT, "站点已关闭，时间不再改动"),
    ],
)
def test_a_partner_keeps_hours_while_the_agreement_lasts_and_the_point_is_not_closed(
    client: Client, office: Office, days: int | None, state: str, status: int, word: str
) -> None:
    ends = None if days is None else today() + timedelta(days=days)
    point = make_point(office.first, agreement_until=ends, state=state)
    client.force_login(make_banker(office, point))
    shown = client.get(page("point", point.pk)).content.decode()
    assert (word in shown, page("hours", point.pk) in shown) == (True, status == DONE)
    assert client.post(page("hours", point.pk), WEEK).status_code == status
    assert client.post(page("check", point.pk)).status_code == status
    told = {"since": str(today()), "until": "", "hours": "", "reason": "盘点"}
    assert client.post(page("exception", point.pk), told).status_code == status


def tile(user: User, what: str) -> list[int]:
    return [one.number for one in tiles_for(user) if str(one.tile.what) == what]


def test_an_agreement_that_ends_soon_is_on_the_lists_of_its_street_and_of_its_partner(
    client: Client, office: Office
) -> None:
    point = make_point(office.first, agreement_until=today() + timedelta(days=30))
    make_point(office.first, "别家网点", agreement_until=today() + timedelta(days=30))
    bank = make_banker(office, point)
    assert tile(office.clerk, "30 天内到期的合作协议") == [2]
    assert tile(bank, "快到期的本单位协议") == [1]
    client.force_login(bank)
    assert names(client, look="ending") == [point.name]
