"""Small numbers of people are told to who may read who they are, and to nobody else, nor can they be worked out."""

from __future__ import annotations

import pytest
from django.test import Client

from office import BY, Office
from yike.core.record.deed import deed
from yike.core.record.measures import Measure, register
from yike.core.residents.rules import REVEAL

pytestmark = pytest.mark.django_db
ALL = register(Measure("tests.elders", "老人", "elders", "位", "elders", stock=True, small_for=REVEAL))
SOME = register(
    Measure(
        *("tests.elders.served", "有人管的老人", "served elders", "位", "elders"),
        stock=True,
        small_for=REVEAL,
        part_of=ALL.code,
    )
)
PAGE = f"/desk/record/figures/{SOME.code}/"


def counted(office: Office, *rows: tuple[int, int]) -> None:
    """Say how many there are, and how many of them are served, in one community after the other."""
    with deed(BY, "tests.count") as d:
        for area, (served, all_) in zip((office.first, office.second), rows, strict=False):
            d.fact(SOME.code, served, area=area, source=area)
            d.fact(ALL.code, all_, area=area, source=area)


def cells(client: Client, user: object, page: str = PAGE) -> list[str]:
    """Return the numbers of a page as they stand there: the total, the parts, the facts."""
    client.force_login(user)  # type: ignore[arg-type]
    shown = client.get(page)
    how = shown.context["telling"]
    numbers = [shown.context["answer"].total, *(n for _, n in shown.context["parts"])]
    numbers += [fact.quantity for fact, _ in shown.context["rows"]]
    told = [how.text(n) if how.hides(n) else str(round(n)) for n in numbers]
    assert all(f">{one}<" in shown.content.decode().replace("&lt;", "<") for one in told[1:])
    return told


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (((120, 200), (80, 90)), ["200", "120", "80", "80", "120"]),
        (((120, 200), (3, 90)), ["≈120", "≈120", "<5", "<5", "≈120"]),
        (((120, 123), (80, 90)), ["≈200", "≈120", "≈80", "≈80", "≈120"]),  # else: three are not
        (((120, 200), (0, 0)), ["120", "120", "0", "0", "120"]),
    ],
)
def test_a_leader_is_told_few_as_few_and_what_is_beside_them_to_tens(
    office: Office, client: Client, rows: tuple[tuple[int, int], ...], told: list[str]
) -> None:
    counted(office, *rows)
    assert cells(client, office.leader) == told


def test_a_step_of_a_few_from_month_to_month_is_not_told_either(office: Office, client: Client) -> None:
    counted(office, (120, 200))
    counted(office, (-2, 0))
    assert cells(client, office.leader) == ["≈120", "≈120", "<5", "≈120"]


def test_who_may_read_residents_is_told_every_number(office: Office, client: Client) -> None:
    counted(office, (120, 123), (3, 90))
    assert cells(client, office.clerk) == ["123", "120", "3", "3", "120"]
    assert cells(client, office.worker) == ["120", "120", "120"]


def test_the_page_of_all_figures_tells_no_more(office: Office, client: Client) -> None:
    counted(office, (3, 90))
    texts = {}
    for name in ("leader", "clerk"):
        client.force_login(getattr(office, name))
        shown = client.get("/desk/record/figures/").context["measures"]
        texts[name] = next(how.text(n) if how.hides(n) else str(round(n)) for m, n, how in shown if m == SOME)
    assert texts == {"leader": "<5", "clerk": "3"}


def test_the_interface_refuses_a_number_that_may_not_be_told(office: Office, client: Client) -> None:
    counted(office, (120, 200), (3, 90))
    asked = {"measure": SOME.code, "since": "2000-01-01", "until": "2199-12-31", "split": "area"}
    answers = {}
    for name in ("leader", "clerk"):
        client.force_login(getattr(office, name))
        answer = client.get("/api/v1/measures/how-many", asked | {"area": office.street.code})
        answers[name] = answer.status_code, answer.json()
    assert answers["leader"][0] == 422
    assert answers["leader"][1]["zh"].startswith("里面有少于 5 的数")
    told = answers["clerk"][1]
    assert (answers["clerk"][0], told["total"]) == (200, "123")
    assert sorted(part["quantity"] for part in told["parts"]) == ["120", "3"]


def test_a_measure_of_deeds_is_told_to_everybody(office: Office, client: Client) -> None:
    register(Measure("tests.visits", "走访", "visits", "次", "visits"))
    with deed(BY, "tests.count") as d:
        d.fact("tests.visits", 3, area=office.first, source=office.first)
    assert cells(client, office.leader, "/desk/record/figures/tests.visits/") == ["3", "3", "3"]
