"""Write a survey down: a page, a picture, tables and layers, all of them or none."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from yike.engines.wholefile import whole_folder
from yike.rooms.circle.report import details, geojson, sections, tables
from yike.rooms.circle.report.drawing import Drawing
from yike.rooms.circle.report.page import asked, map_name, map_share, page, title_of
from yike.rooms.circle.report.picture import Caption, write_picture
from yike.rooms.circle.report.subjects import drawing_of
from yike.rooms.circle.report.words import Words
from yike.rooms.circle.report.workbook import write_workbook

if TYPE_CHECKING:
    from yike.rooms.circle.surveys.surveyed import Survey

PAGE = "report.html"


def caption_of(survey: Survey, kind: int, words: Words, title: str | None) -> Caption:
    """Return the words around the picture of one kind's map."""
    kinds = [kind] if kind >= 0 else list(sections.basket_rows(survey))
    name, share = map_name(survey, kind, words), words.percent(map_share(survey, kind))
    weight = words.weight(survey.cover.weights[0])
    outcome = f"{share} {words('fig_cover', weight=weight, kind=name)}"
    return Caption(
        title_of(survey, words, title),
        " · ".join(value for _, value in asked(survey, words)[:3]),
        outcome,
        tuple((k, words.kind(survey.kinds[k])) for k in kinds),
        survey.streets.source.attribution,
        details.is_sketch(survey),
    )


def _write_all(
    survey: Survey, folder: Path, drawing: Drawing, words: Words, title: str | None, made: datetime
) -> None:
    html = page(survey, drawing, words.language, title=title, made=made)
    (folder / PAGE).write_text(html, "utf-8", newline="\n")
    first = drawing.maps[0]
    write_picture(folder / "map.png", drawing, first, caption_of(survey, first.kind, words, title), words)
    tables.write_csv(folder / "cover.csv", *tables.cover_table(survey))
    homes = tables.home_table(survey)
    tables.write_csv(folder / "homes.csv", *homes)
    write_workbook(folder / "cover.xlsx", survey, words, homes)
    geojson.write_homes(folder / "homes.geojson", survey, homes)
    geojson.write_gaps(folder / "gaps.geojson", survey)
    geojson.write_points(folder / "points.geojson", survey)


def write_report(
    survey: Survey,
    out: Path,
    language: str = "zh",
    *,
    title: str | None = None,
    made: datetime | None = None,
) -> list[Path]:
    """Write the report of a survey into the folder ``out`` and return its files, the page first.

    ``language`` is "zh-hans" or "en"; ``title`` replaces the headline; ``made`` is the day printed on it
    (today where left out). All files appear together or none does. Raises ``Fault`` where ``out`` cannot be
    written.
    """
    words = Words(language)
    drawing = drawing_of(survey)
    with whole_folder(out) as folder:
        _write_all(survey, folder, drawing, words, title, made or datetime.now().astimezone())
        names = sorted((file.name for file in folder.iterdir()), key=lambda name: (name != PAGE, name))
    return [out / name for name in names]
