"""Whose an endpoint is: a person with their account, or the area whose keepers look after it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from pytest_django.fixtures import Settings

from entering import seat
from office import BY, Office
from posting import robot
from yike.core.accounts.models import User
from yike.core.outbox.actions import add_endpoint
from yike.core.outbox.models import Endpoint, Kind

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _without_duties(settings: Settings) -> None:
    settings.YIKE_SECOND_FACTOR, settings.YIKE_EMAIL_URL = "none", "smtp://127.0.0.1:9"


@pytest.fixture
def mailbox(office: Office) -> Endpoint:
    values = {
        "name": "周社工的邮箱",
        "area": office.first,
        "address": "zhou@example.org",
        "owner": office.worker,
    }
    return add_endpoint(BY, kind=Kind.EMAIL, **values)


def owner_on(page: str) -> str:
    [found] = re.findall(r"<dt>归谁</dt><dd>(.*?)</dd>", page)
    return unescape(found)


def page_of(reader: User, endpoint: Endpoint) -> str:
    return seat(reader).get(f"/desk/outbox/endpoints/{endpoint.pk}/").content.decode()


def test_a_persons_mailbox_names_the_person_and_opens_their_account(
    office: Office, mailbox: Endpoint
) -> None:
    link = f'<a href="/desk/accounts/{office.worker.pk}/">周社工</a>'
    assert owner_on(page_of(office.admin, mailbox)) == link
    account = seat(office.admin).get(f"/desk/accounts/{office.worker.pk}/").content.decode()
    assert f'<a href="/desk/outbox/endpoints/{mailbox.pk}/">周社工的邮箱</a>' in account


def test_who_may_not_open_the_endpoint_reads_only_its_name_on_the_account(
    office: Office, mailbox: Endpoint
) -> None:
    account = seat(office.security).get(f"/desk/accounts/{office.worker.pk}/").content.decode()
    assert ("周社工的邮箱" in account, f"endpoints/{mailbox.pk}/" in account) == (True, False)
    assert seat(office.security).get(f"/desk/outbox/endpoints/{mailbox.pk}/").status_code == 403


def test_a_groups_robot_belongs_to_its_area(office: Office) -> None:
    kept = robot(office, area=office.second)
    assert owner_on(page_of(office.admin, kept)) == f'<a href="/desk/areas/{office.second.pk}/">梅西社区</a>'


def test_the_list_says_whose_each_is(office: Office, mailbox: Endpoint) -> None:
    robot(office, area=office.second)
    page = seat(office.admin).get("/desk/outbox/endpoints/").content.decode()
    cells = re.findall(r'data-label="归谁"[^>]*>(.*?)</td>', page)
    assert sorted(cells) == ["周社工", "梅西社区"]
