"""The record's pages: the audit officer reads all of it, others none; figures open to the facts behind them."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from office import BY, EARLY, Office, seen_by
from yike.core.accounts.actions import add_user, give_role
from yike.core.areas.actions import rename_area
from yike.core.record.actions import seal_all
from yike.core.record.clock import today
from yike.core.record.deed import deed
from yike.core.record.measures import Measure, register
from yike.core.record.models import HistoryEntry
from yike.core.record.verbs import name_verbs
from yike.core.rights.roles import Role

pytestmark = pytest.mark.django_db
name_verbs({"tests.note": "试着记一笔"})
TREES = register(Measure("tests.trees", "树", "trees", "棵", "trees"))


def plant(office: Office, many: int = 1) -> None:
    with deed(BY, "tests.plant") as d:
        for _ in range(many):
            d.fact("tests.trees", 3, area=office.grids[0], source=office.grids[0])


@pytest.mark.parametrize("address", ["/desk/record/", "/desk/record/chain/"])
def test_only_the_audit_officer_reads_the_history(office: Office, address: str) -> None:
    people = {"audit": 200, "clerk": 403, "leader": 403, "admin": 403, "system": 403, "security": 403}
    assert {name: seen_by(getattr(office, name)).get(address).status_code for name in people} == people
    assert Client().get(address).status_code == 302


def test_an_audit_officer_of_one_community_reads_nothing_of_the_other(office: Office) -> None:
    auditor = add_user(BY, username="near", name="卫近", area=office.first)
    give_role(BY, user=auditor, role=Role.AUDIT_OFFICER, area=office.first, since=EARLY)
    rename_area(BY, office.grids[0], name="近处")
    near = HistoryEntry.objects.latest("id").pk
    rename_area(BY, office.grids[2], name="远处")
    far = HistoryEntry.objects.latest("id").pk
    reader = seen_by(auditor)
    codes = [reader.get(f"/desk/record/{pk}/").status_code for pk in (near, far)]
    listed = {entry.area_id for entry in reader.get("/desk/record/").context["entries"]}
    mine = {None, office.first.pk, office.grids[0].pk, office.grids[1].pk}
    assert (codes, listed <= mine, office.grids[0].pk in listed) == ([200, 404], True, True)


def test_a_row_of_the_history_is_read_by_the_audit_officer_alone(office: Office) -> None:
    pk = HistoryEntry.objects.latest("id").pk
    assert seen_by(office.audit).get(f"/desk/record/{pk}/").status_code == 200
    assert seen_by(office.clerk).get(f"/desk/record/{pk}/").status_code == 403
    assert seen_by(office.audit).get("/desk/record/99999999/").status_code == 404


def test_the_history_is_found_by_who_did_what(office: Office) -> None:
    page = seen_by(office.audit).get("/desk/record/", {"verb": "accounts.unit.add"})
    assert [e.verb for e in page.context["entries"]] == ["accounts.unit.add"]


def test_deeds_are_chosen_by_the_part_of_the_house_first(office: Office) -> None:
    client = seen_by(office.audit)
    choices = [
        dict(client.get("/desk/record/", {"verb": v}).context["form"].fields["verb"].choices)
        for v in ("", "record")
    ]
    assert choices[0]["record"] == "留痕"
    assert "record.verify" not in choices[0]
    assert {v: name for v, name in choices[1].items() if v.startswith("record")} == {
        "record": "留痕",
        "record.read": "　查看留痕",
        "record.verify": "　核对封条",
    }
    found = client.get("/desk/record/", {"verb": "accounts"}).context["entries"]
    assert {e.verb.partition(".")[0] for e in found} == {"accounts"}
    assert seen_by(office.audit).get("/desk/record/", {"actor": "没有这个人"}).context["entries"] == []


@pytest.mark.parametrize("rows", [1, 60])
def test_the_history_costs_the_same_however_long_it_is(
    office: Office, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with deed(BY, "tests.note") as d:
        for _ in range(rows):
            d.note(office.unit, seen="yes")
    client = seen_by(office.audit)
    client.get("/desk/record/", {"verb": "tests.note"})
    with django_assert_num_queries(6):
        client.get("/desk/record/", {"verb": "tests.note"})


def test_older_history_is_reached_page_by_page_without_gaps(office: Office) -> None:
    with deed(BY, "tests.note") as d:
        for _ in range(120):
            d.note(office.unit, seen="yes")
    client, seen, address = seen_by(office.audit), [], "?verb=tests.note"
    while address:
        page = client.get(f"/desk/record/{address}").context
        seen += [e.pk for e in page["entries"]]
        address = page["older"] and f"?{page['older']}"
    kept = HistoryEntry.objects.filter(verb="tests.note").order_by("-id")
    assert seen == list(kept.values_list("pk", flat=True))


@pytest.mark.parametrize("before", ["9" * 40, "9" * 5000, "²", "x"])
def test_a_row_there_cannot_be_is_as_good_as_none(office: Office, before: str) -> None:
    reader = seen_by(office.audit)
    newest = [entry.pk for entry in reader.get("/desk/record/").context["entries"]]
    answer = reader.get("/desk/record/", {"before": before})
    assert [entry.pk for entry in answer.context["entries"]] == newest


def test_checking_the_chain_says_what_was_found_and_is_itself_kept(office: Office) -> None:
    seal_all()
    page = seen_by(office.audit).post("/desk/record/chain/")
    assert page.context["state"].whole
    entry = HistoryEntry.objects.latest("id")
    assert (entry.verb, entry.actor_name, entry.content["note"]["whole"]) == ("record.verify", "褚审计", True)


@pytest.mark.parametrize(("who", "total"), [("clerk", 3), ("worker", 3), ("stranger", 0)])
def test_a_figure_counts_only_what_lies_in_the_persons_areas(office: Office, who: str, total: int) -> None:
    plant(office)
    page = seen_by(getattr(office, who)).get("/desk/record/figures/tests.trees/")
    assert page.context["answer"].total == total


def test_a_figure_of_somebody_elses_area_cannot_be_asked_for(office: Office) -> None:
    plant(office)
    page = seen_by(office.stranger).get("/desk/record/figures/tests.trees/", {"area": office.first.pk})
    assert "answer" not in page.context
    assert list(page.context["form"].errors) == ["area"]


def test_a_figure_shows_exactly_the_facts_behind_it(office: Office) -> None:
    plant(office, 2)
    context = seen_by(office.leader).get("/desk/record/figures/tests.trees/").context
    assert [(fact.quantity, record) for fact, record in context["rows"]] == [(3, office.grids[0])] * 2
    assert [(name, n) for name, n in context["parts"]] == [("梅东社区", 6)]


def test_days_in_the_wrong_order_are_explained(office: Office) -> None:
    asked = {"since": "2026-11-20", "until": "2026-11-02"}
    page = seen_by(office.leader).get("/desk/record/figures/tests.trees/", asked)
    assert page.context["form"].errors["until"] == ["结束的日子在开始之前，请对调。"]


def test_officers_and_strangers_see_no_figures(office: Office) -> None:
    assert seen_by(office.audit).get("/desk/record/figures/").status_code == 403
    assert Client().get("/desk/record/figures/").status_code == 302
    assert seen_by(office.leader).get("/desk/record/figures/no.such/").status_code == 404


def test_the_list_of_figures_names_each_with_its_number_of_this_month(office: Office) -> None:
    plant(office)
    context = seen_by(office.leader).get("/desk/record/figures/").context
    shown = {measure.code: total for measure, total, _how in context["measures"]}
    assert (shown["tests.trees"], context["since"]) == (3, today().replace(day=1))
