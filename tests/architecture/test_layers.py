"""Imports only go down, and engines know neither the web nor the clock."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "yike"
STOREYS = ("engines", "core", "rooms", "demonstration", "faces", "config")
NOT_IN_ENGINES = {"click", "django", "fontTools", "jinja2", "locale", "random", "rich", "time", "xlsxwriter"}
CLOCKS = {"now", "today", "utcnow"}


def modules(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"relative import on line {node.lineno}"
            yield node.module or ""


@cache
def imports_of(path: Path) -> tuple[str, ...]:
    """Return what a module imports; each is read once for all tests here."""
    return tuple(imported(tree_of(path)))


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("storey", STOREYS)
def test_a_storey_imports_only_itself_and_those_below(storey: str) -> None:
    above = STOREYS[STOREYS.index(storey) + 1 :]
    upward = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(SOURCE / storey)
        for name in imports_of(path)
        if not (
            name.startswith("yike.config") and storey in {"faces", "demonstration"}
        )  # its settings, not its routes
        if any(name == f"yike.{s}" or name.startswith(f"yike.{s}.") for s in above)
    ]
    assert upward == []


def test_engines_know_no_web_no_terminal_and_no_clock() -> None:
    foreign = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(SOURCE / "engines")
        for name in imports_of(path)
        if name.split(".")[0] in NOT_IN_ENGINES
    ]
    assert foreign == []


def test_engines_never_ask_what_time_it_is() -> None:
    asked = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in modules(SOURCE / "engines")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS
    ]
    assert asked == []


def test_rooms_know_no_terminal() -> None:
    foreign = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(SOURCE / "rooms")
        for name in imports_of(path)
        if name.split(".")[0] in {"click", "rich"}
    ]
    assert foreign == []


def test_every_folder_of_the_package_can_be_imported_by_name() -> None:
    bare = [
        str(folder.relative_to(ROOT))
        for folder in SOURCE.rglob("*")
        if folder.is_dir() and any(folder.glob("*.py")) and not (folder / "__init__.py").exists()
    ]
    assert bare == []
