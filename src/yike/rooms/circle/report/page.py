"""The report as one HTML page that carries everything it needs: no network, no script, no other file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from yike.rooms.circle.report import details, palette, sections
from yike.rooms.circle.report.curve import curve
from yike.rooms.circle.report.drawing import Drawing, KindMap
from yike.rooms.circle.report.legend import class_names
from yike.rooms.circle.report.lines import BEYOND, UNREACHED_CLASS
from yike.rooms.circle.report.map import definitions, sign_svg, svg
from yike.rooms.circle.report.typeface import font_face
from yike.rooms.circle.report.words import Words, plain
from yike.rooms.circle.surveys.remarks import remarks

if TYPE_CHECKING:
    from jinja2 import Template

    from yike.rooms.circle.surveys.surveyed import Survey

FAMILY = "Yike Sans"
OPEN_KINDS = 5  # kinds whose tables stand open on the screen; the others unfold, and all are printed
FILES = ("map.png", "cover.xlsx", "cover.csv", "homes.csv", "homes.geojson", "gaps.geojson", "points.geojson")


@dataclass(frozen=True)
class Panel:
    """One map with its tab, caption and legend."""

    kind: int
    name: str
    share: str
    caption: str
    limit: str
    svg: str
    classes: tuple[tuple[str, str], ...]  # swatch, name
    signs: tuple[tuple[str, str], ...]
    gaps: bool
    shut: bool


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - only where a page is made

    text = (files("yike.rooms.circle.report") / "templates" / "report.html.jinja").read_text("utf-8")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(text)


def title_of(survey: Survey, words: Words, title: str | None) -> str:
    """Return the headline: the one given, or one made from the minutes."""
    return title or words("title_bare", minutes=words.limit(survey.minutes * 600.0))


def asked(survey: Survey, words: Words) -> list[tuple[str, str]]:
    """Return the question as pairs of name and text."""
    speed = plain(round(survey.pace.metres_per_minute, 1))
    limits = sorted(set(survey.limits.ds.tolist()))
    return [
        (words("asked_minutes"), words.listed(words.limit(ds) for ds in limits)),
        (words("asked_pace"), words("asked_pace_value", pace=words.pace(survey.pace.name), speed=speed)),
        (words("asked_moment"), words.moment(survey.at)),
        (words("asked_weights"), words.listed(words.weight(w) for w in survey.cover.weights)),
    ]


def swatch(one: int) -> str:
    """Return a legend line of a class of streets."""
    dash = ' stroke-dasharray="6 5"' if one == UNREACHED_CLASS else ""
    core = '<path class="core" d="M2 7H36" stroke="#fffdf8" stroke-width="2"/>' if one in BEYOND else ""
    return (
        '<svg class="swatch" viewBox="0 0 38 14" aria-hidden="true"><path d="M2 7H36" fill="none" '
        f'stroke="{palette.STREETS[one]}" stroke-width="{palette.WIDTHS[one] * 2:.1f}"{dash}/>{core}</svg>'
    )


def map_name(survey: Survey, kind: int, words: Words) -> str:
    """Return what a map is about, in words."""
    if kind >= 0:
        return words.kind(survey.kinds[kind])
    return sections.basket_name(survey, sections.kinds_together(survey), words)


def map_share(survey: Survey, kind: int) -> float:
    """Return the share of the first weight that the map's subject covers."""
    if kind >= 0:
        return float(survey.cover.share[kind, 0])
    name = sections.kinds_together(survey)
    return (
        float("nan")
        if survey.baskets is None
        else float(survey.baskets.share[survey.baskets.kinds.index(name), 0])
    )


def _panel(survey: Survey, drawing: Drawing, one: KindMap, words: Words) -> Panel:
    name, limit = map_name(survey, one.kind, words), words.limit(one.limit_ds)
    share = words.percent(map_share(survey, one.kind))
    kinds = (one.kind,) if one.kind >= 0 else sections.basket_rows(survey)
    gaps = sum(g.kind in kinds for g in survey.gaps)
    weight = words.weight(survey.cover.weights[0])
    alternative = words("map_alt", kind=name, limit=limit, share=share, weight=weight, gaps=gaps)
    caption = words("map_of_all" if one.kind < 0 else "map_of", kind=name)
    return Panel(
        one.kind,
        name,
        share,
        caption,
        words("legend_limit", limit=limit),
        svg(
            drawing,
            one,
            words,
            alternative,
            sketch=details.is_sketch(survey),
            attribution=survey.streets.source.attribution,
        ),
        tuple((swatch(c), text) for c, text in enumerate(class_names(one.limit_ds, words))),
        tuple((sign_svg(k), words.kind(survey.kinds[k])) for k in kinds),
        bool(one.outlines),
        not one.signs.open_now.all(),
    )


