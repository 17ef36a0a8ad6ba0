"""The measures of a readable house: short functions, short files, types and docstrings everywhere."""

from __future__ import annotations

import ast
import re
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
OPEN_ENDS = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|raise NotImplemented" + r"Error)\b")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def sources() -> list[Path]:
    """Return our own modules; migrations are written by Django."""
    return sorted(path for path in SOURCE.rglob("*.py") if path.parent.name != "migrations")


@dataclass(frozen=True)
class Told:
    """What is asked of a function, without its tree: all trees together would be hundreds of megabytes."""

    where: str
    lines: int
    typed: bool  # it says what it returns
    compiled: bool


@cache
def functions() -> tuple[Told, ...]:
    """Read every source once for all tests here."""
    return tuple(
        Told(
            f"{path.relative_to(ROOT)}:{node.lineno} {node.name}",
            (node.end_lineno or node.lineno) - node.lineno + 1,
            node.returns is not None,
            compiled(node),
        )
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, Function)
    )


def test_no_file_is_longer_than_500_lines() -> None:
    files = [*sources(), *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "bench").rglob("*.py"))]
    long = {str(p.relative_to(ROOT)): n for p in files if (n := len(p.read_text("utf-8").splitlines())) > 500}
    assert long == {}


def test_half_of_all_functions_have_at_most_eight_lines() -> None:
    assert statistics.median(told.lines for told in functions()) <= 8


def test_fewer_than_three_in_a_hundred_functions_are_over_forty_lines() -> None:
    sizes = [(told.lines, told.where) for told in functions()]
    long = [item for item in sizes if item[0] > 40]
    assert len(long) < 0.03 * len(sizes), sorted(long, reverse=True)


def compiled(node: Function) -> bool:
    """Return whether numba compiles it: it infers the types of its kernels from what they are called with."""
    names = {part.id for one in node.decorator_list for part in ast.walk(one) if isinstance(part, ast.Name)}
    return bool(names & {"njit", "intrinsic"})


def test_every_function_that_python_runs_says_what_it_returns() -> None:
    assert [told.where for told in functions() if not told.typed and not told.compiled] == []


def test_nothing_is_left_open_in_the_code() -> None:
    files = [*sources(), *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "bench").rglob("*.py"))]
    left = [
        f"{path.relative_to(ROOT)}:{row}"
        for path in files
        for row, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if OPEN_ENDS.search(line)
    ]
    assert left == []


def public(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for node in body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body)


@cache
def mute() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the public names and the modules that do not say what they are for."""
    names, modules = [], []
    for path in sources():
        text, where = path.read_text(encoding="utf-8"), path.relative_to(ROOT)
        tree = ast.parse(text)
        modules += [str(where)] if text.strip() and ast.get_docstring(tree) is None else []
        names += [
            f"{where}:{node.lineno}"
            for node in public(tree.body)
            if isinstance(node, Function | ast.ClassDef) and ast.get_docstring(node) is None
        ]
    return tuple(names), tuple(modules)


def test_every_public_name_says_what_it_is_for() -> None:
    assert mute()[0] == ()


def test_every_module_says_what_it_is() -> None:
    assert mute()[1] == ()
