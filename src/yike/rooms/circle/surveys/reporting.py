"""From a request to a written report."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yike.engines.faults import Language
from yike.rooms.circle.report import write_report
from yike.rooms.circle.surveys.answer import as_json
from yike.rooms.circle.surveys.inputs import load_all
from yike.rooms.circle.surveys.outputs import check_folder, inputs_of
from yike.rooms.circle.surveys.plans import ask
from yike.rooms.circle.surveys.request import Request, Step, quiet
from yike.rooms.circle.surveys.surveyed import Survey

NAMES = (
    "report.html", "map.png", "cover.csv", "homes.csv", "cover.xlsx",
    "homes.geojson", "gaps.geojson", "points.geojson",
)  # fmt: skip


@dataclass(frozen=True)
class Made:
    """A survey and the files its report consists of, the page first."""

    survey: Survey
    files: tuple[Path, ...]

    @property
    def page(self) -> Path:
        """The page to open."""
        return self.files[0]

    def summary(self) -> dict[str, Any]:
        """Return the object that ``--json`` prints."""
        return {**as_json(self.survey), "files": [str(path) for path in self.files]}


def make_report(
    request: Request, out: Path, *, title: str | None = None, language: Language = "zh", step: Step = quiet
) -> Made:
    """Survey and write the report into ``out``, whole or not at all.

    Raises ``Fault``, before any work where ``out`` cannot be written or a file of the report would take the
    place of an input.
    """
    check_folder(out, NAMES, inputs_of(request))
    loaded = load_all(request, step)
    with step("算覆盖、盲区和一周", "Counting cover, gaps and the week"):
        found = ask(loaded, request, week=True)
    with step("写报告", "Writing the report"):
        files = write_report(found, out, "zh-hans" if language == "zh" else "en", title=title)
    return Made(found, tuple(files))
