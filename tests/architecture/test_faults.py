"""Bad input is always told in both languages, with what to do about it."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from yike.engines.faults import Fault, Where

ROOT = Path(__file__).resolve().parents[2]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-z]")


@cache
def faults() -> tuple[tuple[str, ast.Call], ...]:
    """Read every source once for all tests here."""
    return tuple(
        (f"{path.relative_to(ROOT)}:{node.lineno}", node)
        for path in sorted((ROOT / "src").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Fault"
    )


def words(node: ast.expr | None) -> str | None:
    """Return the fixed words of a text, or None where the text is made elsewhere."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(v.value for v in node.values if isinstance(v, ast.Constant))
    return None


def fits(text: str, name: str) -> bool:
    """Return whether a text is in its language; either may name a header or a file of the other."""
    chinese, latin = len(CHINESE.findall(text)), len(LATIN.findall(text))
    return chinese > 0 if name.endswith("zh") else latin > 3 * chinese


def keyword(node: ast.Call, name: str) -> ast.expr | None:
    return next((k.value for k in node.keywords if k.arg == name), None)


def test_every_fault_is_told_in_both_languages_with_a_remedy() -> None:
    lacking = []
    for where, node in faults():
        if any(k.arg is None for k in node.keywords) or any(isinstance(a, ast.Starred) for a in node.args):
            continue  # passed on whole from another fault
        texts = {
            "zh": node.args[0] if node.args else keyword(node, "zh"),
            "en": node.args[1] if len(node.args) > 1 else keyword(node, "en"),
            "do_zh": keyword(node, "do_zh"),
            "do_en": keyword(node, "do_en"),
        }
        lacking += [f"{where} {name}" for name, value in texts.items() if value is None]
        for name, value in texts.items():
            text = words(value)
            if text is not None and not fits(text, name):
                lacking.append(f"{where} {name} is in the wrong language: {text}")
    assert lacking == []


def test_no_fault_ends_with_a_stop_because_the_line_adds_it() -> None:
    doubled = [
        where
        for where, node in faults()
        for value in (*node.args[:2], keyword(node, "do_zh"), keyword(node, "do_en"))
        if (text := words(value)) and text.rstrip().endswith(("。", "."))
    ]
    assert doubled == []


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("zh", "homes.csv，第 7 行，“经度”列：不是数字。请改成十进制度。"),
        ("en", 'homes.csv, row 7, column "经度": not a number. Write decimal degrees.'),
    ],
)
def test_a_fault_reads_as_one_line_place_first(language: str, line: str) -> None:
    fault = Fault(
        "不是数字",
        "not a number",
        do_zh="请改成十进制度",
        do_en="Write decimal degrees",
        file="homes.csv",
        row=7,
        column="经度",
    )
    assert fault.text(language) == line


def test_a_fault_without_a_place_starts_with_what_is_wrong() -> None:
    fault = Fault("没有街道", "no streets", do_zh="请给街道文件", do_en="Give a street file")
    assert (fault.text("zh"), str(fault)) == ("没有街道。请给街道文件。", "no streets. Give a street file.")


def test_a_place_with_only_a_row_says_only_the_row() -> None:
    assert (Where(row=3).text("zh"), Where(row=3).text("en")) == ("第 3 行", "row 3")
