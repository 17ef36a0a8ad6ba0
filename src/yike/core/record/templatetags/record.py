"""``{% load record %}``: the history of one thing as a timeline, and names of deeds and measures."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.translation import get_language

from yike.core.record.measures import Measure
from yike.core.record.models import HistoryEntry
from yike.core.record.telling import Telling
from yike.core.record.verbs import verb_name
from yike.core.record.words import actor, doer, model_name

register = template.Library()


@register.inclusion_tag("record/timeline.html")
def history(entries: Iterable[HistoryEntry]) -> dict[str, Any]:
    """Draw the history of one thing, newest first."""
    return {"entries": list(entries)}


@register.filter
def once(entries: Iterable[HistoryEntry]) -> list[HistoryEntry]:
    """Return each deed once, by what it wrote first: one deed may write many rows of one thing."""
    found = {entry.deed: entry for entry in entries}  # newest first, so that the first row written stays
    return list(found.values())


@register.filter
def deed_name(entry: HistoryEntry) -> str:
    """Return what the deed is called."""
    return verb_name(entry.verb)


@register.filter
def named(entry: HistoryEntry) -> str:
    """Return what a note names, such as the number of a case; empty where it names nothing."""
    return str(entry.content.get("note", {}).get("named", ""))


register.filter("actor", actor)
register.filter("doer", doer)
register.filter("model_name", model_name)


def _english() -> bool:
    return (get_language() or "").startswith("en")


@register.filter
def measure_name(measure: Measure) -> str:
    """Return the name of a measure in the reader's language."""
    return measure.en if _english() else measure.zh


@register.filter
def unit_name(measure: Measure) -> str:
    """Return the unit of a measure in the reader's language."""
    return measure.unit_en if _english() else measure.unit_zh


@register.filter
def told(value: Decimal, how: Telling) -> str:
    """Return a number as its reader may be told it."""
    return how.text(value) if how.hides(value) else quantity(value)


@register.filter
def quantity(value: Decimal) -> str:
    """Return a number without zeros that say nothing: 3 for 3.000, 2.5 for 2.500."""
    whole = value == value.to_integral_value()
    return number_format(value, decimal_pos=0 if whole else None, use_l10n=True, force_grouping=True)
