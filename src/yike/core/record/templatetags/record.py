"""``{% load record %}``: the history of one thing as a timeline, and names of deeds and measures."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import template
from django.apps import apps
from django.utils.formats import number_format
from django.utils.translation import get_language

from yike.core.record.measures import Measure
from yike.core.record.models import HistoryEntry
from yike.core.record.verbs import verb_name

register = template.Library()


@register.inclusion_tag("record/timeline.html")
def history(entries: Iterable[HistoryEntry]) -> dict[str, Any]:
    """Draw the history of one thing, newest first."""
    return {"entries": list(entries)}


@register.filter
def deed_name(entry: HistoryEntry) -> str:
    """Return what the deed is called."""
    return verb_name(entry.verb)


@register.filter
def model_name(label: str) -> str:
    """Return what a model is called, or its label where it is gone."""
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except LookupError:
        return label


@register.filter
def changes(entry: HistoryEntry) -> list[tuple[str, object, object]]:
    """Return the changed fields of one history row by their names on pages: (name, before, after)."""
    before, after = entry.content.get("before", {}), entry.content.get("after", {})
    return [
        (field_name(entry.model, name), before.get(name), after.get(name)) for name in {**before, **after}
    ]


def field_name(label: str, name: str) -> str:
    """Return what a field is called on pages, or its own name where the model has changed since."""
    try:
        return str(apps.get_model(label)._meta.get_field(name).verbose_name)
    except Exception:
        return name


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
def quantity(value: Decimal) -> str:
    """Return a number without zeros that say nothing: 3 for 3.000, 2.5 for 2.500."""
    whole = value == value.to_integral_value()
    return number_format(value, decimal_pos=0 if whole else None, use_l10n=True, force_grouping=True)
