"""Hundreds of cities: one pure function for each, serial, in processes or on a Dask cluster, all the same bits.

``part(city)`` reads a city's files and returns its result as text; nothing else in a batch computes anything.
Who runs the parts (``workers``) is a choice of the caller. The parent writes each result whole, so that a
batch can be stopped at any moment and started again: what is there with the same fingerprint is kept.
"""

from __future__ import annotations

import csv
import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from yike.engines.faults import Fault
from yike.engines.wholefile import whole_file
from yike.rooms.circle.report.tables import safe
from yike.rooms.circle.surveys.answer import as_json
from yike.rooms.circle.surveys.cities import City
from yike.rooms.circle.surveys.inputs import load_all
from yike.rooms.circle.surveys.outputs import check_folder, inputs_of
from yike.rooms.circle.surveys.plans import ask
from yike.rooms.circle.surveys.request import Request

FORM = 2  # of the result files; raised when their content changes, so that old ones are made anew
TABLE, TIMINGS = "cities.csv", "timings.csv"
AT_ONCE = 1 << 20


@dataclass(frozen=True)
class Result:
    """What came of one city: the text of its result file, or the fault that stopped it.

    ``state`` is "done", "kept" (an equal result was there already) or "failed". ``seconds`` is never
    written into a result file.
    """

    name: str
    state: str
    text: str = ""
    zh: str = ""
    en: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class Batch:
    """All results, in the order of the plan."""

    results: tuple[Result, ...]

    @property
    def failed(self) -> int:
        """How many cities failed."""
        return sum(result.state == "failed" for result in self.results)

    def summary(self) -> dict[str, Any]:
        """Return the object that ``--json`` prints."""
        return {
            "cities": len(self.results),
            "failed": self.failed,
            "kept": sum(result.state == "kept" for result in self.results),
            "results": [_row(result) for result in self.results],
            "timings": {result.name: round(result.seconds, 3) for result in self.results},
        }


Run = Callable[[Sequence[City]], Iterable[Result]]  # cities → results, in any order


def _hash_file(path: Path) -> str:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(AT_ONCE):
                digest.update(block)
    except OSError as error:
        raise Fault(
            f"打不开：{error.strerror}",
            f"cannot be opened: {error.strerror}",
            do_zh="请检查计划表里的路径",
            do_en="Check the path in the plan",
            file=path,
        ) from error
    return digest.hexdigest()


def _version() -> str:
    try:
        return version("yike")
    except PackageNotFoundError:  # run from its source, not installed
        return ""