def _map_rules(panels: list[Panel], heft: float) -> str:
    """Return the style rules of streets and of the switch between the maps, which works without script."""
    streets = "".join(
        f".s{c}{{stroke:var(--core,{colour});"
        f"stroke-width:calc({width * heft * 2:.1f}px*var(--heft,1)*var(--thin,1))}}"
        for c, (colour, width) in enumerate(zip(palette.STREETS, palette.WIDTHS, strict=True))
    )
    chosen = ",".join(f"#m{i}:checked~#p{i}" for i in range(len(panels)))
    marked = ",".join(f"#m{i}:checked~.tabs label[for=m{i}]" for i in range(len(panels)))
    return (
        f"{streets}.s{UNREACHED_CLASS}{{stroke-dasharray:9 8}}{chosen}{{display:block}}"
        f"{marked}{{background:var(--ink);border-color:var(--ink);color:var(--paper)}}"
        f"{marked.replace(']', '] .n')}{{color:inherit}}"
    )


def _context(survey: Survey, drawing: Drawing, words: Words, title: str, made: datetime) -> dict[str, object]:
    panels = [_panel(survey, drawing, one, words) for one in drawing.maps]
    areas, areas_more = sections.area_rows(survey, words)
    weights = [words.weight(w) for w in survey.cover.weights]
    hours = details.heat_tables(survey, words)
    return {
        "t": words,
        "title": title,
        "made": words("made", day=words.day(made)),
        "sketch": details.is_sketch(survey),
        "asked": asked(survey, words),
        "figures": sections.figures(survey, words),
        "definitions": definitions(drawing),
        "panels": panels,
        "ratio": f"{drawing.frame.width / drawing.frame.height:.3f}",
        "left_out": words.listed(map_name(survey, k, words) for k in drawing.left_out),
        "weights": weights,
        "kinds": [words.kind(k) for k in survey.kinds],
        "signs": [sign_svg(k) for k in range(len(survey.kinds))],
        "cover": sections.cover_rows(survey, words),
        "unverified": bool(survey.limits.unverified),
        "curve": curve(survey, words),
        "areas": areas,
        "areas_more": areas_more,
        "gap_tables": sections.gap_tables(survey, words),
        "hours": hours,
        "open_kinds": OPEN_KINDS,
        "hours_unknown": sum(h is None for h in survey.points.hours),
        "spreads": details.spread_rows(survey, words),
        "lost": details.lost_rows(survey, words),
        "islands": details.island_text(survey, words),
        "data": details.data_rows(survey, words),
        "remarks": [n.zh if words.language == "zh" else n.en for n in remarks(survey)],
        "files": [(name, words(f"file_{name}")) for name in FILES],
    }


def _running_head(title: str) -> str:
    """Return the title as a CSS string for the head of printed pages."""
    safe = "".join(c if c.isalnum() or c in " ·，、：（）%-" else " " for c in title)
    return f'@page{{@top-left{{content:"{safe}"}}}}@page:first{{@top-left{{content:none}}}}'


def page(survey: Survey, drawing: Drawing, language: str, *, title: str | None = None, made: datetime) -> str:
    """Return the whole page as text. ``made`` is the day printed on it."""
    words = Words(language)
    headline = title_of(survey, words, title)
    context = _context(survey, drawing, words, headline, made)
    style = (files("yike.rooms.circle.report") / "style.css").read_text("utf-8")
    style += _map_rules(context["panels"], palette.heft(drawing.frame.metres)) + _running_head(headline)  # type: ignore[arg-type]
    html = _template().render(**context, style=style, font="")
    return html.replace("/*font*/", font_face(html, FAMILY), 1)
