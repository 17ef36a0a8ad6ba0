"""Long lists, a page at a time."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from office import Office
from yike.core.areas.models import Area
from yike.core.look.pages import address, paged


@pytest.mark.parametrize(
    ("asked", "number"),
    [({}, 1), ({"page": "2"}, 2), ({"page": "99"}, 3), ({"page": "zwei"}, 1), ({"page": "-1"}, 3)],
)
def test_a_page_that_does_not_exist_becomes_one_that_does(asked: dict[str, str], number: int) -> None:
    assert paged(RequestFactory().get("/", asked), range(120)).number == number


def test_a_page_holds_fifty_rows_unless_told_otherwise() -> None:
    request = RequestFactory().get("/")
    assert (list(paged(request, range(120))), list(paged(request, range(120), size=2))) == (
        list(range(50)),
        [0, 1],
    )


def test_how_many_there_are_is_not_asked_again_where_it_is_known() -> None:
    page = paged(RequestFactory().get("/", {"page": "3"}), range(120), count=110)
    assert (page.paginator.count, list(page)) == (110, list(range(100, 110)))


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["1", "2", "3"])
def test_a_page_read_by_its_keys_is_the_same_page_in_the_same_order(office: Office, number: str) -> None:
    request, rows = RequestFactory().get("/", {"page": number}), Area.objects.order_by("-level", "name", "pk")
    plain, by_keys = (paged(request, rows, size=3, keys_first=first) for first in (False, True))
    assert (list(by_keys), by_keys.number, by_keys.paginator.count) == (
        list(plain),
        plain.number,
        plain.paginator.count,
    )


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["1", "2", "3", "99"])
def test_a_page_of_keys_read_at_once_is_the_same_page_in_two_queries(
    office: Office, number: str, django_assert_num_queries: Any
) -> None:
    request, rows = RequestFactory().get("/", {"page": number}), Area.objects.order_by("-level", "name", "pk")
    plain = paged(request, rows, size=3)
    expected = (list(plain), plain.number, plain.paginator.count)
    with django_assert_num_queries(2):
        at_once = paged(request, rows, size=3, at_once=True)
        assert (list(at_once), at_once.number, at_once.paginator.count) == expected


@pytest.mark.django_db
def test_nothing_has_one_page_by_its_keys_too(office: Office) -> None:
    assert list(paged(RequestFactory().get("/"), Area.objects.none().order_by("pk"), keys_first=True)) == []


def test_an_empty_list_has_one_page() -> None:
    assert list(paged(RequestFactory().get("/"), [])) == []


def test_another_page_keeps_every_other_question() -> None:
    request = RequestFactory().get("/", {"q": "梅&巷", "tone": ["ok", "stop"], "page": "4"})
    assert address(request, 5) == "?q=%E6%A2%85%26%E5%B7%B7&tone=ok&tone=stop&page=5"
