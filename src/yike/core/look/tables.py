"""Tables that turn into cards: every cell learns the name of its column."""

from __future__ import annotations

import re

from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe

HEAD = re.compile(r"<thead\b.*?</thead>", re.DOTALL)
NAME = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
ROW = re.compile(r"<tr\b[^>]*>.*?</tr>", re.DOTALL)
CELL = re.compile(r"<t([dh])\b([^>]*)>")
SPAN = re.compile(r'\bcolspan="(\d+)"')
NOTHING = re.compile(r">\s+</td>")  # a card leaves out what is empty
ROLES = (("thead", "rowgroup"), ("tbody", "rowgroup"), ("tfoot", "rowgroup"), ("tr", "row"))


def _names(content: str) -> list[str]:
    """Return the names of the columns, as text."""
    head = HEAD.search(content)
    names = NAME.findall(head[0]) if head else []
    return [" ".join(strip_tags(name).replace(chr(34), "&quot;").split()) for name in names]


def _labelled(row: str, names: list[str]) -> str:
    """Return a row whose data cells carry their column's name and every cell its role."""
    column = 0

    def cell(found: re.Match[str]) -> str:
        nonlocal column
        kind, rest = found.groups()
        name = names[column] if column < len(names) else ""
        span = SPAN.search(rest)
        column += int(span[1]) if span else 1
        if kind == "h":
            return f'<th role="{"columnheader" if "col" in rest else "rowheader"}"{rest}>'
        label = f' data-label="{name}"' if name and not span else ""
        return f'<td role="cell"{label}{rest}>'

    return CELL.sub(cell, row)


def labelled(content: str) -> str:
    """Return the inside of a table made fit for cards.

    Told to be blocks, the parts of a table lose their meaning in some browsers; roles keep it.
    """
    names = _names(content)
    content = NOTHING.sub("></td>", content)
    done = ROW.sub(lambda found: _labelled(found[0], names), content)
    for tag, role in ROLES:
        done = re.sub(rf"<{tag}\b", f'<{tag} role="{role}"', done)
    return done


def framed(content: str, caption: str, *, cards: bool, heard: bool) -> SafeString:
    """Return the whole table around rendered, already escaped rows."""
    inside = mark_safe(labelled(content) if cards else content)  # noqa: S308 - a template's own output
    hidden = mark_safe(' class="only-heard"') if heard else ""
    about = format_html("<caption{}>{}</caption>", hidden, caption) if caption else ""
    if cards:
        return format_html(
            '<div class="table table-cards"><table role="table">{}{}</table></div>', about, inside
        )
    return format_html(
        '<div class="table" tabindex="0" role="region" aria-label="{}"><table>{}{}</table></div>',
        caption,
        about,
        inside,
    )
