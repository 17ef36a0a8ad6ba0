"""``{% load near %}``: addresses that carry a visitor's question on, and days in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yike.core.look.faults import language
from yike.engines.reach.hours import Hours
from yike.rooms.circle.door import words
from yike.rooms.circle.door.asked import Asked
from yike.rooms.circle.queries import item_name
from yike.rooms.circle.queries.finding import Match
from yike.rooms.circle.queries.items import in_english

register = template.Library()
register.filter("metre_words", words.metres)
register.filter("item_name", item_name)


@register.filter
def or_english(text: str, english: str) -> SafeString:
    """Return a text of the directory in the reader's language; Chinese in an English page is marked as such."""
    said, chinese = in_english(text, english)
    if not chinese:
        return format_html("{}", said)
    return format_html(
        '<span lang="zh-Hans">{}</span> <span class="soft small">{}</span>', said, _("（中文）")
    )


@register.filter
def english_name(match: Match) -> str:
    """Return what the thing found is called in English to who reads English, else nothing."""
    return match.thing.name_en if language() == "en" else ""


@register.filter
def day_words(day: date) -> str:
    """Return a day, or the day of a moment (a naive one is local), with its weekday."""
    if isinstance(day, datetime):
        day = timezone.localdate(day) if timezone.is_aware(day) else day.date()
    return words.day(day)


@register.filter
def hours_words(text: str) -> str:
    """Return hours as they were typed, in the reader's language."""
    return Hours.parse(text).text(language())


@register.simple_tag
def asking(asked: Asked, **changed: str) -> str:
    """Return the end of an address that asks the same with some of it changed; an empty value leaves it out."""
    told = asked.fields(*changed) | {name: value for name, value in changed.items() if value}
    return f"?{urlencode(told)}" if told else "?"


@register.simple_tag
def asking_fields(asked: Asked, *without: str) -> SafeString:
    """Draw hidden fields that carry a question on in a form, but for those the form asks itself."""
    return format_html_join(
        "", '<input type="hidden" name="{}" value="{}">', sorted(asked.fields(*without).items())
    )


@register.filter
def at(values: Sequence[object], place: int) -> object:
    """Return the value at a place of a list."""
    return values[place]


@register.simple_tag
def match_link(match: Match, carried: str) -> str:
    """Return the page of what was found: an item, a point, or what can be done from an address."""
    thing = match.thing
    if thing.kind == "item":
        return reverse("near:item", args=[int(thing.key)]) + carried
    if thing.kind == "point":
        return reverse("near:point", args=[thing.key]) + carried
    return f"{reverse('near:home')}?{urlencode({'where': thing.name})}"
