"""Every deed has a name people can read, every measure a unit in both languages, every right a sentence."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from django.utils.module_loading import autodiscover_modules

from yike.core.record.measures import measures
from yike.core.record.verbs import named_verbs
from yike.core.rights.right import Right

SOURCE = Path(__file__).resolve().parents[2] / "src" / "yike"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@cache
def verbs() -> tuple[tuple[str, str], ...]:
    """Return each verb written out in a call of ``deed``, with where it stands."""
    return tuple(
        (str(node.args[1].value), f"{path.relative_to(SOURCE)}:{node.lineno}")
        for path in sorted(SOURCE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "deed"
        if len(node.args) > 1 and isinstance(node.args[1], ast.Constant)
    )


def test_every_deed_has_a_name() -> None:
    assert [where for verb, where in verbs() if verb not in named_verbs()] == []


def test_a_verb_begins_with_the_name_of_its_slice() -> None:
    slices = {p.name for p in (SOURCE / "core").iterdir()} | {p.name for p in (SOURCE / "rooms").iterdir()}
    assert [where for verb, where in verbs() if verb.split(".")[0] not in slices] == []


def test_every_measure_has_a_name_and_a_unit_in_both_languages() -> None:
    declared = [m for m in measures() if not m.code.startswith(("tests.", "b."))]
    assert [m.code for m in declared if not (CHINESE.search(m.zh) and CHINESE.search(m.unit_zh))] == []
    assert [m.code for m in declared if CHINESE.search(m.en + m.unit_en) or not (m.en and m.unit_en)] == []


def test_every_right_says_in_both_languages_what_it_allows_and_somebody_has_it() -> None:
    autodiscover_modules("rules")
    rights = Right.all.values()
    assert [r.code for r in rights if not CHINESE.search(r.zh) or CHINESE.search(r.en) or not r.en] == []
    assert [r.code for r in rights if not r.roles] == []
