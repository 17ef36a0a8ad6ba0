"""A rating: given without a name, guarded against programs, answered behind a secret link."""

from __future__ import annotations

import pytest
from django.test import Client

from office import BY, Office
from points import make_offer, make_point
from yike.core.look.often import MOST
from yike.core.record.clock import today
from yike.core.record.models import HistoryEntry
from yike.core.rights.by import By
from yike.rooms.circle import actions
from yike.rooms.circle.models import PointItem, Rating

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer(office: Office) -> PointItem:
    return make_offer(office)


def said(**more: str) -> dict[str, str]:
    return {"grade": "2", "visited_on": str(today()), "words": "排队太久", **more}


def test_a_visitor_rates_without_a_name_and_finds_their_page_again(offer: PointItem) -> None:
    client = Client()
    answer = client.post(f"/p/{offer.point.code}/rate/", said(item=str(offer.item.pk)))
    row = Rating.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/r/{row.link}/")
    assert (row.grade, row.words, row.item, row.phone) == (2, "排队太久", offer.item, None)
    html = Client().get(f"/r/{row.link}/").content.decode()
    assert row.number in html
    assert "排队太久" in html


def test_neither_history_nor_row_holds_the_address_it_came_from(offer: PointItem) -> None:
    Client().post(f"/p/{offer.point.code}/rate/", said(), REMOTE_ADDR="203.0.113.77")
    kept = [str(entry.__dict__) for entry in HistoryEntry.objects.all()]
    assert [one for one in kept if "203.0.113.77" in one] == []


def test_a_form_without_a_grade_and_a_wrong_telephone_are_told_at_their_field(offer: PointItem) -> None:
    client = Client()
    for wrong in (
        said(grade=""),
        said(grade="9"),
        said(phone="12"),
        said(visited_on="2001-01-01"),
        said(item="77"),
    ):
        answer = client.post(f"/p/{offer.point.code}/rate/", wrong)
        assert answer.status_code == 422
        assert "data-errors" in answer.content.decode()
    assert Rating.objects.count() == 0


def test_a_program_that_fills_in_everything_leaves_nothing(offer: PointItem) -> None:
    answer = Client().post(f"/p/{offer.point.code}/rate/", said(website="https://spam.example"))
    assert (answer.status_code, Rating.objects.count()) == (302, 0)


def test_one_address_is_refused_after_a_few_and_another_is_not(offer: PointItem) -> None:
    client = Client()
    codes = [
        client.post(f"/p/{offer.point.code}/rate/", said(), REMOTE_ADDR="203.0.113.5").status_code
        for _ in range(MOST + 1)
    ]
    assert codes == [302] * MOST + [429]
    assert client.post(f"/p/{offer.point.code}/rate/", said(), REMOTE_ADDR="203.0.113.6").status_code == 302
    assert Rating.objects.count() == MOST + 1


def test_a_link_nobody_has_opens_nothing(offer: PointItem) -> None:
    assert Client().get("/r/abc/").status_code == 404


def test_the_page_of_a_rating_shows_the_answer_takes_one_more_word_and_no_second(
    office: Office, offer: PointItem
) -> None:
    row = actions.rate(BY, offer.point, grade=1, words="窗口没人")
    actions.answer_rating(By.person(office.worker), row, answer="已经加了一个人")
    client, page = Client(), f"/r/{row.link}/"
    assert "已经加了一个人" in client.get(page).content.decode()
    assert client.post(page, {"words": "", "grade": ""}).status_code == 422
    assert client.post(page, {"words": "好多了", "grade": "4"}).status_code == 302
    row.refresh_from_db()
    assert (row.afterthought, row.after_grade) == ("好多了", 4)
    html = client.get(page).content.decode()
    assert "好多了" in html
    assert "<textarea" not in html
    assert client.post(page, {"words": "再来"}).status_code == 422


def test_the_secret_page_goes_into_no_cache_and_no_index_and_its_address_to_no_other_site(
    offer: PointItem,
) -> None:
    row = actions.rate(BY, offer.point, grade=5)
    answer = Client().get(f"/r/{row.link}/")
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("private, no-store", "same-origin")
    assert 'content="noindex"' in answer.content.decode()


def test_a_closed_point_can_still_be_rated_and_one_in_preparation_cannot(
    office: Office, offer: PointItem
) -> None:
    actions.go(BY, offer.point, "close", reason="搬走")
    assert Client().get(f"/p/{offer.point.code}/rate/").status_code == 200
    coming = make_point(office.first, "还没开", state="preparing")
    assert Client().get(f"/p/{coming.code}/rate/").status_code == 404
