"""The pages of campaigns: who sees and does what, lists in and out, one tap on the phone."""

from __future__ import annotations

import io
import re
import uuid
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from campaigning import AWAY, found, planned, pointed, running, teamed
from duties import BESIDE, FAR, SPOT, make_place
from gridcases import Works, jpeg, make_works
from office import BY, Office
from yike.core.accounts.models import User
from yike.core.record.models import HistoryEntry
from yike.rooms.grid.actions import campaigns as act
from yike.rooms.grid.actions.campaigns import NewCampaign
from yike.rooms.grid.models import Campaign, CampaignFinding, CampaignPoint, CampaignTeam, Case

pytestmark = pytest.mark.django_db
AT = "/desk/grid/campaigns/"
WHY = {"reason": "周例会用的清单"}


@pytest.fixture
def works(office: Office, clock: Any) -> Works:
    return make_works(office, clock)


def inside(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.jpg", jpeg(), "image/jpeg")


def book(
    *rows: tuple[Any, ...], header: tuple[str, ...] = ("点位", "地址", "经度", "纬度", "小队")
) -> SimpleUploadedFile:
    page = openpyxl.Workbook()
    for row in (header, *rows):
        page.active.append(list(row))
    out = io.BytesIO()
    page.save(out)
    return SimpleUploadedFile("points.xlsx", out.getvalue())


def test_owner_colleague_and_member_see_a_campaign_and_a_stranger_does_not(
    office: Office, works: Works
) -> None:
    campaign, team, points = running(office)
    people = {who: getattr(office, who) for who in ("worker", "grid_worker", "leader")}
    people |= {"stranger": office.stranger, "cleaner": works.cleaner, "audit": office.audit}
    paths = (
        *(f"{campaign.pk}/", f"{campaign.pk}/map/", f"{campaign.pk}/map.geojson", f"{campaign.pk}/points/"),
        *(f"{campaign.pk}/points.xlsx", f"{campaign.pk}/findings/export/", f"teams/{team.pk}/"),
        *(f"points/{points[0].pk}/", f"points/{points[0].pk}/place.geojson"),
    )
    for path in paths:
        seen = {who: inside(user).get(f"{AT}{path}").status_code for who, user in people.items()}
        ours = ("worker", "grid_worker", "leader")
        assert seen == dict.fromkeys(ours, 200) | {"stranger": 404, "cleaner": 404, "audit": 403}, path


def test_only_who_keeps_a_campaign_changes_it_and_only_its_team_walks(office: Office, works: Works) -> None:
    campaign, team, points = running(office)
    keeps = (
        *(f"{campaign.pk}/change/", f"{campaign.pk}/copy/", f"{campaign.pk}/go/close/"),
        *(f"{campaign.pk}/points/new/", f"{campaign.pk}/points/pick/", f"{campaign.pk}/points/sheet/"),
        *(f"{campaign.pk}/points/share/", f"{campaign.pk}/teams/new/", f"teams/{team.pk}/change/"),
        *(f"points/{points[0].pk}/change/",),
    )
    for path in keeps:
        may = {
            who: inside(getattr(office, who)).get(f"{AT}{path}").status_code
            for who in ("worker", "grid_worker", "stranger")
        }
        assert may == {"worker": 200, "grid_worker": 403, "stranger": 404}, path
    walks = {
        who: inside(getattr(office, who)).get(f"{AT}points/{points[0].pk}/find/").status_code
        for who in ("grid_worker", "colleague", "worker", "leader", "stranger")
    }
    assert walks == {"grid_worker": 200, "colleague": 200, "worker": 200, "leader": 403, "stranger": 404}
    assert inside(office.leader).post(f"{AT}points/{points[0].pk}/clean/").status_code == 403
    assert inside(office.stranger).post(f"{AT}points/{points[0].pk}/clean/").status_code == 404
    assert CampaignPoint.objects.filter(state="ahead").count() == 2


def test_a_campaign_is_planned_walked_and_closed_by_its_pages(office: Office, works: Works) -> None:
    client = inside(office.worker)
    said = {
        "name": "雨季前排查楼道堆物",
        "area": office.first.pk,
        "since": "2026-11-30",
        "until": "2026-12-09",
    }
    said |= {"questions": "楼道有没有堆东西\n消防门关不关得上", "days_after": 0}
    answer = client.post(f"{AT}new/", said)
    campaign = Campaign.objects.get()
    at = f"{AT}{campaign.pk}/"
    assert (answer["Location"], campaign.questions) == (at, ["楼道有没有堆东西", "消防门关不关得上"])
    answer = client.post(f"{at}go/start/", follow=True)
    assert "还没有点" in answer.content.decode()
    make_place(office, "菜场东门", unit=works.cleaners)
    make_place(office, "竹行巷口", unit=works.cleaners, lon=BESIDE[0], lat=BESIDE[1], area=office.grids[1])
    assert client.get(f"{at}points/pick/?kind=point").context["count"] == 2
    client.post(f"{at}points/pick/", {"all": "1"})
    client.post(f"{at}points/new/", {"name": "桥下", "lon": AWAY[0], "lat": AWAY[1]})
    assert "没有分给小队" in client.post(f"{at}go/start/", follow=True).content.decode()
    member = {
        "name": "一队",
        "leader": office.grid_worker.pk,
        "members": "colleague、没有的人",
        "helpers": "3",
    }
    wrong = client.post(f"{at}teams/new/", member)
    assert "没有的人" in str(wrong.context["form"].errors["members"])
    client.post(f"{at}teams/new/", member | {"members": "吴同事", "units": [works.cleaners.pk]})
    team = CampaignTeam.objects.get()
    assert [one.user for one in team.members.all()] == [office.colleague]
    assert client.get(f"{at}points/share/").context["shares"][0][1] == 3
    client.post(f"{at}points/share/")
    client.post(f"{at}go/start/")
    mine = inside(office.colleague)
    assert mine.get(f"{AT}walk/")["Location"] == team.get_absolute_url()
    near = mine.get(f"{AT}teams/{team.pk}/?where={BESIDE[0]},{BESIDE[1]}")
    assert [(point.name, far) for point, far in near.context["rows"]] == [
        ("竹行巷口", 0),
        ("桥下", 320),
        ("菜场东门", 380),
    ]
    one, two, three = (CampaignPoint.objects.get(name=name) for name in ("菜场东门", "桥下", "竹行巷口"))
    answer = mine.post(f"{AT}points/{one.pk}/clean/")
    assert answer["Location"] == team.get_absolute_url()
    assert [point.name for point, _far in mine.get(answer["Location"]).context["rows"]] == [
        "桥下",
        "竹行巷口",
    ]
    form = {
        "kind": works.kind.pk,
        "question": "0",
        "key": str(uuid.uuid4()),
        "before": photo(),
        "text": "一堆木板",
    }
    mine.post(f"{AT}points/{two.pk}/find/", form)
    mine.post(f"{AT}points/{two.pk}/find/", form | {"before": photo()})
    finding = CampaignFinding.objects.get()
    assert (finding.case.text, finding.question, finding.case.reporter) == ("一堆木板", 0, office.colleague)
    mine.post(f"{AT}points/{three.pk}/miss/", {"reason": "门锁着"})
    page = client.get(at)
    assert (page.context["cover"].walked, page.context["cover"].missed, page.context["count"]) == (2, 1, 1)
    words = ("2 / 3", "梅东社区", str(finding.case), "怎么算的", "王网格", "志愿者 3 人", "梅巷环卫所")
    assert [word in page.content.decode() for word in words] == [True] * len(words)
    client.post(f"{at}go/close/")
    client.post(f"{at}go/archive/")
    campaign.refresh_from_db()
    assert campaign.state == "archived"
    english = client.get(at, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert ("Points walked" in english, "Of 1 findings, 0 recur." in english) == (True, True)


def test_one_who_comes_second_is_told_and_their_finding_is_kept(office: Office, works: Works) -> None:
    _campaign, _team, points = running(office)
    at = f"{AT}points/{points[0].pk}/"
    inside(office.grid_worker).post(f"{at}clean/")
    second = inside(office.colleague)
    told = second.post(f"{at}clean/", follow=True).content.decode()
    assert "王网格 在 11-30 10:00 走过了" in told
    form = {"kind": works.kind.pk, "key": str(uuid.uuid4()), "before": photo()}
    second.post(f"{at}find/", form)
    point = CampaignPoint.objects.get(pk=points[0].pk)
    assert (point.state, point.walked_by, Case.objects.count()) == ("found", office.grid_worker, 1)


def test_a_list_is_looked_at_then_taken_in_and_given_out_again(office: Office, works: Works) -> None:
    campaign = planned(office)
    teamed(office, campaign)
    client, at = inside(office.worker), f"{AT}{campaign.pk}/points/"
    rows = [("竹行巷 3 号", "竹行巷", *SPOT, "一队"), ("竹行巷 5 号", "", *BESIDE, "")]
    moved = book(
        *[(row[4], row[2], row[3], row[0], row[1]) for row in rows],
        header=("小队", "经度", "纬度", "点位", "地址"),
    )
    page = client.post(f"{at}sheet/", {"file": moved})
    assert (page.context["counts"], CampaignPoint.objects.count()) == ((2, 0, 0, 0), 0)
    form = page.context["form"].initial | {"reason": "支部会定的"}
    assert client.post(f"{at}confirm/", {k: v or "" for k, v in form.items()})["Location"] == at
    named = CampaignPoint.objects.values_list("name", "area", "team__name")
    assert sorted(named) == [
        ("竹行巷 3 号", office.grids[0].pk, "一队"),
        ("竹行巷 5 号", office.grids[1].pk, None),
    ]
    out = client.get(f"{AT}{campaign.pk}/points.xlsx")
    again = client.post(f"{at}sheet/", {"file": SimpleUploadedFile("points.xlsx", out.content)})
    assert again.context["counts"] == (0, 0, 0, 2)


def test_a_bad_list_is_told_by_cell_and_nothing_is_written(office: Office, works: Works) -> None:
    campaign = planned(office)
    client, at = inside(office.worker), f"{AT}{campaign.pk}/points/sheet/"
    bad = book(
        *[("甲", "", *SPOT, ""), ("甲", "", *SPOT, ""), ("乙", "", *FAR, ""), ("丙", "", 120.62, None, "")],
        *[("丁", "", "东经", 31.3, ""), ("戊", "", None, None, "没有的队"), ("", "只有地址", None, None, "")],
    )
    page = client.post(at, {"file": bad})
    spots = [line.split(" ")[0].rstrip("：:") for line in page.context["mistakes"]]
    assert (len(spots), page.context["form"], CampaignPoint.objects.count()) == (6, None, 0)
    text = " ".join(page.context["mistakes"])
    assert [cell in text for cell in ("A3", "C4", "D5", "C6", "E7", "A8")] == [True] * 6
    empty = client.post(at, {"file": book()}).content.decode()
    assert "一个点也没有" in empty
    unknown = client.post(at, {"file": book(("甲",), header=("别的",))}).content.decode()
    assert "没有认得的" in unknown


def test_a_script_is_told_what_no_sending_again_will_mend(office: Office, works: Works) -> None:
    _campaign, _team, points = running(office)
    at = f"{AT}points/{points[0].pk}/"
    told = {"HTTP_ACCEPT": "application/json"}
    first = inside(office.grid_worker).post(f"{at}clean/", {"seen_at": "2026-11-30T02:00:00.000Z"}, **told)
    again = inside(office.grid_worker).post(f"{at}clean/", {"seen_at": "x"}, **told)
    second = inside(office.colleague).post(f"{at}clean/", **told)
    assert [answer.status_code for answer in (first, again, second)] == [201, 201, 422]
    assert "走过了" in second.json()["wrong"][0]
    for verb in ("clean", "miss", "undo", "find"):
        answer = inside(office.stranger).post(f"{at}{verb}/", **told)
        assert (answer.status_code, "不归您走" in answer.json()["wrong"][0]) == (422, True)
    assert inside(office.colleague).post(f"{at}find/", {"key": "x"}, **told).status_code == 422
    ready = inside(works.cleaner).get("/desk/grid/patrol/ready.json")
    assert ready.json()["user"] == str(works.cleaner.pk)


def test_findings_are_given_out_with_what_became_of_them(office: Office, works: Works) -> None:
    campaign, _team, points = running(office)
    finding = found(office.colleague, points[0], works, question=1, text="=1+1")
    at = f"{AT}{campaign.pk}/findings/export/"
    asked = inside(office.leader).get(at)
    assert f'href="{AT}{campaign.pk}/"' in asked.content.decode()
    assert inside(office.leader).post(at, {"reason": "啊"}).headers["Content-Type"].startswith("text/html")
    assert not HistoryEntry.objects.filter(verb="grid.findings.export").exists()
    out = inside(office.leader).post(at, WHY)
    entry = HistoryEntry.objects.get(verb="grid.findings.export")
    assert (entry.actor, entry.reason) == (office.leader, WHY["reason"])
    mark, *rows = openpyxl.load_workbook(io.BytesIO(out.content)).active.values
    assert WHY["reason"] in str(mark[0])
    names = ("案件号", "点位", "所在网格", "小队", "小类", "看什么", "情况")
    assert rows[0][:7] == names
    told = (str(finding.case), "菜场东门", "第1网格", "一队", "暴露垃圾", "消防门关不关得上")
    assert (rows[1][:6], rows[1][6].endswith("=1+1"), rows[1][8:10]) == (told, True, ("吴同事", "已上报"))
    assert len(rows) == 2


def test_findings_are_given_out_to_who_may_open_their_cases(office: Office, works: Works) -> None:
    campaign, _team, points = running(office)
    teamed(office, campaign, "二队", leader=works.cleaner, members=[])
    here, there = (found(office.colleague, point, works) for point in points)
    people = {"worker": office.worker, "grid_worker": office.grid_worker, "cleaner": works.cleaner}
    told = {}
    for who, user in people.items():
        out = inside(user).post(f"{AT}{campaign.pk}/findings/export/", WHY).content
        rows = list(openpyxl.load_workbook(io.BytesIO(out)).active.values)[2:]
        page = inside(user).get(f"{AT}{campaign.pk}/").content.decode()
        part = re.findall(r"发现共 2 件，其中 \d 件", page)
        told[who] = ([row[0] for row in rows], "findings/export/" in page, part)
        assert (str(here.case) in page, str(there.case) in page) == (True, True)
        for one in (here, there):  # a link only where it opens
            at = f"{AT}points/{one.point_id}/"
            shown = inside(user).get(at)
            opens = inside(user).get(one.case.get_absolute_url()).status_code == 200
            assert (one.case.get_absolute_url() in page) is opens
            assert (
                shown.status_code == 404 or (one.case.get_absolute_url() in shown.content.decode()) is opens
            )
    assert told == {
        "worker": ([str(here.case), str(there.case)], True, []),
        "grid_worker": ([str(here.case)], True, ["发现共 2 件，其中 1 件"]),
        "cleaner": ([], False, ["发现共 2 件，其中 0 件"]),
    }


def test_what_was_found_before_is_told_to_who_sees_that_campaign(office: Office, works: Works) -> None:
    first, _team, points = running(office, "一")
    found(office.colleague, points[0], works)
    act.go_campaign(BY, first, "close")
    plan = NewCampaign("回头看", office.first, first.since, first.until)
    again = act.copy_campaign(BY, first, plan, teams=False)
    point = again.points.get()
    act.give_points(BY, again, [point], teamed(office, again, leader=works.cleaner, members=[]))
    act.go_campaign(BY, again, "start")
    told = {
        user: [one.point for one in inside(user).get(point.get_absolute_url()).context["former"]]
        for user in (office.worker, works.cleaner)
    }
    assert told == {office.worker: points, works.cleaner: []}


def test_points_that_nobody_has_yet_are_shown_while_it_runs(office: Office, works: Works) -> None:
    campaign, _team, _points = running(office)
    client, at = inside(office.worker), f"{AT}{campaign.pk}/"
    share = f"{at}points/share/?fresh=1"
    assert share not in client.get(at).content.decode()
    pointed(campaign, None, "新的")
    assert (share in client.get(at).content.decode(), client.get(share).context["count"]) == (True, 1)
    assert share not in inside(office.grid_worker).get(at).content.decode()
