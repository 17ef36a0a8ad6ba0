"""The components: ``{% load look %}``. Each tag's text is translated by whoever writes the page.

A page writes ``{% button _("保存") %}``; what a tag can be told is in its signature.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import unescape
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BaseForm
from django.forms.utils import flatatt
from django.template import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yike.core.look import icons, tables, units
from yike.core.look.pages import address

register = template.Library()

TONES = ("", "ok", "warn", "stop", "info")
KINDS = ("", "main", "danger", "quiet")
SELECTED = SafeString(" selected")


def _tone(tone: str) -> str:
    """Return the class of a tone. Raises ``ValueError`` for one that does not exist."""
    if tone not in TONES:
        raise ValueError(f"no such tone: {tone}")
    return f"tone-{tone}" if tone else ""


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw a sign of ``look/icons.py``."""
    return icons.draw(name)


@register.inclusion_tag("look/button.html")
def button(text: str, *, kind: str = "", href: str = "", icon: str = "", **more: Any) -> dict[str, Any]:
    """Draw a button, or a link that looks like one where ``href`` is given.

    ``kind``: "" (plain), "main", "danger", "quiet". ``more``: ``name``, ``value``, ``form``, ``formaction``,
    ``small``, ``disabled``; ``type`` ("submit"); ``dialog`` opens the page behind ``href`` in a dialog where it
    can; ``label`` for screen readers where the text alone would not do.
    """
    if kind not in KINDS:
        raise ValueError(f"no such kind of button: {kind}")
    return {"text": text, "kind": kind, "href": href, "icon": icon, **more}


@register.simple_tag
def badge(text: str, tone: str = "") -> SafeString:
    """Draw a state in a frame; ``tone``: "" (plain), "ok", "warn", "stop", "info"."""
    return format_html('<span class="{}">{}</span>', f"badge {_tone(tone)}".strip(), text)


@register.inclusion_tag("look/person.html")
def person(
    name: str, *, href: str = "", note: str = "", badge: str = "", tone: str = "", end: str = ""
) -> dict[str, Any]:
    """Draw one line for a person: sign, name, badge, a note below, something at the end."""
    return {"name": name, "href": href, "note": note, "badge": badge, "tone": tone, "end": end}


@register.inclusion_tag("look/figure.html")
def figure(
    value: object, what: str, *, href: str = "", unit: str = "", more: str = "", tone: str = ""
) -> dict[str, Any]:
    """Draw a number that opens the list behind it. Stands inside ``<div class="figures">``."""
    return {"value": value, "what": what, "href": href, "unit": unit, "more": more, "tone": _tone(tone)}


@register.filter
def grouped(value: int | float | None) -> str:
    """Return a whole number with a comma at every thousand, in any language; empty for None.

    Django groups Chinese numbers by ten thousand (3,0127), which no office writes.
    """
    return "" if value is None else f"{round(value):,}"


@register.filter
def unit(number: int, kind: str) -> str:
    """Return the word beside a number, by a kind of ``look.units``: ``{{ n|unit:"person" }}``."""
    return units.unit(kind, number)


@register.inclusion_tag("look/empty.html")
def empty(title: str, text: str = "", *, action: str = "", href: str = "") -> dict[str, Any]:
    """Say that there is nothing here, why, and what can be done."""
    return {"title": title, "text": text, "action": action, "href": href}


@register.inclusion_tag("look/crumbs.html")
def crumbs(*parts: str) -> dict[str, Any]:
    """Draw the way here: text and address in turn, then the text of the present page."""
    return {"steps": list(zip(parts[0::2], parts[1::2], strict=False)), "here": parts[-1]}


@register.inclusion_tag("look/steps.html")
def steps(at: int, *names: str) -> dict[str, Any]:
    """Draw the steps of a longer task; ``at`` counts from 1."""
    return {"steps": [(name, n < at, n == at) for n, name in enumerate(names, 1)]}


