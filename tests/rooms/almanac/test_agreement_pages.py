"""The desk's pages of agreements: owner, colleague, partner and stranger; forms, moves, the workbook."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest

from agreeing import Sides, drafted, line, sides, signed
from gathering import fresh, hour, opened
from office import BY, Office, seen_by
from yike.rooms.almanac.actions import agreements as actions
from yike.rooms.almanac.models.agreements import Agreement, AgreementState

S = AgreementState
pytestmark = pytest.mark.django_db
LIST = "/desk/almanac/agreements/"


@pytest.fixture(autouse=True)
def morning(clock: Any) -> None:
    """Let every test begin on one morning."""
    clock.set(hour("08:00"))


@pytest.fixture
def both(office: Office) -> Sides:
    return sides(office)


def page(row: Agreement, more: str = "") -> str:
    return f"{LIST}{row.pk}/{more}"


def filled(office: Office, both: Sides, **other: Any) -> dict[str, Any]:
    return {
        "title": "梅东社区和枕梅银行共建协议",
        "area": office.first.pk,
        "owner": both.house.pk,
        "parties": [both.bank.pk],
        "begins": "2026-01-01",
        "ends": "2026-12-31",
    } | other


@pytest.mark.parametrize(
    ("who", "codes"),
    [
        ("worker", [200, 200, 200, 200]),
        ("colleague", [200, 200, 200, 200]),
        ("leader", [200, 200, 403, 404]),
        ("grid_worker", [200, 404, 403, 404]),
        ("stranger", [200, 404, 404, 404]),
        ("system", [403, 403, 403, 403]),
    ],
)
def test_each_person_opens_what_is_theirs(office: Office, both: Sides, who: str, codes: list[int]) -> None:
    row, client = drafted(office, both), seen_by(getattr(office, who))
    pages = (LIST, page(row), page(row, "change/"), page(row, "add/need/"))
    assert [client.get(one).status_code for one in pages] == codes


def test_a_partner_sees_its_own_and_no_other(office: Office, both: Sides) -> None:
    mine, theirs = signed(office, both), signed(office, both, title="另一份", parties=(both.other,))
    client = seen_by(both.liaison)
    assert [row.pk for row in client.get(LIST).context["page"]] == [mine.pk]
    pages = (
        page(mine),
        page(theirs),
        page(mine, "rate/"),
        page(mine, "add/need/"),
        page(mine, "add/project/"),
    )
    assert [client.get(one).status_code for one in pages] == [200, 404, 200, 200, 404]
    form = client.get(page(mine, "rate/")).context["form"]
    assert list(form.fields["unit"].queryset) == [both.bank]


def test_the_list_has_tabs_a_search_and_a_fixed_number_of_questions(
    office: Office, both: Sides, django_assert_num_queries: Any
) -> None:
    force, plan = signed(office, both), drafted(office, both, title="草稿", number="梅东〔2026〕3号")
    long = signed(office, both, title="两年的", ends=date(2027, 12, 31))
    client = seen_by(office.worker)

    def found(query: str) -> list[Any]:
        return list(client.get(LIST + query).context["page"])

    queries = ("", "?show=soon", "?show=draft", "?q=枕梅银行", "?show=all&q=2026〕3", "?q=nothing", "?show=x")
    assert [found(query) for query in queries] == [
        [force, long],
        [force],
        [plan],
        [force, long],
        [plan],
        [],
        [force, long],
    ]
    with django_assert_num_queries(8):
        client.get(LIST)
    for _ in range(3):
        signed(office, both)
    with django_assert_num_queries(8):
        client.get(LIST)


def test_an_agreement_is_drafted_changed_and_signed_on_pages(office: Office, both: Sides) -> None:
    client = seen_by(office.worker)
    answer = client.post(LIST + "new/", filled(office, both))
    row = Agreement.objects.get()
    assert (answer.status_code, answer["Location"], row.owner) == (302, page(row), both.house)
    client.post(page(row, "change/"), filled(office, both, title="改了"))
    assert (fresh(row).title, client.get(page(row, "go/sign/")).status_code) == ("改了", 404)
    leader = seen_by(office.leader)
    empty = leader.post(page(row, "go/sign/"), {"signed_on": "2026-01-01", "signers": ""})
    assert list(empty.context["form"].errors) == ["signers"]
    leader.post(page(row, "go/sign/"), {"signed_on": "2026-01-01", "signers": "周、许"})
    assert (fresh(row).state, fresh(row).signers) == (S.IN_FORCE, "周、许")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ends": "2026-02-31"}, "ends"),
        ({"ends": "2025-01-01"}, "__all__"),
        ({"parties": ["99999999999999999999"]}, "parties"),
        ({"title": "长" * 81}, "title"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_written_stays(
    office: Office, both: Sides, wrong: dict[str, Any], field: str
) -> None:
    answer = seen_by(office.worker).post(LIST + "new/", filled(office, both, **wrong))
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors), form["begins"].value()) == (200, [field], "2026-01-01")
    assert Agreement.objects.count() == 0


def test_faults_speak_the_readers_language(office: Office, both: Sides) -> None:
    client, said = seen_by(office.worker), filled(office, both, ends="2025-01-01")
    told = client.post(LIST + "new/", said, headers={"accept-language": "en"}).context["form"]
    assert told.non_field_errors() == [
        "the last day 2025-01-01 is before the first 2026-01-01. Check the term."
    ]


def test_renewing_leads_to_the_next_agreement(office: Office, both: Sides) -> None:
    row = signed(office, both)
    client = seen_by(office.leader)
    first = client.get(page(row, "go/renew/")).context["form"]
    assert [str(first[name].value()) for name in ("begins", "ends")] == ["2027-01-01", "2027-12-31"]
    said = {"begins": "2027-01-01", "ends": "2027-12-31", "signed_on": "2026-11-27", "signers": "周、许"}
    answer = client.post(page(row, "go/renew/"), said)
    new = Agreement.objects.get(renews=row)
    assert answer["Location"] == page(new)
    assert page(new) in client.get(page(row)).text


def test_lines_are_written_and_moved_on_pages(office: Office, both: Sides) -> None:
    row, client = signed(office, both), seen_by(office.worker)
    client.post(page(row, "add/need/"), {"title": "老人怕被骗", "unit": both.house.pk})
    need = row.lines.get()
    said = {"title": "反诈讲座", "unit": both.bank.pk, "need": need.pk, "due": "2026-12-20"}
    client.post(page(row, "add/project/"), said)
    project = row.lines.get(kind="project")
    client.post(page(row, f"lines/{project.pk}/finish/"), {"result": "来了 40 人"})
    assert (project.need, fresh(project).result, fresh(need).state) == (need, "来了 40 人", "done")
    assert "已满足" in client.get(page(row)).text
    assert client.get(page(row, f"lines/{project.pk}/start/")).status_code == 404
    assert client.get(page(row, "add/x/")).status_code == 404
    assert seen_by(office.leader).get(page(row, f"lines/{need.pk}/start/")).status_code == 404


def test_an_activity_is_put_under_it_and_shows_it(office: Office, both: Sides) -> None:
    row, client = signed(office, both), seen_by(office.worker)
    mine = opened(office, hosts=(both.house,), co_hosts=(both.bank,))
    opened(office, title="别人的")
    form = client.get(page(row, "held/")).context["form"]
    assert list(form.fields["activity"].queryset) == [mine]
    client.post(page(row, "held/"), {"activity": mine.pk})
    under = row.under.get()
    shown = client.get(f"/desk/almanac/activities/{mine.pk}/")
    assert [one.agreement for one in shown.context["above"]] == [row]
    assert seen_by(office.stranger).post(page(row, f"held/{under.pk}/drop/")).status_code == 404
    client.post(page(row, f"held/{under.pk}/drop/"))
    assert row.under.count() == 0


def test_a_stranger_who_sees_the_activity_does_not_see_the_agreement(office: Office, both: Sides) -> None:
    row = signed(office, both)
    activity = opened(office, hosts=(both.house, office.unit))
    actions.put_under(BY, row, activity=activity)
    answer = seen_by(office.stranger).get(f"/desk/almanac/activities/{activity.pk}/")
    assert (answer.status_code, answer.context["above"]) == (200, [])


def test_a_term_at_the_end_of_time_is_refused(office: Office, both: Sides) -> None:
    said = {"title": "x", "area": office.first.pk, "owner": both.house.pk, "parties": [both.bank.pk]}
    for days in (("9999-01-01", "9999-12-31"), ("0001-01-01", "0001-12-31")):
        sent = said | dict(zip(("begins", "ends"), days, strict=True))
        answer = seen_by(office.worker).post(LIST + "new/", sent)
        far = ["请填 2000 年到 2100 年的日子。"]
        assert answer.context["form"].errors == {"begins": far, "ends": far}


def test_a_year_is_rated_on_its_page(office: Office, both: Sides) -> None:
    row, client = signed(office, both), seen_by(both.liaison)
    assert [one.name for one in client.get(page(row)).context["unrated"]] == ["梅东社区居委会", "枕梅银行"]
    poor = client.post(page(row, "rate/"), {"unit": both.bank.pk, "year": 2026, "grade": 1})
    assert poor.context["form"].non_field_errors() == ["评“差”要写说明。请写哪里不好、怎么改。"]
    client.post(page(row, "rate/"), {"unit": both.bank.pk, "year": 2026, "grade": 5})
    assert [one.name for one in client.get(page(row)).context["unrated"]] == ["梅东社区居委会"]
    assert seen_by(office.leader).get(page(row, "rate/")).status_code == 404
    assert "许行员0" in client.get(page(row)).text.partition('id="ratings"')[2].partition("</section>")[0]
    offered = seen_by(office.worker).get(page(row, "rate/")).context["form"].fields["unit"].queryset
    assert [one.name for one in offered] == ["梅东社区居委会"]


def test_the_workbook_holds_what_the_list_shows(office: Office, both: Sides) -> None:
    row = signed(office, both, title="=1+1")
    need = line(row, "need", "老人怕被骗", both.house)
    done = line(row, "project", "反诈讲座", both.bank, need=need)
    actions.move_line(BY, done, "finish")
    drafted(office, both)
    answer = seen_by(both.liaison).get(LIST + "list.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    [head, only] = list(book["共建协议"].values)
    assert (head[0], only[:5], only[9:12]) == (
        "名称",
        ("'=1+1", "", "梅东社区", "梅东社区居委会", "梅东社区居委会、枕梅银行"),
        (1, 1, 0),
    )
    assert [cells[1:5] for cells in list(book["三张清单"].values)[1:]] == [
        ("需求", "老人怕被骗", "梅东社区居委会", "已满足"),
        ("项目", "反诈讲座", "枕梅银行", "完成了"),
    ]
    assert seen_by(both.other_liaison).get(LIST + "list.xlsx").status_code == 200
    empty = openpyxl.load_workbook(io.BytesIO(seen_by(both.other_liaison).get(LIST + "list.xlsx").content))
    assert len(list(empty["共建协议"].values)) == 1


def test_the_entry_of_the_desk_is_there_for_those_who_may(office: Office, both: Sides) -> None:
    assert f'href="{LIST}"' in seen_by(both.liaison).get("/desk/").text
    assert f'href="{LIST}"' not in seen_by(office.system).get("/desk/").text
