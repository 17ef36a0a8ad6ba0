"""An English reader: what the directory has in English is shown, what it lacks is Chinese and says so."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from django.test import Client

import yike.demonstration
from office import BY, Office
from points import make_item, make_offer
from yike.demonstration import directory
from yike.rooms.circle import actions
from yike.rooms.circle.actions import NewMaterial

pytestmark = pytest.mark.django_db
MARKED = '<span lang="zh-Hans">{}</span> <span class="soft small">(in Chinese)</span>'


def english(address: str) -> str:
    return Client().get(address, headers={"accept-language": "en"}).content.decode()


def test_an_item_with_english_is_shown_in_english_and_nothing_of_it_is_marked(office: Office) -> None:
    item = make_item(name_en="Residence permit", plain_en="The card of people from elsewhere")
    actions.change_item(
        BY, item, plain="外地人领的证", materials=[NewMaterial("身份证", name_en="Identity card")]
    )
    html = english(f"/i/{item.pk}/")
    shown = [
        word in html for word in ("Residence permit", "The card of people from elsewhere", "Identity card")
    ]
    assert (shown, "(in Chinese)" in html, "外地人领的证" in html) == ([True] * 3, False, False)
    found = english("/find/?q=residence")
    assert "The card of people from elsewhere" in found
    assert "居住证申领" not in found
    chinese = Client().get(f"/i/{item.pk}/").content.decode()
    assert ("外地人领的证" in chinese, "Identity card" in chinese) == (True, False)


def test_what_has_no_english_is_chinese_and_says_so(office: Office) -> None:
    offer = make_offer(office)
    actions.change_item(BY, offer.item, plain="外地人领的<证>")
    html = english(f"/i/{offer.item.pk}/")
    for word in ("外地人领的&lt;证&gt;", "身份证"):
        assert MARKED.format(word) in html
    assert MARKED.format("居住证申领") in english(f"/p/{offer.point.code}/")
    assert "（中文）" not in Client().get(f"/i/{offer.item.pk}/").content.decode()


def test_every_item_and_material_of_the_demonstration_has_english() -> None:
    table = Path(yike.demonstration.__file__).parent / "data" / "items.csv"
    rows = list(csv.DictReader(table.read_text("utf-8").splitlines()))
    lacking = [row["code"] for row in rows if not row["name_en"].isascii() or not row["plain_en"].isascii()]
    lacking += [row["code"] for row in rows if not (row["name_en"] and row["plain_en"])]
    assert (len(rows) >= 80, lacking) == (True, [])
    known = directory.materials_in_english()
    brought = {name for item in directory.items() for name, *_ in item.materials}
    assert (brought ^ set(known), [name for name in known.values() if not name.isascii()]) == (set(), [])
