"""``yike deadlines recompute``: looks first, writes when told to, and says what moved."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from process import surroundings, yike

MADE = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "yike.config.settings"
from yike.faces.cli.house import open_office
open_office()
from datetime import timedelta
from yike.core.areas.models import Area
from yike.core.calendar.actions import import_year, set_day
from yike.core.calendar.models import CalendarYear
from yike.core.deadlines.actions import start_deadline
from yike.core.record.clock import today
from yike.core.record.deed import By, deed
from yike.engines.worktime import DayKind, Limit, Unit, YearTable
by = By.machine("test", "demo")
for year in (today().year, today().year + 1):
    import_year(by, YearTable(year, ()), source="test")
with deed(by, "deadlines.recompute") as d:
    start_deadline(d, of="grid.request:1", kind="grid.request.answer", limit=Limit(5, Unit.WORK_DAY),
                   area=Area.objects.first(), name="Q-1")
day = today() + timedelta(days=1)
while day.weekday() > 4:
    day += timedelta(days=1)
set_day(by, CalendarYear.objects.get(year=day.year), day, kind=DayKind.REST, name="停电")
"""


def test_what_would_move_is_told_and_written_only_when_asked_for(home: Path) -> None:
    made = subprocess.run(
        [sys.executable, "-c", MADE],
        env=surroundings(home),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert made.returncode == 0, made.stderr
    looked = yike(home, "deadlines", "recompute")
    lines = looked.stdout.splitlines()
    assert (looked.returncode, lines[1:]) == (
        0,
        ["1 open deadlines, 1 moved.", "Nothing was written; add --apply to write it."],
    )
    assert lines[0].startswith("Q-1: ")
    done = json.loads(yike(home, "deadlines", "recompute", "--apply", "--json").stdout)
    [moved] = done["moved"]
    assert (done["looked_at"], done["written"], moved["name"]) == (1, True, "Q-1")
    assert moved["before"] < moved["after"]
    again = yike(home, "deadlines", "recompute")
    assert again.stdout.splitlines() == ["1 open deadlines, 0 moved."]