def fingerprint(request: Request) -> str:
    """Return a digest of all a city's result depends on: terms, content of files, version. Raises ``Fault``."""
    terms = {name: str(value) for name, value in vars(request).items() if not isinstance(value, Path)}
    files = {name: _hash_file(value) for name, value in vars(request).items() if isinstance(value, Path)}
    made = {"form": FORM, "version": _version(), "terms": terms, "files": files}
    text = json.dumps(made, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _survey(city: City) -> dict[str, Any]:
    found = ask(load_all(city.request), city.request)
    answer = as_json(found)
    answer.pop("timings")  # the only thing in it that differs from run to run
    return answer


def part(city: City) -> Result:
    """Return the result of one city; whatever goes wrong in it is told in the result, never raised."""
    begin = time.perf_counter()
    try:
        answer = {"name": city.name, "fingerprint": fingerprint(city.request), **_survey(city)}
        text = json.dumps(answer, ensure_ascii=False, allow_nan=False, indent=1)
        return Result(city.name, "done", text + "\n", seconds=time.perf_counter() - begin)
    except Fault as fault:
        zh, en = fault.text("zh"), fault.text("en")
    except Exception as error:
        zh, en = unexpected(error)
    return Result(city.name, "failed", zh=zh, en=en, seconds=time.perf_counter() - begin)


def unexpected(error: BaseException) -> tuple[str, str]:
    """Return a fault of ours in both languages, in one line."""
    what = f"{type(error).__name__}: {error}".splitlines()[0]
    return f"程序出错：{what}", f"a fault of ours: {what}"


def result_file(out: Path, city: City) -> Path:
    """Return where a city's result is kept."""
    return out / "cities" / f"{city.name}.json"


def _kept(city: City, out: Path) -> Result | None:
    """Return the result that is there already, None where there is none or its inputs have changed."""
    try:
        text = result_file(out, city).read_text(encoding="utf-8")
        same = json.loads(text)["fingerprint"] == fingerprint(city.request)
        kept = Result(city.name, "kept", text)
        _cells(kept)  # a damaged file may still be JSON
    except (Fault, OSError, ValueError, LookupError, TypeError, AttributeError):
        return None
    return kept if same else None


def run_batch(
    cities: Sequence[City],
    out: Path,
    run: Run,
    told: Callable[[Result], None] = lambda _: None,
    *,
    plan: Path | None = None,
) -> Batch:
    """Run the cities that are not done yet and write their results into ``out``; ``told`` hears each result.

    Writes ``cities/NAME.json`` as each city ends, and in the end (also when stopped) the table of all
    that ended, ``cities.csv``, and ``timings.csv`` beside it. Raises ``Fault``, before any work, where ``out``
    cannot be written or a table would take the place of the plan or of another input.
    """
    inputs = [path for city in cities for path in inputs_of(city.request)]
    check_folder(out, (TABLE, TIMINGS), [plan, *inputs])
    check_folder(out / "cities", (f"{city.name}.json" for city in cities), inputs)
    results: dict[str, Result] = {}
    todo = []
    for city in cities:
        if kept := _kept(city, out):
            results[city.name] = kept
            told(kept)
        else:
            todo.append(city)
    try:
        for result in _written(run(todo) if todo else (), {city.name: city for city in todo}, out):
            results[result.name] = result
            told(result)
    finally:
        batch = Batch(tuple(results[city.name] for city in cities if city.name in results))
        _write_tables(batch, out)
    return batch


def _written(results: Iterable[Result], city: dict[str, City], out: Path) -> Iterator[Result]:
    for result in results:
        yield _put(result, result_file(out, city[result.name]))


def _put(result: Result, target: Path) -> Result:
    """Write a result and return it; one that cannot be written is a failed one and stops no other."""
    if result.state == "done":
        try:
            with whole_file(target) as path:
                path.write_text(result.text, encoding="utf-8")
        except Fault as fault:
            zh, en = fault.text("zh"), fault.text("en")
            result = replace(result, state="failed", text="", zh=zh, en=en)
    if result.state == "failed":
        with suppress(OSError):
            target.unlink(missing_ok=True)  # an older result would pass for this one
    return result


def _row(result: Result) -> dict[str, Any]:
    row: dict[str, Any] = {"name": result.name, "state": result.state, "zh": result.zh, "en": result.en}
    if result.text:
        answer = json.loads(result.text)
        row |= {"homes": answer["homes"], "points": answer["points"], "cover": answer["cover"]}
    return row


def _cells(result: Result) -> dict[str, object]:
    """Return the line of a city in ``cities.csv``; a kept result counts as done, so the table never differs."""
    row = _row(replace(result, state="done" if result.state == "kept" else result.state))
    cover = row.pop("cover", {})
    shares = {f"{kind} · {weight}": share for kind, by in cover.items() for weight, share in by.items()}
    return row | shares


def _write_tables(batch: Batch, out: Path) -> None:
    rows = [_cells(result) for result in batch.results]
    first = ("name", "state", "homes", "points", "zh", "en")
    shares = list(dict.fromkeys(name for row in rows for name in row if name not in first))
    _write_csv(out / TABLE, [*first, *shares], rows)
    seconds = [{"name": r.name, "seconds": f"{r.seconds:.3f}"} for r in batch.results if r.state != "kept"]
    _write_csv(out / TIMINGS, ["name", "seconds"], seconds)


def _write_csv(target: Path, headers: Sequence[str], rows: Sequence[Mapping[str, object]]) -> None:
    with whole_file(target) as path, path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([safe(header) for header in headers])
        writer.writerows([_cell(row.get(header)) for header in headers] for row in rows)


def _cell(value: object) -> object:
    """Return what a spreadsheet will not take for a formula."""
    return safe(value) if isinstance(value, str) else value
