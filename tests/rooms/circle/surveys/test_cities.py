"""The plan of a batch, read row by row."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from yike.engines.faults import Fault
from yike.rooms.circle.surveys.cities import read_plan

HEAD = "name,streets,homes,points\n"


def plan(folder: Path, text: str) -> Path:
    path = folder / "plan.csv"
    path.write_text(text, encoding="utf-8")
    return path


def complaint(folder: Path, text: str) -> str:
    with pytest.raises(Fault) as refused:
        read_plan(plan(folder, text))
    return str(refused.value).removeprefix(f"{folder / 'plan.csv'}")


def test_paths_are_taken_from_the_folder_of_the_plan(tmp_path: Path) -> None:
    (city,) = read_plan(plan(tmp_path, f"{HEAD}甲,a/s.pbf,a/h.csv,/data/p.csv\n"))
    asked = city.request
    assert (city.name, asked.streets, asked.homes, asked.points) == (
        "甲",
        tmp_path / "a/s.pbf",
        tmp_path / "a/h.csv",
        Path("/data/p.csv"),
    )


def test_every_term_of_a_question_can_stand_in_a_column(tmp_path: Path) -> None:
    text = (
        "名称,街道,住户,服务点,权重,片区,类别列,分钟,步速,时刻,坐标系,限距,标准\n"
        "甲,s,h,p,户数、老人,社区,类别,10,elder,2026-11-25 10:00,gcj02,150,GB50180\n"
    )
    asked = read_plan(plan(tmp_path, text))[0].request
    assert (asked.weights, asked.area, asked.kind, asked.kinds) == (("户数", "老人"), "社区", "类别", ())
    assert (asked.minutes, asked.pace, asked.at) == (10.0, "elder", datetime(2026, 11, 25, 10, 0))
    assert (asked.datum, asked.snap, asked.ruleset) == ("gcj02", 150.0, "gb50180")


def test_an_empty_cell_means_the_usual_terms(tmp_path: Path) -> None:
    text = 'name,streets,homes,points,kinds,minutes,pace,at\n甲,s,h,p,,,,\n乙,s,h,p,"a,b",20,,\n'
    first, second = (city.request for city in read_plan(plan(tmp_path, text)))
    assert (first.kinds, first.minutes, first.pace, first.at) == ((), 15.0, "adult", None)
    assert (second.kinds, second.minutes) == (("a", "b"), 20.0)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "name,streets,homes\n甲,s,h\n",
            ": these columns are missing: points. Write name, streets, homes and points of one city per row.",
        ),
        (
            "name,streets,homes,points,colour\n甲,s,h,p,red\n",
            (
                ': the column "colour" is not known. Columns there can be: name, streets, homes, points, weight, '
                "area, kind, kinds, minutes, pace, at, datum, snap, ruleset."
            ),
        ),
        (f"{HEAD}甲,s,h,p\n乙,s,,p\n", ', row 3, column "homes": is empty. Fill it in.'),
        (
            f"{HEAD}甲,s,h,p\n甲,s,h,p\n",
            ', row 3, column "name": "甲" is also in row 2. Give each city a name of its own.',
        ),
        (
            f"{HEAD}a/b,s,h,p\n",
            ', row 2, column "name": "a/b" cannot be the name of a file. Leave out special characters.',
        ),
        (
            f"{HEAD}..,s,h,p\n",
            ', row 2, column "name": ".." cannot be the name of a file. Leave out special characters.',
        ),
        (
            "name,streets,homes,points,minutes\n甲,s,h,p,soon\n",
            ', row 2, column "minutes": "soon" is not a number above 0. Write a number.',
        ),
        (
            "name,streets,homes,points,snap\n甲,s,h,p,-3\n",
            ', row 2, column "snap": "-3" is not a number above 0. Write a number.',
        ),
        (
            "name,streets,homes,points,at\n甲,s,h,p,noon\n",
            ', row 2, column "at": "noon" is not a moment. Such as 2026-11-25 10:00.',
        ),
        (
            "name,streets,homes,points,pace\n甲,s,h,p,running\n",
            (
                ', row 2, column "pace": there is no pace "running".'
                " Use one of: adult, brisk, elder, wheelchair, pram."
            ),
        ),
        (
            "name,streets,homes,points,datum\n甲,s,h,p,mars\n",
            (
                ', row 2, column "datum": the datum "mars" is not known.'
                " Use one of: wgs84, cgcs2000, gcj02, bd09."
            ),
        ),
        (
            "name,streets,homes,points,minutes\n甲,s,h,p,15\n乙,s,h,p,400\n",
            (
                ', row 3, column "minutes": a limit of 400.0 minutes is not between 0 and 109.'
                " Give minutes that can be walked, such as 15."
            ),
        ),
        (
            f"{HEAD}{'城' * 67},s,h,p\n",
            ', row 2, column "name": is too long for the name of a file. Keep it within 200 bytes.',
        ),
        (
            f"{HEAD}nul,s,h,p\n",
            ', row 2, column "name": "nul" cannot be the name of a file. Leave out special characters.',
        ),
        (
            f"{HEAD}甲.,s,h,p\n",
            ', row 2, column "name": "甲." cannot be the name of a file. Leave out special characters.',
        ),
    ],
)
def test_a_slip_in_a_plan_is_told_with_its_row_and_column(tmp_path: Path, text: str, line: str) -> None:
    assert complaint(tmp_path, text) == line


def test_an_unknown_rule_set_is_told_with_its_row_and_column(tmp_path: Path) -> None:
    told = complaint(tmp_path, "name,streets,homes,points,ruleset\n甲,s,h,p,gb1\n")
    assert told.startswith(', row 2, column "ruleset": there is no rule set "gb1"')
