from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
import shapely

from core.areas.places import draw_office
from office import BY, Office
from yike.core.areas.actions import add_area, describe_area, rename_area
from yike.core.areas.exchange.planning import plan_import
from yike.core.areas.exchange.reading import read_drafts
from yike.core.areas.exchange.writing import geojson_file, workbook
from yike.core.areas.geometry.reading import shape_of
from yike.core.areas.models import Area, AreaLevel
from yike.engines.faults import Language

pytestmark = pytest.mark.django_db


def made(folder: Path, content: bytes, name: str) -> Path:
    (folder / name).write_bytes(content)
    return folder / name


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_given_out_is_taken_in_again_as_the_same(
    office: Office, tmp_path: Path, language: Language
) -> None:
    draw_office(office)
    add_area(BY, level=AreaLevel.MICROGRID, code="m-1", name="一号楼", parent=office.grids[0])
    describe_area(BY, office.grids[1], name="第2网格", kind="basic", households=330, persons=801)
    for name, content in (
        ("areas.geojson", geojson_file(Area.objects.all(), language=language)),
        ("areas.xlsx", workbook(Area.objects.all(), language=language)),
    ):
        plan = plan_import(read_drafts(made(tmp_path, content, name)), office.street, complete=True)
        assert (plan.ready, plan.empty, plan.same) == (True, True, 8)


def test_a_map_of_another_datum_gets_its_own_degrees_and_they_come_back(
    office: Office, tmp_path: Path
) -> None:
    draw_office(office)
    path = made(
        tmp_path, geojson_file(Area.objects.filter(pk=office.first.pk), datum="bd09"), "areas.geojson"
    )
    raw = json.loads(path.read_text(encoding="utf-8"))["features"][0]["geometry"]
    here = Area.objects.get(pk=office.first.pk).shape
    assert shapely.distance(shape_of(raw), here) > 0.003
    [draft] = read_drafts(path, datum="bd09").rows
    assert shapely.equals_exact(draft.shape, here, 2e-7)


def test_a_name_that_begins_like_a_formula_stays_a_text(office: Office, tmp_path: Path) -> None:
    name = '=HYPERLINK("http://x","点我")'
    rename_area(BY, office.grids[0], name=name)
    file = made(tmp_path, workbook(Area.objects.all()), "a.xlsx")
    [cell] = [c for c in openpyxl.load_workbook(file).active["C"] if "HYPERLINK" in str(c.value)]
    assert (cell.data_type, cell.value) == ("s", f"'{name}")  # no formula after it was saved as CSV either
    assert [one.name for one in read_drafts(file).rows if "HYPERLINK" in one.name] == [name]


def test_codes_are_texts_and_the_ground_is_a_number(office: Office, tmp_path: Path) -> None:
    draw_office(office)
    sheet = openpyxl.load_workbook(made(tmp_path, workbook(Area.objects.all()), "a.xlsx")).active
    head, street, *_ = sheet.iter_rows(values_only=True)
    assert head == ("级别", "代码", "名称", "上级代码", "类型", "户数", "人数", "面积（平方米）")
    assert (street[:4], round(street[7], -2)) == (("街道", "999999001", "梅巷街道", None), 80_000)
