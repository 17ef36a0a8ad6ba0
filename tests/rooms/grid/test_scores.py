"""Scoring rules: looked at before they are taken in, in versions by day, a street's own before everybody's."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from office import BY, Office
from voices import make_request
from whistling import person
from yike.core.accounts.models import RoleHolding, User
from yike.core.areas.actions import add_area, close_area
from yike.core.areas.models import Area, AreaLevel
from yike.core.record.clock import today
from yike.core.record.deed import deed
from yike.core.rights.roles import Role
from yike.engines.faults import Fault
from yike.rooms.grid.actions.scores import import_scores
from yike.rooms.grid.models.scores import ALWAYS, ScoreRule
from yike.rooms.grid.queries.scores import in_force, versions
from yike.rooms.grid.scoring import sample
from yike.rooms.grid.sheets.planning import Plan
from yike.rooms.grid.sheets.reading import Drafts, read_drafts
from yike.rooms.grid.sheets.scores import SHEET, plan_scores, rows_of
from yike.rooms.grid.sheets.writing import workbook

pytestmark = pytest.mark.django_db
DAY = date(2026, 12, 31)
LIANYUNGANG = "连云港（省派单）"
HEAD = "办法,指标,自哪天起,比率,得分,说明,只用于街道"


def drafts(tmp_path: Path, *rows: str) -> Drafts:
    path = tmp_path / "scores.csv"
    path.write_text("\n".join([HEAD, *rows]), encoding="utf-8-sig")
    return read_drafts(path, SHEET)


def taken_in(office: Office, tmp_path: Path, *rows: str, **more: Any) -> Plan:
    return import_scores(person(office.admin), drafts(tmp_path, *rows), reason="办法改了", **more)


def points(area: Area, source: str, indicator: str, rate: str, day: date = DAY) -> Decimal | None:
    curve = in_force(area, day).get((source, indicator))
    return None if curve is None else curve.points(Decimal(rate))


def test_the_bundled_rules_hold_until_somebody_changes_them(office: Office) -> None:
    assert in_force(office.street, DAY) == sample()
    assert all(one.bundled for one in versions(office.admin))


def test_a_version_holds_from_its_first_day_and_the_one_before_until_then(
    office: Office, tmp_path: Path
) -> None:
    plan = taken_in(
        office,
        tmp_path,
        "金华,结案率,2027-01-01,50,0,新办法,",
        "金华,结案率,2027-01-01,100,40,,",
        "金华,结案率,2028-01-01,,,不再考核,",
        "本街道,满意率,,0%,0,,",
        "本街道,satisfied,,100,10,,",
    )
    assert [change.name for change in plan.added] == [
        "金华 · 结案率 · 2027-01-01",
        "金华 · 结案率 · 2028-01-01",
        "本街道 · 满意率",
    ]
    said = [
        points(office.street, "金华", "closed", "75", day)
        for day in (date(2026, 12, 31), date(2027, 1, 1), date(2027, 12, 31), date(2028, 1, 1))
    ]
    assert said == [Decimal(5), Decimal(20), Decimal(20), None]
    assert points(office.street, "本街道", "satisfied", "50") == 5
    assert points(office.street, LIANYUNGANG, "satisfied", "87.5") == Decimal("19.75")


def test_a_streets_own_rule_goes_before_everybodys_and_is_no_others(office: Office, tmp_path: Path) -> None:
    other = add_area(BY, level=AreaLevel.STREET, code="999999002", name="竹桥街道", parent=None)
    taken_in(office, tmp_path, "金华,结案率,,0,0,,梅巷街道", "金华,结案率,,100,100,,999999001")
    everybodys = "金华,结案率,2026-01-01,0,0,,", "金华,结案率,2026-01-01,100,50,,"
    import_scores(BY, drafts(tmp_path, *everybodys))
    assert points(office.grids[0], "金华", "closed", "40") == 40
    assert points(Area.objects.get(pk=other.pk), "金华", "closed", "40") == 20
    elsewhere = plan_scores(
        drafts(tmp_path, "甲,结案率,,0,0,,竹桥街道", "甲,结案率,,9,9,,竹桥街道"), office.admin
    )
    assert [(one.spot.cell, one.fault.zh) for one in elsewhere.mistakes] == [
        ("G2", "没有街道“竹桥街道”"),
        ("G3", "没有街道“竹桥街道”"),
    ]


def test_what_holds_in_all_streets_is_for_who_keeps_them_all(office: Office, tmp_path: Path) -> None:
    add_area(BY, level=AreaLevel.STREET, code="999999002", name="竹桥街道", parent=None)
    lines = [f"甲{n},结案率,,{rate},{rate},," for n in range(6) for rate in (0, 10)]
    import_scores(BY, drafts(tmp_path, *lines))
    refused = plan_scores(drafts(tmp_path, "甲0,结案率,,0,0,,", "甲0,结案率,,9,9,,"), office.admin)
    assert [(one.spot.cell, one.fault.en) for one in refused.mistakes] == [
        ("G2", "this row holds in all streets, not in yours alone")
    ]
    own = "甲0,结案率,,0,0,,梅巷街道", "甲0,结案率,,9,9,,梅巷街道"
    plan = taken_in(office, tmp_path, *lines[:4], *own, complete=True)
    assert (len(plan.added), plan.gone, plan.same) == (1, [], 2)
    assert ScoreRule.objects.filter(active=True).count() == 7


def test_rules_of_streets_one_only_sees_come_back_as_they_were(office: Office, tmp_path: Path) -> None:
    other = add_area(BY, level=AreaLevel.STREET, code="999999002", name="竹桥街道", parent=None)
    with deed(BY, "tests.role") as d:
        d.add(RoleHolding(user=office.admin, role=Role.LEADER, area=other, since=today()))
    admin = User.objects.get(pk=office.admin.pk)
    lines = [f"甲,结案率,,{n},{n},,{name}" for name in ("梅巷街道", "竹桥街道") for n in (0, 10)]
    import_scores(BY, drafts(tmp_path, *lines))
    path = tmp_path / "out.xlsx"
    path.write_bytes(workbook(SHEET, rows_of(versions(admin)), language="zh"))
    plan = plan_scores(read_drafts(path, SHEET), admin, complete=True)
    assert (plan.mistakes, plan.empty) == ([], True)
    theirs = drafts(tmp_path, "甲,结案率,,0,0,,竹桥街道", "甲,结案率,,20,20,,竹桥街道")
    assert [(one.spot.cell, one.fault.en) for one in plan_scores(theirs, admin).mistakes] == [
        ("G2", "this row is another street's, not yours")
    ]
    close_area(BY, other, reason="并入梅巷街道")  # what is left of it is for who keeps all there are
    plan = plan_scores(theirs, admin)
    assert (plan.mistakes, [change.name for change in plan.changed]) == ([], ["甲 · 结案率"])


def test_wrong_cells_are_named_and_nothing_is_written(office: Office, tmp_path: Path) -> None:
    rows = (
        "金华,结案率,,五十,0,,",
        "金华,结案率,明年,60,0,,",
        "金华,没有的,,60,0,,",
        ",结案率,,60,0,,",
        "甲,结案率,,60,1e9,,",
        "乙,结案率,,90,10,,",
        "乙,结案率,,80,0,,",
        "丙,结案率,,80,0,,",
        "丁,结案率,,80,,,",
        "丁,结案率,,,10,,",
        "戊,结案率,,nan,10,,",
    )
    plan = plan_scores(drafts(tmp_path, *rows), office.admin)
    assert sorted((one.spot.cell for one in plan.mistakes), key=lambda cell: (int(cell[1:]), cell)) == [
        *("D2", "C3", "B4", "A5", "E6", "D8", "D9", "E10", "D11", "D12"),
    ]
    with pytest.raises(Fault, match="D2"):
        taken_in(office, tmp_path, *rows)
    assert not ScoreRule.objects.exists()


def test_rates_that_are_shares_of_one_are_remarked_on(office: Office, tmp_path: Path) -> None:
    plan = plan_scores(drafts(tmp_path, "甲,结案率,,0.5,0,,", "甲,结案率,,1,10,,"), office.admin)
    assert ([fault.zh for fault in plan.notes], plan.ready) == (["“甲”的比率都不超过 1"], True)


def test_what_is_given_out_can_be_taken_in_again_and_changes_nothing(office: Office, tmp_path: Path) -> None:
    taken_in(
        office, tmp_path, "甲,结案率,2027-01-01,0,0,说明,梅巷街道", "甲,结案率,2027-01-01,99.5,12.5,,梅巷街道"
    )
    taken_in(office, tmp_path, "甲,满意率,,,,,")
    path = tmp_path / "out.xlsx"
    for language in ("zh", "en"):
        path.write_bytes(workbook(SHEET, rows_of(versions(office.admin)), language=language))
        plan = plan_scores(read_drafts(path, SHEET), office.admin, complete=True)
        assert (plan.empty, plan.ready, plan.same) == (True, True, len(sample()) + 2)


def test_a_version_is_corrected_and_one_that_is_left_out_goes(office: Office, tmp_path: Path) -> None:
    lines = [f"甲{n},结案率,,{rate},{rate},," for n in range(6) for rate in (0, 10)]
    taken_in(office, tmp_path, *lines)
    plan = taken_in(office, tmp_path, *lines[:9], "甲4,结案率,,10,20,,", complete=True)
    assert (len(plan.changed), [row.source for row in plan.gone], plan.same) == (1, ["甲5"], 4)
    assert points(office.street, "甲4", "closed", "10") == 20
    assert points(office.street, "甲5", "closed", "10") is None
    taken_in(office, tmp_path, *lines[10:])
    assert points(office.street, "甲5", "closed", "10") == 10
    with pytest.raises(Fault, match="over a fifth"):
        taken_in(office, tmp_path, *lines[:2], complete=True)


def test_an_administrator_uploads_looks_and_says_yes_and_others_only_look(office: Office) -> None:
    client = Client()
    client.force_login(office.admin)
    book = client.get("/desk/grid/scores/scores.xlsx").content
    page = load_workbook(io.BytesIO(book)).active
    assert [cell.value for cell in page[1]] == HEAD.split(",")
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
    assert [row[3:5] for row in rows if row[:2] == ["金华", "结案率"]] == [[70, 0], [90, 20]]
    for row in page.iter_rows(min_row=2):
        if row[0].value == "金华" and row[3].value == 90:
            row[4].value = 30
    out = io.BytesIO()
    page.parent.save(out)
    file = SimpleUploadedFile("scores.xlsx", out.getvalue())
    looked = client.post("/desk/grid/scores/sheet/", {"file": file})
    assert (looked.status_code, ScoreRule.objects.count()) == (200, 0)
    said = {name: looked.context["form"].initial[name] for name in ("token", "seen")} | {
        "reason": "区里新办法"
    }
    assert client.post("/desk/grid/scores/sheet/confirm/", said)["Location"] == "/desk/grid/scores/"
    (row,) = ScoreRule.objects.all()
    assert (row.source, row.indicator, row.since, row.knots) == (
        "金华",
        "closed",
        ALWAYS,
        [["70", "0"], ["90", "30"]],
    )
    shown = client.get("/desk/grid/scores/").content.decode()
    assert ("90% → 30" in shown, "90% → 20" in shown) == (True, False)
    client.force_login(office.worker)
    assert [
        client.get(f"/desk/grid/scores/{path}").status_code for path in ("", "scores.xlsx", "sheet/")
    ] == [*(200, 200, 403)]
    client.force_login(office.audit)
    assert client.get("/desk/grid/scores/").status_code == 403


def test_the_board_scores_by_the_rule_in_force_on_its_last_day(
    client: Client, office: Office, tmp_path: Path
) -> None:
    row = make_request(office.grids[0])
    with deed(BY, "test.count") as d:
        d.fact("grid.requests.revisited", 20, area=office.grids[0], source=row, day=date(2026, 12, 1))
        d.fact("grid.requests.satisfied", 10, area=office.grids[0], source=row, day=date(2026, 12, 1))
    taken_in(office, tmp_path, "本区,满意率,2026-12-20,0,0,,", "本区,满意率,2026-12-20,100,77,,")
    client.force_login(office.clerk)
    pages = [
        client.get(f"/desk/grid/board/?since=2026-12-01&until=2026-12-{day}").content.decode()
        for day in (19, 20)
    ]
    assert [("38.50 / 77" in page, "12.50 / 25" in page) for page in pages] == [(False, True), (True, True)]
