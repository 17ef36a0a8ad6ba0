"""Ledgers as they are sent: a light one is read by the server, a heavy one by a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from ledgers import crowd
from office import Office
from process import surroundings
from yike.core.residents.actions import import_file, look_at_file, uploading
from yike.core.rights.by import By
from yike.engines.sheets.grid import is_heavy

SENDING = Path(__file__).with_name("sending.py")
ROWS, STRAY = 600, 800  # half a million cells to lay out, nearly all of them empty
COUNTS = {"rows": ROWS, "new_dwellings": 200, "new_households": 200, "new_persons": ROWS}
SAME = {"rows": ROWS, "unchanged_persons": ROWS}
KINDS = (
    *("rows", "new_dwellings", "new_households", "new_persons", "changed_dwellings", "changed_households"),
    *("changed_persons", "unchanged_persons", "missing_persons"),
)


def whole(some: dict[str, int]) -> dict[str, int]:
    return dict.fromkeys(KINDS, 0) | some


def test_a_sheet_is_heavy_by_what_it_takes_to_lay_it_out_and_not_by_its_size(tmp_path: Path) -> None:
    light = crowd(tmp_path / "a.xlsx", ROWS, ["1"])
    spread = crowd(tmp_path / "b.xlsx", ROWS, ["1"], STRAY)
    long = crowd(tmp_path / "c.xlsx", 15_000, ["1"])
    (tmp_path / "d.csv").write_bytes(b"a,b\n" * 250_001)
    (tmp_path / "e.csv").write_bytes(b"a,b\n" * 250_000)
    (tmp_path / "f.xlsx").write_bytes(b"PK but not an archive")
    paths = (light, spread, long, *(tmp_path / name for name in ("d.csv", "e.csv", "f.xlsx")))
    assert list(map(is_heavy, paths)) == [False, True, True, True, False, False]


def test_only_heavy_ledgers_of_people_go_apart(
    db: None, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.YIKE_LOAD_APART, asked = True, []
    codes = [grid.code for grid in office.grids]
    light, heavy = (crowd(tmp_path / f"{n}.xlsx", 6, codes, n) for n in (0, 9))
    monkeypatch.setattr(uploading, "is_heavy", lambda path: path == heavy)
    monkeypatch.setattr(uploading, "apart", lambda work, *args, **more: asked.append((work, args, more)))
    by = By.person(office.admin, "web", "192.0.2.7")
    for path in (light, heavy):
        look_at_file(by, path, area=office.street)
        import_file(by, path, area=office.street, reason="盘点")
    whose = (office.admin.pk, "192.0.2.7", heavy, office.street.pk)
    assert asked == [(uploading.look_for, whose, {}), (uploading.import_for, whose, {"reason": "盘点"})]


def test_rights_are_asked_for_again_in_the_other_process(db: None, office: Office, tmp_path: Path) -> None:
    path = crowd(tmp_path / "a.xlsx", 6, [grid.code for grid in office.grids])
    told = uploading.look_for(office.admin.pk, "192.0.2.7", path, office.street.pk)
    done = uploading.import_for(
        office.admin.pk, "192.0.2.7", path, office.street.pk, fingerprint=told.fingerprint
    )
    assert (told.counts["new_persons"], done) == (6, told.counts)
    for work in (uploading.look_for, uploading.import_for):
        with pytest.raises(PermissionDenied):
            work(office.stranger.pk, "192.0.2.7", path, office.street.pk)


def test_a_heavy_ledger_sent_to_a_page_is_taken_in_by_a_process_of_its_own(
    transactional_db: None, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    more = elsewhere | {"YIKE_HOSTS": "localhost,testserver", "PYTHONPATH": "tests"}
    command = [sys.executable, str(SENDING), str(ROWS), str(STRAY)]
    done = subprocess.run(
        command, capture_output=True, encoding="utf-8", env=surroundings(tmp_path, **more), check=False
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["first"]["seen"], told["second"]["seen"]) == (whole(COUNTS), whole(SAME))
    assert (told["first"]["to"], told["second"]["to"]) == ("/desk/residents/",) * 2
    assert (told["persons"], told["by"]) == (ROWS, ["孙管理", "web", "192.0.2.7"])
    assert told["helper"] > 0, "no other process has run"
