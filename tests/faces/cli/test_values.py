from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yike.engines.faults import Fault
from yike.faces.cli.values import (
    Existing,
    LonLat,
    Moment,
    NameAt,
    Named,
    Names,
    Number,
    Numbers,
    OneOf,
    Place,
    Target,
    Value,
)


def complaint(kind: Value, text: str, language: str = "en") -> str:
    with pytest.raises(Fault) as refused:
        kind.read(text, "--x")
    return refused.value.text(language)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-25 10:00",
        "2026-11-25T10:00",
        "2026/11/25 10:00:00",
        "2026年11月25日 10:00",
        "2026年11月25日 10时00分",
        "2026.11.25  10：00",
    ],
)
def test_a_moment_is_read_as_people_write_it(text: str) -> None:
    assert Moment().read(text, "--at") == datetime(2026, 11, 25, 10, 0)


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "2026-11-25", "10:00", "2026-13-01 10:00", "2026-11-25 25:00"]
)
def test_what_is_no_moment_is_refused_with_an_example(text: str) -> None:
    line = f'--x cannot be "{text}". Write a date and a time such as 2026-11-25 10:00.'
    assert complaint(Moment(), text) == line


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2999, 1, 1)))
def test_every_minute_of_the_calendar_can_be_said(moment: datetime) -> None:
    minute = moment.replace(second=0, microsecond=0)
    assert Moment().read(f"{minute:%Y-%m-%d %H:%M}", "--at") == minute


@pytest.mark.parametrize("text", ["120.63,31.3", "120.63, 31.3", "120.63，31.3"])
def test_a_place_is_longitude_then_latitude(text: str) -> None:
    assert LonLat().read(text, "--from") == Place(120.63, 31.3)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("31.3,120.63", '--x cannot be "31.3,120.63". Write longitude first: 120.63,31.3.'),
        ("531000,3466000", '--x cannot be "531000,3466000". Write decimal degrees, not projected metres.'),
        ("here", '--x cannot be "here". Write LON,LAT such as 120.6303,31.3085.'),
        ("1,2,3", '--x cannot be "1,2,3". Write LON,LAT such as 120.6303,31.3085.'),
        ("nan,nan", '--x cannot be "nan,nan". Write decimal degrees, not projected metres.'),
        ("", '--x cannot be "". Write LON,LAT such as 120.6303,31.3085.'),
    ],
)
def test_what_is_no_place_is_refused_with_the_likely_cause(text: str, line: str) -> None:
    assert complaint(LonLat(), text) == line


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("医院@120.63,31.3", Named("医院", Place(120.63, 31.3))),
        ("a@b@120.63,31.3", Named("a@b", Place(120.63, 31.3))),
        (" 卫生站 @ 120.63 , 31.3", Named("卫生站", Place(120.63, 31.3))),
    ],
)
def test_a_new_point_is_a_kind_at_a_place(text: str, named: Named) -> None:
    assert NameAt("KIND@LON,LAT", "医院@120.63,31.30").read(text, "--add") == named


def test_a_kind_without_a_place_is_refused_with_an_example() -> None:
    line = complaint(NameAt("KIND@LON,LAT", "医院@120.63,31.30"), "医院", "zh")
    assert line == "--x 不能是“医院”。请写 KIND@LON,LAT，如 医院@120.63,31.30。"


def test_a_number_stands_apart_from_chinese_words() -> None:
    with pytest.raises(Fault) as caught:
        Number(0.1, 109).read("0", "--minutes")
    assert caught.value.do_zh == "请写 0.1 到 109 之间的数"


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Number(0.1, 109), "15", 15.0),
        (Number(1, 10, whole=True), "3", 3),
        (Numbers(0.1, 109), "15,5, 10", (5.0, 10.0, 15.0)),
        (Numbers(0.1, 109), "5,5", (5.0,)),
        (OneOf(("adult", "elder")), "ELDER", "elder"),
        (Names(), "学校, 医院、 schools，", ("学校", "医院", "schools")),
        (Target(), "out/x", Path("out/x")),
    ],
)
def test_each_type_reads_what_it_is_for(kind: Value, text: str, value: object) -> None:
    assert kind.read(text, "--x") == value


@pytest.mark.parametrize(
    ("kind", "text", "line"),
    [
        (Number(0.1, 109), "0", '--x cannot be "0". Write a number from 0.1 to 109.'),
        (Number(0.1, 109), "nan", '--x cannot be "nan". Write a number from 0.1 to 109.'),
        (Number(0.1, 109), "inf", '--x cannot be "inf". Write a number from 0.1 to 109.'),
        (Number(1, 10, whole=True), "2.5", '--x cannot be "2.5". Write a whole number from 1 to 10.'),
        (Numbers(0.1, 109), "5,x", '--x cannot be "x". Write a number from 0.1 to 109.'),
        (Numbers(0.1, 109), ",", '--x cannot be ",". Write numbers with commas between them.'),
        (OneOf(("adult", "elder")), "fast", '--x cannot be "fast". Write one of: adult, elder.'),
        (Names(), " , ", '--x cannot be " , ". Write names with commas between them.'),
        (Target(), "", '--x cannot be "". Write a path.'),
    ],
)
def test_each_type_says_what_it_wanted_instead(kind: Value, text: str, line: str) -> None:
    assert complaint(kind, text) == line


def test_a_file_must_be_there_and_be_a_file(tmp_path: Path) -> None:
    there = tmp_path / "homes.csv"
    there.write_text("id\n")
    assert Existing().read(str(there), "--homes") == there
    missing, folder = complaint(Existing(), str(tmp_path / "no.csv")), complaint(Existing(), str(tmp_path))
    assert missing == f"{tmp_path / 'no.csv'}: there is no such file. Check the path behind --x."
    assert folder == f"{tmp_path}: this is a folder, not a file. Check the path behind --x."