@register.inclusion_tag("look/search.html", takes_context=True)
def searchbox(
    context: Context, label: str, *, name: str = "q", action: str = "", hint: str = "", post: bool = False
) -> dict[str, Any]:
    """Draw a search box that asks by GET and shows what was asked.

    ``post`` asks by POST: what is looked for may be a telephone or identity number, and addresses of pages are
    kept by browsers and in logs.
    """
    request = context["request"]
    return {
        "post": post,
        "csrf_token": context.get("csrf_token"),
        "label": label,
        "name": name,
        "action": action,
        "hint": hint,
        "value": (request.POST if post else request.GET).get(name, ""),
    }


@register.inclusion_tag("look/pager.html", takes_context=True)
def pager(context: Context, page: Page[Any]) -> dict[str, Any]:
    """Draw the pages of a list; nothing where one page holds all."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    request = context["request"]
    return {
        "page": page,
        "pages": [(n, address(request, n) if isinstance(n, int) else "") for n in numbers],
        "before": address(request, page.number - 1),
        "after": address(request, page.number + 1),
    }


@register.inclusion_tag("look/errors.html")
def form_errors(form: BaseForm) -> dict[str, Any]:
    """Draw what is wrong in a form, each line linked to its field; nothing where all is well."""
    return {"form": form, "wrong": [(field, _address(field)) for field in form if field.errors]}


def _address(field: Any) -> str:
    """Return the id of the first control of a field; a group of choices has one for each."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.inclusion_tag("look/fields.html")
def form_fields(form: BaseForm, only: str = "") -> dict[str, Any]:
    """Draw a form's fields with label, hint, error and control; ``only`` names some, parted by commas."""
    names = [name.strip() for name in only.split(",") if name.strip()]
    visible = [form[name] for name in names] if names else form.visible_fields()
    return {"fields": visible, "hidden": [] if names else form.hidden_fields()}


@register.inclusion_tag("look/map.html")
def mapcard(
    title: str,
    *,
    geojson_url: str,
    drawing: str = "",
    caption: str = "",
    small: bool = False,
    pick: str = "",
    fresh: int = 0,
    streets_url: str = "",
) -> dict[str, Any]:
    """Draw a map of the office's own GeoJSON, with the server's drawing where there is no WebGL or script.

    ``drawing`` is inline SVG, whose shapes may be links: a picture by its address could not use the page's type.

    ``pick`` is an address to go to when the map is pressed, the place pressed added as ``where=lon,lat``; without a
    script the links of the drawing lead on. ``fresh`` is after how many seconds the GeoJSON is asked for again.
    ``streets_url`` gives GeoJSON of streets to lie beneath, which many maps share and a browser keeps.

    Properties a feature may have: ``kind`` ("area", "border", "water", "street", "way", "point"), ``label``,
    ``href`` (followed when pressed), ``tone`` (as a badge), ``current`` (true: framed in red). The list beside it
    is the way without a map.
    """
    return {
        "title": title,
        "geojson_url": geojson_url,
        "drawing": drawing,
        "caption": caption,
        "small": small,
        "pick": pick,
        "fresh": fresh,
        "streets_url": streets_url,
        "attribution": settings.YIKE_MAP_ATTRIBUTION,
        "review_number": settings.YIKE_MAP_REVIEW_NUMBER,
        "words": json.dumps(_map_words(), ensure_ascii=False),
    }


@register.inclusion_tag("look/mapedit.html")
def mapedit(
    title: str, *, geojson_url: str, save_url: str, own: int, label: str = "", at: str = "", drawing: str = ""
) -> dict[str, Any]:
    """Draw a map on which the border of one feature (its property ``id`` is ``own``) can be corrected and saved.

    ``save_url`` takes ``borders``, JSON polygons by id, and answers JSON: ``said``, the text for the person, and
    ``at``, the place to look at. Features with ``movable`` may have their corners moved along. ``at`` is
    "lon,lat" to begin at. Hidden without scripts or WebGL: a form beside it has to do the same.
    """
    return {
        "title": title,
        "geojson_url": geojson_url,
        "save_url": save_url,
        "own": own,
        "label": label,
        "at": at,
        "drawing": drawing,
        "attribution": settings.YIKE_MAP_ATTRIBUTION,
        "review_number": settings.YIKE_MAP_REVIEW_NUMBER,
        "words": json.dumps(_map_words(), ensure_ascii=False),
        "said": json.dumps(_edit_words(), ensure_ascii=False),
    }


