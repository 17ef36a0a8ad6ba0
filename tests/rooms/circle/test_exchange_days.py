"""Files that carry special days and check dates: taken in as they were given out, and never backwards."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from office import BY, Office
from points import make_item, make_point
from yike.core.record.clock import today
from yike.core.record.models import Fact, HistoryEntry
from yike.engines.faults import Fault
from yike.rooms.circle import actions
from yike.rooms.circle.actions import NewMaterial, NewOffer
from yike.rooms.circle.exchange.columns import EXCEPTIONS, POINTS
from yike.rooms.circle.exchange.planning import Plan, plan_import
from yike.rooms.circle.exchange.rows import read_drafts
from yike.rooms.circle.exchange.standing import rows_of, standing
from yike.rooms.circle.exchange.writing import csv_file, geojson_file, workbook
from yike.rooms.circle.forms.points import ExceptionForm
from yike.rooms.circle.models import HoursException, ServicePoint
from yike.rooms.circle.opening import day_hours

pytestmark = pytest.mark.django_db
DAY = date(2027, 2, 1)


def table(path: Path, header: str, *lines: str) -> Path:
    path.write_text("\n".join([header, *lines]), encoding="utf-8")
    return path


def taken(path: Path) -> Plan:
    return actions.import_directory(BY, read_drafts(path), datum="wgs84", reason="更新")


def days_of(point: ServicePoint) -> list[tuple[Any, ...]]:
    return list(point.exceptions.order_by("pk").values_list("since", "until", "hours", "reason"))


@pytest.fixture
def point(office: Office) -> ServicePoint:
    point = make_point(office.first, code="st1", checked_on=today() - timedelta(days=30))
    actions.add_exception(BY, point, since=DAY, until=DAY, reason="消防演练")
    actions.add_exception(
        BY, point, since=DAY, until=DAY + timedelta(days=2), hours="每天 9:00-11:30", reason="盘点"
    )
    return point


def test_a_directory_without_its_special_days_gets_them_back_from_each_kind_of_file(
    point: ServicePoint, tmp_path: Path
) -> None:
    rows, before = rows_of(None), days_of(point)
    for name, content in (
        ("all.xlsx", workbook(rows)),
        ("days.csv", csv_file(EXCEPTIONS, rows["exceptions"], language="en")),
        ("points.geojson", geojson_file(rows)),
    ):
        for row in point.exceptions.all():
            actions.drop_exception(BY, row)
        path = tmp_path / name
        path.write_bytes(content)
        assert (taken(path).changed, days_of(point)) == (1, before), name
        assert taken(path).empty


def test_the_rows_of_a_point_replace_its_days_and_those_it_keeps_are_not_touched(
    point: ServicePoint, office: Office, tmp_path: Path
) -> None:
    other = make_point(office.first, "别处", code="st2")
    actions.add_exception(BY, other, since=DAY, until=DAY, reason="放假")
    kept = point.exceptions.get(reason="盘点").pk
    header = "站点编号,从,到,这几天的时间,原因"
    path = table(
        tmp_path / "a.csv", header, "ST1,2027-02-01,2027-02-03,9:00-11:30,盘点", "st1,2027-03-01,,,春游"
    )
    plan = taken(path)
    assert (plan.changed, plan.same) == (1, 0)
    assert days_of(point) == [
        (DAY, DAY + timedelta(days=2), "每天 9:00-11:30", "盘点"),
        (date(2027, 3, 1), date(2027, 3, 1), "", "春游"),
    ]
    assert point.exceptions.get(reason="盘点").pk == kept
    assert len(days_of(other)) == 1
    assert HistoryEntry.objects.filter(verb="circle.import", model="circle.hoursexception").count() == 2


def test_what_is_wrong_with_a_special_day_is_told_by_its_cell(point: ServicePoint, tmp_path: Path) -> None:
    path = table(
        tmp_path / "a.csv",
        "站点编号,从,到,这几天的时间,原因",
        "nowhere,2027-02-01,,,停电",
        "st1,2027-02-02,2027-02-01,,停电",
        "st1,,,,停电",
        "st1,2027-02-01,,随缘,停电",
        "st1,2027-02-01,,,",
    )
    plan = plan_import(read_drafts(path), standing(None))
    assert sorted(mistake.spot.cell for mistake in plan.mistakes) == ["A2", "B4", "C3", "D5", "E6"]
    assert HoursException.objects.count() == 2


def test_a_check_date_goes_forward_only_and_never_into_the_future(
    point: ServicePoint, tmp_path: Path
) -> None:
    header = "站点编号,核对日期"
    was = point.checked_on
    for days, now in ((31, was), (30, was), (3, today() - timedelta(days=3))):
        taken(table(tmp_path / "a.csv", header, f"st1,{today() - timedelta(days=days)}"))
        assert ServicePoint.objects.get(code="st1").checked_on == now
    assert taken(table(tmp_path / "b.csv", header, "st1,")).empty
    late = table(tmp_path / "c.csv", header, f"st1,{today() + timedelta(days=1)}")
    plan = plan_import(read_drafts(late), standing(None))
    assert [mistake.spot.cell for mistake in plan.mistakes] == ["B2"]


def test_a_feature_tells_its_check_date_and_special_days_in_words(point: ServicePoint) -> None:
    (feature,) = json.loads(geojson_file(rows_of(None), language="en"))["features"]
    assert feature["properties"]["checked on"] == str(point.checked_on)
    assert feature["properties"]["special days"][0] == {
        "from": "2027-02-01",
        "until": "2027-02-01",
        "hours on these days": "",
        "reason": "消防演练",
    }


@pytest.mark.parametrize("days", ["text", 7, [1], [{"从": "2027-02-01"}], [{"从": "x", "原因": "y"}]])
def test_special_days_that_are_none_are_told_by_their_feature(
    point: ServicePoint, tmp_path: Path, days: object
) -> None:
    said = json.loads(geojson_file(rows_of(None)))
    said["features"][0]["properties"]["例外时间"] = days
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps(said), encoding="utf-8")
    plan = plan_import(read_drafts(path), standing(None), datum="wgs84")
    assert {mistake.spot.feature for mistake in plan.mistakes} == {1}


def test_materials_from_a_file_without_english_keep_the_english_they_had(
    office: Office, tmp_path: Path
) -> None:
    item = make_item()
    actions.change_item(BY, item, materials=[NewMaterial("身份证", name_en="Identity card")])
    taken(table(tmp_path / "a.csv", "事项编码,材料,份数", "JZZ,身份证,2", "JZZ,照片,1"))
    assert list(item.materials.values_list("name", "copies", "name_en")) == [
        ("身份证", 2, "Identity card"),
        ("照片", 1, ""),
    ]


def test_a_file_of_points_says_when_each_was_checked(point: ServicePoint) -> None:
    line = csv_file(POINTS, rows_of(None)["points"]).decode("utf-8-sig").splitlines()
    assert dict(zip(line[0].split(","), line[1].split(","), strict=True))["核对日期"] == str(point.checked_on)


def test_halves_of_a_sign_in_a_file_are_left_out(point: ServicePoint, tmp_path: Path) -> None:
    told = json.loads(geojson_file(rows_of(None)))
    told["features"][0]["properties"]["名称"] = "梅\ud800东站"
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps(told))
    assert taken(path).ready
    point.refresh_from_db()
    assert point.name == "梅东站"


def test_a_feature_has_its_texts_as_they_are_with_no_mark_of_a_spreadsheet(office: Office) -> None:
    make_point(office.first, "-号站", note="+86 打电话")
    (feature,) = json.loads(geojson_file(rows_of(None)))["features"]
    assert (feature["properties"]["名称"], feature["properties"]["给居民的提示"]) == ("-号站", "+86 打电话")


def test_hours_too_long_for_a_row_with_every_day_before_them_are_told_by_form_and_file() -> None:
    said = "这几天的时间有 81 个字，太长"
    with pytest.raises(Fault, match="have 81 characters, too many"):
        day_hours("9" * 78)
    form = ExceptionForm("bank", {"since": "2027-02-01", "hours": "9" * 78, "reason": "盘点"})
    with override("zh-hans"):
        assert [line.partition("。")[0] for line in form.errors["hours"]] == [said]


def test_a_file_that_tells_one_day_of_a_temporary_point_is_held_against_the_other(
    office: Office, tmp_path: Path
) -> None:
    make_point(office.first, code="fair", first_day=DAY, last_day=DAY)
    path = table(tmp_path / "a.csv", "站点编号,临时服务到", f"fair,{DAY - timedelta(days=1)}")
    plan = plan_import(read_drafts(path), standing(None))
    assert [mistake.spot.cell for mistake in plan.mistakes] == ["B2"]
    path = table(tmp_path / "b.csv", "站点编号,电话", "fair,0512-0")
    assert plan_import(read_drafts(path), standing(None)).mistakes == []


def test_a_file_counts_each_point_it_touches_once(point: ServicePoint, tmp_path: Path) -> None:
    offered = actions.offer(BY, NewOffer(point, make_item()))
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(rows_of(None)))
    actions.drop_exception(BY, point.exceptions.first())
    actions.withdraw(BY, offered)
    counted = Fact.objects.filter(measure="circle.changes")
    before = counted.count()
    assert not taken(path).empty
    assert [fact.source_pk for fact in counted.order_by("pk")[before:]] == [str(point.pk)]
