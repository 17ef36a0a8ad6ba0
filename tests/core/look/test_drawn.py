"""A form that comes back late takes what others changed, writes one's own, and tells where the two meet."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from yike.core.look.drawn import Drawn

COLOURS = [("red", "红"), ("green", "绿"), ("blue", "蓝")]


class Row(Drawn):
    name = forms.CharField(label="名称", required=False)
    note = forms.CharField(label="说明", required=False, widget=forms.Textarea)
    count = forms.IntegerField(label="个数", required=False)
    day = forms.DateField(label="日期", required=False, widget=forms.DateInput(format="%Y-%m-%d"))
    open = forms.BooleanField(label="开放", required=False)
    colour = forms.ChoiceField(label="颜色", choices=COLOURS)
    features = forms.MultipleChoiceField(label="特点", choices=COLOURS, required=False)
    lon = forms.FloatField(label="经度")
    lat = forms.FloatField(label="纬度")
    asked = forms.CharField(required=False)

    bare = frozenset({"asked"})
    together = (("lon", "lat"),)


VALUES = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["", "甲", "乙", "丙"]),
        "note": st.sampled_from(["", "一行", "两\n行"]),
        "count": st.sampled_from([None, 0, 1]),
        "day": st.sampled_from([None, date(2026, 11, 1), date(2026, 11, 2)]),
        "open": st.booleans(),
        "colour": st.sampled_from(["red", "green", "blue"]),
        "features": st.lists(st.sampled_from(["red", "green", "blue"]), unique=True),
        "lon": st.sampled_from([120.5, 120.6]),
        "lat": st.sampled_from([31.25, 31.5]),
    }
)
PLACE = ("lon", "lat")
ALONE = tuple(name for name in Row.base_fields if name not in {*PLACE, "drawn", "asked"})


def marks(row: dict[str, Any]) -> str:
    return str(Row(initial=row)["drawn"].value())


def sent(row: dict[str, Any], drawn_from: str) -> QueryDict:
    """Return what a browser sends of a form filled in so."""
    data = QueryDict(mutable=True)
    for name, value in row.items():
        if isinstance(value, bool):
            if value:
                data[name] = "on"
        elif isinstance(value, list):
            data.setlist(name, value)
        else:
            data[name] = "" if value is None else str(value).replace("\n", "\r\n")
    data["drawn"] = drawn_from
    return data


def same(one: Any, other: Any) -> bool:
    return sorted(one) == sorted(other) if isinstance(one, list) else bool(one == other)


def read(form: Row) -> dict[str, Any]:
    return {
        name: value.replace("\r\n", "\n") if isinstance(value, str) else value
        for name, value in form.cleaned_data.items()
    }


@given(base=VALUES, theirs=VALUES, mine=VALUES)
def test_what_one_changed_is_kept_and_where_both_changed_it_both_values_are_told(
    base: dict[str, Any], theirs: dict[str, Any], mine: dict[str, Any]
) -> None:
    form = Row(sent(mine, marks(base)), initial=theirs)
    form.is_valid()
    said = read(form)
    for name in ALONE:
        by_me, by_them = not same(mine[name], base[name]), not same(theirs[name], base[name])
        met = by_me and by_them and not same(mine[name], theirs[name])
        assert (name in form.errors) == met
        if not met:
            assert same(said[name], mine[name] if by_me else theirs[name])
        assert (name in form.touched) == (by_me and not same(mine[name], theirs[name]))


@given(base=VALUES, theirs=VALUES, mine=VALUES)
def test_sent_once_more_after_both_values_were_seen_it_writes_this_persons(
    base: dict[str, Any], theirs: dict[str, Any], mine: dict[str, Any]
) -> None:
    form = Row(sent(mine, marks(base)), initial=theirs)
    form.is_valid()
    again = Row(form.data, initial=theirs)
    assert again.is_valid()
    said = read(again)
    for name in form.errors:
        assert same(said[name], mine[name])


def test_fields_that_only_make_sense_together_are_taken_or_kept_together() -> None:
    base = {"lon": 120.5, "lat": 31.25, "colour": "red"}
    moved = base | {"lat": 31.5}
    mine = Row(sent(base | {"lon": 120.6}, marks(base)), initial=moved)
    assert sorted(mine.errors) == ["lat", "lon"]
    theirs = Row(sent(base | {"name": "甲"}, marks(base)), initial=moved)
    assert theirs.is_valid()
    assert (theirs.cleaned_data["lat"], sorted(theirs.touched)) == (31.5, ["name"])


@pytest.mark.parametrize("carried", ["", "{", "[]", '{"name": 7}', "null", "1", "[" * 100_000])
def test_a_form_with_no_marks_or_spoiled_ones_is_taken_as_drawn_from_the_row_as_it_is(carried: str) -> None:
    row = {"name": "甲", "lon": 120.5, "lat": 31.25, "colour": "red"}
    form = Row(sent(row | {"note": "新"}, carried), initial=row)
    form.is_valid()
    assert sorted(form.touched) == ["note"]


def test_both_values_are_told_in_words_of_the_page() -> None:
    base = {"lon": 120.5, "lat": 31.25, "colour": "red", "open": True, "day": None, "features": []}
    theirs = base | {"colour": "blue", "open": False, "day": date(2026, 11, 2), "features": ["green", "red"]}
    mine = base | {"colour": "green", "day": date(2026, 11, 1), "features": ["blue"]}
    form = Row(sent(mine, marks(base)), initial=theirs)
    assert list(form.errors) == ["day", "colour", "features"]
    assert "“蓝”" in form.errors["colour"][0]
    assert "“2026-11-02”" in form.errors["day"][0]
    assert "“绿、红”" in form.errors["features"][0]
    assert form["colour"].value() == "green"
    with override("en"):
        assert "“2026-11-02”" in Row(sent(mine, marks(base)), initial=theirs).errors["day"][0]


def test_what_others_changed_and_was_kept_is_named() -> None:
    base = {"lon": 120.5, "lat": 31.25, "colour": "red", "name": "甲"}
    form = Row(sent(base | {"note": "新"}, marks(base)), initial=base | {"name": "乙", "count": 3})
    assert form.is_valid()
    assert form.told() == "别人刚改的也保留了：名称、个数。"
    assert Row(sent(base, marks(base)), initial=base).told() == ""


def test_a_form_of_a_new_row_carries_no_marks() -> None:
    form = Row()
    form.of_nothing()
    assert "drawn" not in form.fields
