"""The pages of cases and of the patrol: who sees what, each form, the kinds as a sheet, what a script is told."""

from __future__ import annotations

import uuid
from itertools import groupby
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from duties import FAR, SPOT, make_place
from gridcases import Works, jpeg, make_case, make_kind, make_works, walk
from office import BY, Office
from yike.core.accounts.models import User
from yike.core.areas.actions import add_area
from yike.core.areas.models import AreaLevel
from yike.core.rights.by import By
from yike.rooms.grid.actions.cases.kinds import import_kinds, load_sample
from yike.rooms.grid.models import Case, CaseKind, Photo
from yike.rooms.grid.sheets.case_kinds import SHEET, plan_kinds
from yike.rooms.grid.sheets.reading import read_drafts

pytestmark = pytest.mark.django_db
PATROL = "/desk/grid/patrol/"
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def works(office: Office, clock: Any) -> Works:
    return make_works(office, clock)


def inside(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def photo(name: str = "a.jpg", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, jpeg() if content is None else content, "image/jpeg")


def test_owner_and_colleague_see_a_case_and_a_stranger_does_not(office: Office, works: Works) -> None:
    case = walk(office, works, make_case(office, works), "accept", "file", "dispatch")
    picture = Photo.objects.get()
    people = {
        who: getattr(office, who) for who in ("worker", "colleague", "leader", "grid_worker", "stranger")
    }
    people |= {"cleaner": works.cleaner, "warden": works.warden, "audit": office.audit}
    for at in ("", f"photo/{picture.pk}.jpg", "place.geojson"):
        seen = {
            who: inside(user).get(f"/desk/grid/cases/{case.pk}/{at}").status_code
            for who, user in people.items()
        }
        assert seen == {
            **dict.fromkeys(("worker", "colleague", "leader", "grid_worker", "cleaner"), 200),
            "stranger": 404,
            "warden": 404,
            "audit": 403,
        }
    may = {
        who: inside(user).get(f"/desk/grid/cases/{case.pk}/go/take/").status_code
        for who, user in people.items()
    }
    assert may == {
        **dict.fromkeys(("worker", "colleague", "leader", "grid_worker", "audit"), 403),
        "stranger": 404,
        "warden": 404,
        "cleaner": 200,
    }


def test_on_its_map_a_case_is_named_and_the_area_beneath_it_is_not(office: Office, works: Works) -> None:
    case = make_case(office, works)
    drawn = inside(office.worker).get(f"/desk/grid/cases/{case.pk}/place.geojson").json()["features"]
    assert [one["properties"]["label"] for one in drawn] == ["", f"{case} 暴露垃圾"]


def test_another_cases_photo_is_not_shown_below_ones_own(office: Office, works: Works) -> None:
    first, second = make_case(office, works), make_case(office, works)
    other = Photo.objects.get(of=second.of)
    assert inside(office.worker).get(f"/desk/grid/cases/{first.pk}/photo/{other.pk}.jpg").status_code == 404


def test_a_case_is_taken_down_and_goes_on_by_its_forms(office: Office, works: Works) -> None:
    make_place(office, unit=works.wardens)
    client = inside(office.worker)
    said = {"kind": works.kind.pk, "level": "urgent", "source": "hotline", "address": "菜场东门"}
    said |= {"lon": SPOT[0], "lat": SPOT[1], "before": [photo(), photo("b.jpg")]}
    answer = client.post("/desk/grid/cases/new/", said)
    case = Case.objects.get()
    assert (answer["Location"], case.source, case.level) == (case.get_absolute_url(), "hotline", "urgent")
    assert Photo.objects.filter(of=case.of, role="before").count() == 2
    at = f"/desk/grid/cases/{case.pk}/go"
    client.post(f"{at}/accept/", {"text": ""})
    client.post(f"{at}/file/", {"kind": works.kind.pk, "level": "normal", "text": ""})
    form = client.get(f"{at}/dispatch/").context["form"]
    assert form.initial["unit"] == works.wardens.pk
    client.post(f"{at}/dispatch/", {"unit": works.cleaners.pk, "text": ""})
    theirs = inside(works.cleaner)
    theirs.post(f"{at}/take/", {"text": ""})
    missing = theirs.post(f"{at}/answer/", {"text": ""})
    assert missing.context["form"].errors.keys() == {"text"}
    bad = theirs.post(f"{at}/answer/", {"text": "清走了", "files": [photo(content=b"PK\x03\x04")]})
    assert "不是照片" in bad.content.decode()
    theirs.post(f"{at}/answer/", {"text": "清走了", "files": [photo()]})
    client.post(f"{at}/verify/", {"text": "看过了"})
    case.refresh_from_db()
    assert (case.state, case.result, case.on_time) == ("closed", "清走了", True)
    page = client.get(case.get_absolute_url()).content.decode()
    told = ("清走了", "核查通过，结案", "处理后", "A2026-000001")
    assert [word in page for word in told] == [True] * len(told)
    late = client.post(f"{at}/accept/", {"text": ""})
    assert "它的状态已经变了" in late.content.decode()
    assert client.get(f"{at}/nonsense/").status_code == 404


def test_the_queue_shows_what_is_asked_for(office: Office, works: Works) -> None:
    first = make_case(office, works, level="urgent", text="楼道口")
    second = walk(office, works, make_case(office, works), "accept", "file", "dispatch")
    third = walk(office, works, make_case(office, works), "void")
    client = inside(office.worker)

    def found(asked: str, who: Client = client) -> list[int]:
        return [case.pk for case in who.get(f"/desk/grid/cases/{asked}").context["page"]]

    assert found("") == [first.pk, second.pk]
    assert found("?look=sort") == [first.pk]
    assert found("?look=ended") == [third.pk]
    assert found("?state=void&q=A2026") == []
    assert found(f"?q={third.number}") == [third.pk]
    assert found("?q=楼道") == [first.pk]
    assert found(f"?kind={works.kind.pk}&level=urgent&area={office.first.pk}") == [first.pk]
    assert found(f"?unit={works.cleaners.pk}") == [second.pk]
    assert found("?area=999999999&kind=x&look=y") == []
    assert found("?look=mine", inside(works.cleaner)) == [second.pk]
    assert found("", inside(office.stranger)) == []
    drawn = client.get("/desk/grid/cases/map.geojson?look=sort").json()["features"]
    assert [f["properties"]["tone"] for f in drawn if f["properties"]["kind"] == "point"] == ["stop"]
    assert client.get("/desk/grid/cases/map/").status_code == 200


def test_the_audit_officer_follows_one_case_from_end_to_end(office: Office, works: Works) -> None:
    case = make_case(office, works, text="楼道堆物")
    verbs = ("accept", "file", "dispatch", "take", "answer", "rework", "answer", "verify", "assess")
    walk(office, works, case, *verbs)
    audit = inside(office.audit)
    told, page, older = [], "", f"subject=grid.case:{case.pk}"
    while older:  # page by page, as the officer does
        answer = audit.get(f"/desk/record/?{older}")
        told += [entry.verb for entry in answer.context["entries"]]
        page, older = page + answer.content.decode(), answer.context["older"]
    gone = [verb for verb, _ in groupby(reversed(told))]
    assert gone == [f"grid.case.{verb}" for verb in ("report", *verbs)]
    names = (
        "上报案件",
        "受理案件",
        "立案",
        "派遣案件",
        "签收案件",
        "反馈处置结果",
        "案件返工",
        "核查结案",
        "评价案件",
    )
    assert [name for name in names if name not in page] == []
    assert (case.number in page, audit.get(case.get_absolute_url()).status_code) == (True, 403)


# --- patrol ---


def sent(works: Works, **more: Any) -> dict[str, Any]:
    said = {
        "kind": works.kind.pk,
        "lon": SPOT[0],
        "lat": SPOT[1],
        "key": str(uuid.uuid4()),
        "before": photo(),
    }
    return said | more


def test_three_taps_report_a_case_without_any_script(office: Office, works: Works) -> None:
    client = inside(office.grid_worker)
    page = client.get(PATROL)
    key = page.context["form"]["key"].value()
    answer = client.post(PATROL, sent(works, key=str(key)))
    case = Case.objects.get()
    assert (answer["Location"], case.reporter, case.area) == (PATROL, office.grid_worker, office.grids[0])
    client.post(PATROL, sent(works, key=str(key), text="又按了一次"))
    assert Case.objects.count() == 1
    assert str(case) in client.get(PATROL).content.decode()


def test_a_script_is_told_the_number_or_what_is_wrong(office: Office, works: Works) -> None:
    client = inside(office.grid_worker)
    said = sent(works, seen_at="2026-11-30T01:30:00.000Z", urgent="on")
    answer = client.post(PATROL, said, **JSON)
    case = Case.objects.get()
    assert (answer.status_code, answer.json()["number"]) == (201, case.number)
    assert (case.seen_at.isoformat(), case.level) == ("2026-11-30T01:30:00+00:00", "urgent")
    for wrong in ({"before": ""}, {"kind": 0}, {"before": photo(content=b"PK\x03\x04")}, {"key": "x"}):
        answer = client.post(PATROL, sent(works, **wrong), **JSON)
        assert (answer.status_code, len(answer.json()["wrong"])) == (422, 1)
    answer = client.post(PATROL, sent(works, on_spot="on"), **JSON)
    assert "处理前和处理后" in answer.json()["wrong"][0]
    answer = client.post(PATROL, sent(works, on_spot="on", after=photo("b.jpg")), **JSON)
    assert Case.objects.get(number=answer.json()["number"]).state == "closed"
    answer = client.post(PATROL, sent(works, lon=FAR[0], lat=FAR[1]), **JSON)
    assert answer.status_code == 201
    page = client.get(Case.objects.latest("pk").get_absolute_url()).content.decode()
    assert "定位不在本街道的任何网格里" in page


def test_a_moment_to_come_counts_as_now_and_one_without_a_calendar_loses_nothing(
    office: Office, works: Works, clock: Any
) -> None:
    client = inside(office.grid_worker)
    client.post(PATROL, sent(works, seen_at="2031-01-01T00:00:00Z"), **JSON)
    case = Case.objects.get()
    assert case.seen_at == case.reported_at


def test_a_report_of_another_is_not_taken_over(office: Office, works: Works) -> None:
    said = sent(works)
    inside(office.grid_worker).post(PATROL, said, **JSON)
    answer = inside(office.colleague).post(PATROL, said | {"before": photo()}, **JSON)
    assert (answer.status_code, Case.objects.count()) == (403, 1)


def test_whose_session_it_is_is_told_to_who_may_report_only(office: Office, works: Works) -> None:
    told = inside(office.grid_worker).get(f"{PATROL}ready.json").json()
    assert (told["user"], len(told["token"])) == (str(office.grid_worker.pk), 64)
    assert inside(office.audit).get(f"{PATROL}ready.json").status_code == 403
    assert Client().get(f"{PATROL}ready.json").status_code == 302
    assert Client().get(PATROL).status_code == 302


def test_the_worker_reaches_no_further_than_the_grid_room(office: Office) -> None:
    answer = inside(office.grid_worker).get("/desk/grid/worker.js")
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/javascript; charset=utf-8", "no-cache")
    assert "Service-Worker-Allowed" not in answer
    assert b"import " not in answer.content


# --- kinds ---


def test_the_sample_is_put_in_once_and_keeps_what_the_street_has_set(office: Office) -> None:
    client = inside(office.admin)
    client.post("/desk/grid/cases/kinds/sample/")
    assert CaseKind.objects.count() == 9
    limits = {k.name: (k.amount, k.measure) for k in CaseKind.objects.all()}
    assert [limits[name] for name in ("暴露垃圾", "道路不洁", "积存渣土", "私搭乱建", "绿地养护")] == [
        (4, "work_hour"),
        (2, "work_hour"),
        (2, "work_day"),
        (15, "work_day"),
        (5, "work_day"),
    ]
    assert load_sample(BY).empty
    assert inside(office.clerk).post("/desk/grid/cases/kinds/sample/").status_code == 403
    assert "暴露垃圾" in client.get("/desk/grid/cases/kinds/").content.decode()


def test_kinds_given_out_come_back_as_no_change_and_a_street_sets_its_own(
    office: Office, tmp_path: Any
) -> None:
    load_sample(BY)
    client = inside(office.admin)
    path = tmp_path / "kinds.xlsx"
    path.write_bytes(client.get("/desk/grid/cases/kinds/kinds.xlsx").content)
    assert plan_kinds(read_drafts(path, SHEET), office.admin, complete=True).empty
    path = tmp_path / "own.csv"
    path.write_text(
        "代码,大类,小类,时限,时限单位,只用于街道\nSR01,市容环境,暴露垃圾,30,分钟,梅巷街道\n"
        "SR01,市容环境,暴露垃圾,1,工作时,\nX,,新类,1,工作时,\nSR02,a,b,0,年,没有的街\n"
    )
    plan = plan_kinds(read_drafts(path, SHEET), office.admin)
    told = sorted(mistake.spot.cell for mistake in plan.mistakes)
    assert told == ["B4", "D5", "E5"]
    path.write_text("代码,小类,大类,时限,时限单位,只用于街道\nSR01,暴露垃圾,市容环境,30,分钟,梅巷街道\n")
    import_kinds(By.person(office.admin), read_drafts(path, SHEET))
    assert CaseKind.objects.get(street=office.street).amount == 30


def test_of_two_streets_each_changes_its_own_kinds_only(office: Office, tmp_path: Any) -> None:
    load_sample(BY)
    other = add_area(BY, level=AreaLevel.STREET, code="999999002", name="竹桥街道", parent=None)
    make_kind("SR99", name="别的街道的", street=other)
    path = tmp_path / "kinds.csv"
    head = "代码,大类,小类,时限,时限单位,只用于街道\n"
    path.write_text(f"{head}SR01,市容环境,暴露垃圾,30,分钟,\n")
    plan = plan_kinds(read_drafts(path, SHEET), office.admin)
    assert [(one.spot.cell, one.fault.en) for one in plan.mistakes] == [
        ("F2", "this row holds in all streets, not in yours alone")
    ]
    path.write_text(f"{head}SR01,市容环境,暴露垃圾,30,分钟,梅巷街道\n")
    plan = import_kinds(By.person(office.admin), read_drafts(path, SHEET), complete=True)
    assert (len(plan.added), plan.gone) == (1, [])
    assert CaseKind.objects.filter(in_use=True).count() == 11
    path = tmp_path / "kinds.xlsx"
    path.write_bytes(inside(office.admin).get("/desk/grid/cases/kinds/kinds.xlsx").content)
    plan = plan_kinds(read_drafts(path, SHEET), office.admin, complete=True)
    assert (plan.mistakes, plan.empty) == ([], True)  # with those of the other street


def test_of_several_streets_the_sample_is_put_in_for_ones_own(office: Office) -> None:
    add_area(BY, level=AreaLevel.STREET, code="999999002", name="竹桥街道", parent=None)
    make_kind("SR01", name="自己的叫法", street=office.street)
    for _press in (1, 2):
        assert inside(office.admin).post("/desk/grid/cases/kinds/sample/", follow=True).status_code == 200
    rows = CaseKind.objects.values_list("street", "name")
    assert (len(rows), {street for street, _name in rows}) == (9, {office.street.pk})
    assert CaseKind.objects.get(code="SR01").name == "自己的叫法"
    assert len(load_sample(BY).added) == 9  # who keeps all streets puts it in for all