@register.inclusion_tag("look/mapset.html")
def mapset(
    title: str, *, geojson_url: str, lon: str, lat: str, datum: str, streets_url: str = ""
) -> dict[str, Any]:
    """Draw a map on which a place is set: pressing it fills in the fields with these ids.

    ``datum`` is the field that says which coordinates they are; the map sets it to "wgs84". Hidden without scripts
    or WebGL: the fields do the same.
    """
    return {
        "title": title,
        "geojson_url": geojson_url,
        "lon": lon,
        "lat": lat,
        "datum": datum,
        "streets_url": streets_url,
        "attribution": settings.YIKE_MAP_ATTRIBUTION,
        "review_number": settings.YIKE_MAP_REVIEW_NUMBER,
        "words": json.dumps(_map_words(), ensure_ascii=False),
    }


@register.inclusion_tag("look/mapplan.html")
def mapplan(
    title: str,
    *,
    geojson_url: str,
    homes_url: str,
    try_url: str,
    form: str,
    drawing: str = "",
    streets_url: str = "",
) -> dict[str, Any]:
    """Draw a map of homes on which a step can be tried: points are dragged, or the map pressed for a new one.

    ``form`` is the id of the form that holds the step (fields step, point, lon, lat) and sends it; it does without
    the map. ``geojson_url`` gives areas and points, those with ``movable`` can be dragged; ``homes_url`` JSON with
    ``lon``, ``lat`` and ``now``, one figure a home: 0 missed, 1 covered, 2 gained, 3 lost. ``try_url`` is asked
    with the fields of the form (``try-`` before each) and answers ``now``, ``said`` and ``tone``.
    """
    return {
        "title": title,
        "geojson_url": geojson_url,
        "homes_url": homes_url,
        "try_url": try_url,
        "form": form,
        "drawing": drawing,
        "streets_url": streets_url,
        "attribution": settings.YIKE_MAP_ATTRIBUTION,
        "review_number": settings.YIKE_MAP_REVIEW_NUMBER,
        "words": json.dumps(_map_words(), ensure_ascii=False),
        "said": json.dumps(
            {
                "point": _("{name}：拖动或用方向键试着迁址，按 Delete 试着撤并"),
                "lost": _("没有算出来：网络不通，请再试"),
            },
            ensure_ascii=False,
        ),
    }


def _edit_words() -> dict[str, str]:
    """Return what the drawing of borders says in the reader's language."""
    return {
        "point": _("第 {n} 个点"),
        "add": _("在这里加一个点"),
        "zoom": _("点太多，放大以后再改"),
        "lost": _("没有保存：网络不通，请再试"),
    }


def _map_words() -> dict[str, str]:
    """Return MapLibre's own words in the reader's language."""
    return {
        "Map.Title": _("地图"),
        "NavigationControl.ZoomIn": _("放大"),
        "NavigationControl.ZoomOut": _("缩小"),
        "ScaleControl.Meters": _("米"),
        "ScaleControl.Kilometers": _("公里"),
        "CooperativeGesturesHandler.WindowsHelpText": _("按住 Ctrl 再滚动可以缩放"),
        "CooperativeGesturesHandler.MacHelpText": _("按住 ⌘ 再滚动可以缩放"),
        "CooperativeGesturesHandler.MobileHelpText": _("用两个手指移动地图"),
    }


@register.simple_tag
def options(rows: Iterable[dict[str, Any]]) -> SafeString:
    """Draw the options of a select, as a widget of Django's gives them.

    Without a template for each: of a page that lets one choose among a hundred areas, those were a third.
    """
    cells = ((row["value"], flatatt(row["attrs"]), row["label"]) for row in rows)
    return format_html_join("", '<option value="{}"{}>{}</option>', cells)


@register.simple_tag
def choices(rows: Iterable[tuple[object, str]], chosen: object = None) -> SafeString:
    """Draw the options of a select for pairs (value, text); ``chosen`` is the value of the present one."""
    chosen = None if chosen in (None, "") else str(chosen)
    cells = ((value, SELECTED if str(value) == chosen else "", text) for value, text in rows)
    return format_html_join("", '<option value="{}"{}>{}</option>', cells)


