"""The server's start: what it loads, and what it leaves to those who need it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass

import pytest

from process import surroundings

ASKED = """
import gc, json, sys
import yike.config.wsgi
print(json.dumps([gc.get_freeze_count(), sorted(sys.modules)]))
"""
FEW_NEED = {
    *("httpx", "requests", "xlsxwriter", "PIL", "phonenumbers", "pypinyin", "holidays"),
    *("numba", "scipy", "pandas", "pyarrow", "openpyxl", "rich"),
}


@dataclass(frozen=True)
class Loaded:
    """What the server has loaded before its first page: how many objects, which packages."""

    frozen: int
    packages: frozenset[str]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    done = subprocess.run(
        [sys.executable, "-c", ASKED],
        capture_output=True,
        text=True,
        check=True,
        env=surroundings(tmp_path_factory.mktemp("home")),
        timeout=120,
    )
    frozen, modules = json.loads(done.stdout)
    return Loaded(frozen, frozenset(name.partition(".")[0] for name in modules))


def test_the_first_page_waits_for_nothing_that_few_pages_need(loaded: Loaded) -> None:
    assert loaded.packages & FEW_NEED == frozenset()


def test_all_that_was_loaded_is_left_out_of_the_search_for_garbage(loaded: Loaded) -> None:
    assert loaded.frozen > 50_000
