"""Whatever bytes or cells a file holds, it is read or refused in words; nothing else ever comes out."""

from __future__ import annotations

import csv
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from office import Office, make_office
from yike.core.areas.exchange.drafts import Drafts
from yike.core.areas.exchange.planning import plan_import
from yike.core.areas.exchange.reading import HEADERS, read_drafts
from yike.engines.faults import Fault

UNTIMED = settings(deadline=None, derandomize=True, max_examples=60, suppress_health_check=list(HealthCheck))
WORDS = st.sampled_from(
    [
        "",
        "网格",
        "社区",
        "街道",
        "999999001001",
        "999999001001001",
        "w-1",
        "第1网格",
        "梅东社区",
        "基础",
        "300",
        "-1",
    ]
)
CELL = WORDS | st.text(max_size=8) | st.integers().map(str) | st.floats().map(str)
ROWS = st.lists(st.lists(CELL, min_size=7, max_size=7), min_size=1, max_size=8)
NAMES = st.sampled_from([name for names in HEADERS.values() for name in names])
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | WORDS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(NAMES | st.just("coordinates"), inner, max_size=4)
    ),
    max_leaves=20,
)
FEATURE = st.fixed_dictionaries(
    {"type": st.just("Feature")},
    optional={"properties": st.dictionaries(NAMES, JSON, max_size=7), "geometry": JSON},
)


def outcome(name: str, content: bytes) -> Drafts | None:
    """Return what is read from a file of this content, None where it is refused in words."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            return read_drafts(path)
        except Fault as refused:
            fault = refused
    assert "" not in (fault.zh, fault.en, fault.do_zh, fault.do_en)
    return None


def table(rows: list[list[str]]) -> bytes:
    with tempfile.NamedTemporaryFile("w+", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["级别", "代码", "名称", "上级代码", "类型", "户数", "人数"], *rows])
        file.flush()
        return Path(file.name).read_bytes()


@UNTIMED
@given(
    st.sampled_from(["a.xlsx", "a.csv", "a.geojson", "a.json", "a.xls", "a.parquet"]), st.binary(max_size=200)
)
def test_any_bytes_under_any_name(name: str, content: bytes) -> None:
    outcome(name, content)


@UNTIMED
@given(st.lists(FEATURE | JSON, max_size=4))
def test_any_features(features: list[object]) -> None:
    found = outcome("a.geojson", json.dumps({"type": "FeatureCollection", "features": features}).encode())
    assert found is None or len(found.rows) + len({m.spot for m in found.mistakes}) == len(features)


class TestAnyTable(TestCase):
    office: Office

    @classmethod
    def setUpTestData(cls) -> None:
        cls.office = make_office()

    @UNTIMED
    @given(ROWS, st.booleans())
    def test_any_table_is_planned_and_every_row_is_accounted_for(
        self, rows: list[list[str]], complete: bool
    ) -> None:
        found = outcome("a.csv", table(rows))
        if found is None:
            return
        plan = plan_import(found, self.office.street, complete=complete)
        placed = len(plan.adds) + plan.same + len({id(node) for node in [*plan.changes, *plan.moves]})
        assert placed + len({m.spot.cell[1:] for m in plan.mistakes}) >= len(found.rows)
        assert all(m.text("zh") and m.text("en") for m in plan.mistakes)


@pytest.mark.parametrize("depth", [10, 100_000])
def test_json_nested_without_end_is_refused(depth: int) -> None:
    content = b'{"type": "FeatureCollection", "features": ' + b"[" * depth + b"]" * depth + b"}"
    assert outcome("a.geojson", content) is None