@register.simple_block_tag
def table(content: str, caption: str = "", *, cards: bool = True, heard: bool = False) -> SafeString:
    """Frame ``<thead>`` and ``<tbody>``: a table that becomes cards on a phone, each value with its column's name.

    ``cards=False`` keeps it a table that scrolls sideways; ``heard`` says the caption only to screen readers.
    """
    return tables.framed(content, caption, cards=cards, heard=heard)


@register.simple_tag
def bar(percent: float | None) -> SafeString:
    """Draw a share 0..100 as a bar; the number itself stands beside it. Inside ``<ul class="bars">``."""
    wide = 0.0 if percent is None else min(max(percent, 0.0), 100.0)
    return format_html(
        '<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="bar-whole" width="100" height="8"/><rect class="bar-part" width="{}" height="8"/></svg>',
        f"{wide:.1f}",
    )


@register.simple_block_tag
def pairs(content: str) -> SafeString:
    """Frame a list of names and values: ``{% pair _("电话") phone %}`` or plain ``<div><dt><dd></div>`` inside."""
    return format_html('<dl class="pairs">{}</dl>', content)


@register.simple_tag
def pair(name: str, value: object, *, none: str = "—") -> SafeString:
    """Draw one name and value; an empty value shows ``none``."""
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", name, none if value in (None, "") else value)


@register.simple_block_tag
def timeline(content: str) -> SafeString:
    """Frame moments, the newest first."""
    return format_html('<ol class="timeline">{}</ol>', content)


@register.simple_block_tag
def moment(content: str, when: object, by: str = "", *, tone: str = "") -> SafeString:
    """Draw one moment of a timeline: when, by whom, what."""
    whom = format_html('<span class="by">{}</span>', by) if by else ""
    head = format_html('<div><span class="when">{}</span>{}</div>', when, whom)
    marked = format_html(' class="{}"', _tone(tone)) if tone else ""
    return format_html('<li{}>{}<div class="what">{}</div></li>', marked, head, content)


@register.simple_block_tag
def tabs(content: str, label: str) -> SafeString:
    """Frame the sections of one thing; ``label`` names them for screen readers."""
    return format_html('<nav class="tabs" aria-label="{}"><ul>{}</ul></nav>', label, content)


@register.simple_tag
def tab(text: str, href: str, *, here: bool = False, count: int | None = None) -> SafeString:
    """Draw one section; ``here`` for the present one."""
    shown = "" if count is None else format_html('<span class="count">{}</span>', count)
    current = SafeString(' aria-current="page"') if here else ""
    return format_html('<li><a href="{}"{}>{}{}</a></li>', href, current, text, shown)


@register.simple_block_tag
def note(content: str, title: str = "", *, tone: str = "") -> SafeString:
    """Draw a remark that must be seen; ``tone`` as for a badge."""
    head = format_html("<h2>{}</h2>", title) if title else ""
    return format_html('<div class="{}"><div>{}{}</div></div>', f"note {_tone(tone)}".strip(), head, content)


@register.inclusion_tag("look/messages.html", takes_context=True)
def messages(context: Context) -> dict[str, Any]:
    """Draw what was just done, once."""
    return {
        "messages": context.get("messages", ()),
        "tones": {"success": "ok", "warning": "warn", "error": "stop"},
    }


@register.inclusion_tag("look/appearance.html", takes_context=True)
def appearance_menu(context: Context) -> dict[str, Any]:
    """Draw the choices of type, theme and language; they work without scripts."""
    request = context["request"]
    return {
        "request": request,
        "appearance": context["appearance"],
        "next": request.get_full_path() if request.method == "GET" else request.path,
        "languages": [(code, LANGUAGE_NAMES[code]) for code, _name in settings.LANGUAGES],
        "csrf_token": context.get("csrf_token"),
    }


LANGUAGE_NAMES = {"zh-hans": "中文", "en": "English"}


@register.simple_tag(takes_context=True)
def block_text(context: Context, name: str) -> str:
    """Return what a block of the page says, as plain text: for the window's title."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    return " ".join(unescape(strip_tags(block.render(context))).split()) if block else ""
