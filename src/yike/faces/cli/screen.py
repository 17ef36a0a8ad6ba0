"""What a person sees while and after a command works: steps, tables, or one JSON object."""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from yike.engines.faults import Language
from yike.faces.cli.compiled import first_run
from yike.faces.cli.language import Say, sayer

if TYPE_CHECKING:
    from rich.console import Console

LONG = 1.0  # seconds; a step longer than this is worth a line


def plain(value: object) -> Any:
    """Return ``value`` as JSON can hold it: arrays as lists, NaN and infinity as null, paths as text."""
    if hasattr(value, "tolist"):  # numpy arrays and scalars
        value = value.tolist()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if isinstance(value, str | int | None) else str(value)


class Screen:
    """The person's terminal. With ``--json`` standard output holds one object and all else goes to stderr."""

    def __init__(self, language: Language, *, as_json: bool = False) -> None:
        self.language = language
        self.say: Say = sayer(language)
        self.as_json = as_json

    def _console(self, *, error: bool) -> Console:
        from rich.console import Console

        stream = sys.stderr if error else sys.stdout
        wide = None if stream.isatty() else 120  # in a pipe or a log there is no window to fit
        return Console(file=stream, highlight=False, soft_wrap=not stream.isatty(), width=wide)

    def warn_of_compiling(self) -> None:
        """Say so where this is the first run on a machine; call before anything heavy is imported."""
        if first_run():
            self.note("首次运行，正在编译，约半分钟…", "First run: compiling, about half a minute…")

    @property
    def out(self) -> Console:
        """Where results for people go."""
        return self._console(error=self.as_json)

    @property
    def err(self) -> Console:
        """Where progress goes."""
        return self._console(error=True)

    def line(self, zh: str, en: str) -> None:
        """Print one line of the result."""
        self.out.print(self.say(zh, en), markup=False)

    def note(self, zh: str, en: str) -> None:
        """Print one line about the work itself."""
        self.err.print(self.say(zh, en), markup=False, style="dim")

    def table(self, title: str, headers: Sequence[str], rows: Sequence[Sequence[str]], *, right: int) -> None:
        """Print a table; columns from ``right`` on hold numbers and stand to the right."""
        from rich import box
        from rich.table import Table
        from rich.text import Text

        table = Table(title=title or None, title_justify="left", box=box.SIMPLE_HEAD)
        for i, header in enumerate(headers):
            table.add_column(Text(header), justify="right" if i >= right else "left", no_wrap=i >= right)
        for row in rows:
            table.add_row(*(Text(cell) for cell in row))
        self.out.print(table)

    def answer(self, thing: object) -> None:
        """Print the one JSON object."""
        sys.stdout.write(json.dumps(plain(thing), ensure_ascii=False, allow_nan=False) + "\n")

    @contextmanager
    def step(self, zh: str, en: str, *, turning: bool = True) -> Iterator[None]:
        """Show that work goes on; a line with its seconds stays where it took long.

        Not ``turning`` where others write to the same terminal meanwhile: a line that turns would run into theirs.
        """
        text, begin = self.say(zh, en), time.perf_counter()
        if turning and sys.stderr.isatty():
            with self.err.status(f"{text}…"):
                yield
        else:
            yield
        if (seconds := time.perf_counter() - begin) > LONG:
            self.note(f"{text}：{seconds:.1f} 秒", f"{text}: {seconds:.1f} s")

    @contextmanager
    def bar(self, zh: str, en: str, total: int) -> Iterator[Callable[[str], None]]:
        """Yield a function that moves a bar one on, with a word on what was done; plain lines off a terminal."""
        if not sys.stderr.isatty():
            done = iter(range(1, total + 1))
            yield lambda word: self.note(*(f"[{next(done)}/{total}] {word}",) * 2)
            return
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        parts = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*parts, console=self.err) as progress:
            task = progress.add_task(self.say(zh, en), total=total)
            yield lambda word: progress.update(task, advance=1, description=word)

    @contextmanager
    def download(self, zh: str, en: str) -> Iterator[Callable[[int, int | None], None] | None]:
        """Yield a function that hears bytes done and bytes in all; None off a terminal, where nobody looks."""
        if not sys.stderr.isatty():
            with self.step(zh, en):
                yield None
            return
        from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

        parts = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
        with Progress(*parts, console=self.err) as progress:
            task = progress.add_task(self.say(zh, en), total=None)
            yield lambda done, total: progress.update(task, completed=done, total=total)
