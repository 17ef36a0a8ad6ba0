"""The history in words: names instead of numbers of rows, yes and no, choices by their labels, times as read here.

Whatever a page shows is told together: all names are asked for with one question for each kind of thing, however
many rows there are. Who reads the history reads it of areas, accounts and residents alike and need not know any
resident: what ``masked_in_history`` names in a model is masked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from yike.core.record.models import HistoryEntry
from yike.core.record.payload import HIDDEN

Text = str | Promise
NAMED_BY = ("name", "title", "code", "year", "day", "address")  # the first of these columns names a row
NOTHING = "—"
LONGEST = 200
WAYS: dict[str, Text] = {
    "web": gettext_lazy("网页"),
    "api": gettext_lazy("接口"),
    "cli": gettext_lazy("命令行"),
    "sweep": gettext_lazy("后台"),
    "import": gettext_lazy("导入"),
    "demo": gettext_lazy("演示数据"),
}
_MACHINES: dict[str, Text] = {}
_NOTES: dict[str, Text] = {}
_VALUES: dict[str, Callable[[str], Text]] = {}


def name_machines(names: Mapping[str, Text]) -> None:
    """Say what hands of the machine, by the name they are kept under, are called in the reader's language."""
    _MACHINES.update(names)


def name_notes(names: Mapping[str, Text]) -> None:
    """Say what the remarks of deeds are called: what was read, how many were handed out."""
    _NOTES.update(names)


def tell_values(how: Mapping[str, Callable[[str], Text]]) -> None:
    """Say how codes are told that no ``choices`` explain: "residents.consent.purpose", or a remark by its name."""
    _VALUES.update(how)


def actor(entry: HistoryEntry) -> str:
    """Return who did it: a person's name, or what the machine's hand is called."""
    known = _MACHINES.get(entry.actor_name) if entry.actor_id is None else None
    return str(known or entry.actor_name)


def doer(entry: HistoryEntry) -> str:
    """Return who did it, and on whose behalf where that was somebody else."""
    whom = entry.on_behalf
    return _("%(name)s（代 %(whom)s）") % {"name": actor(entry), "whom": whom} if whom else actor(entry)


@dataclass(frozen=True)
class Told:
    """One history row in words: who, about what, by which way, and (name, before, after) of what changed."""

    entry: HistoryEntry
    about: str
    subject: str
    changes: tuple[tuple[str, str, str], ...]
    notes: tuple[tuple[str, str], ...]

    @property
    def way(self) -> str:
        """Return by which way it was done."""
        return str(WAYS.get(self.entry.way, self.entry.way))


def told(entries: Iterable[HistoryEntry], *, whole: bool = False) -> list[Told]:
    """Return history rows in words. ``whole`` tells the changed fields as well, not only what each is about."""
    rows = list(entries)
    names = Names(_asked(rows, whole=whole))
    return [_told(row, names, whole=whole) for row in rows]


def _told(entry: HistoryEntry, names: Names, *, whole: bool) -> Told:
    content = entry.content if whole else {}
    before, after = content.get("before", {}), content.get("after", {})
    changes = tuple(
        (
            field_name(entry.model, name),
            _value(entry.model, name, before, names),
            _value(entry.model, name, after, names),
        )
        for name in {**before, **after}
    )
    notes = tuple(
        (str(_NOTES.get(name, name)), _note(name, told)) for name, told in content.get("note", {}).items()
    )
    return Told(entry, names.of(entry.model, entry.object_pk), _subject(entry, names), changes, notes)


def _subject(entry: HistoryEntry, names: Names) -> str:
    model, _colon, pk = entry.subject.partition(":")
    return names.of(model, pk) if pk else entry.subject


# --- names ----------------------------------------------------------------------------------------------


def _model(label: str) -> type[models.Model] | None:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def _field(model: type[models.Model] | None, name: str) -> Any:
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None


def field_name(label: str, name: str) -> str:
    """Return what a field is called on pages, or its own name where the model has changed since."""
    field = _field(_model(label), name)
    return str(getattr(field, "verbose_name", name))


def model_name(label: str) -> str:
    """Return what a model is called, or its label where it is gone."""
    model = _model(label)
    return str(model._meta.verbose_name) if model else label


def _asked(entries: list[HistoryEntry], *, whole: bool) -> Iterator[tuple[str, str]]:
    """Yield (model, number) of every row that is to be named."""
    for entry in entries:
        yield entry.model, entry.object_pk
        subject, _colon, pk = entry.subject.partition(":")
        yield subject, pk
        if whole:
            yield from _pointed_at(entry)


def _pointed_at(entry: HistoryEntry) -> Iterator[tuple[str, str]]:
    model = _model(entry.model)
    for side in ("before", "after"):
        for name, value in entry.content.get(side, {}).items():
            field = _field(model, name)
            if field is not None and field.is_relation and value not in (None, HIDDEN):
                yield field.related_model._meta.label_lower, str(value)


class Names:
    """What rows are called, asked for once for each model. ``asked`` are models with numbers of rows."""

    def __init__(self, asked: Iterable[tuple[str, str]]) -> None:
        wanted: dict[str, set[str]] = {}
        for label, pk in asked:
            if pk:
                wanted.setdefault(label, set()).add(pk)
        self._names = {label: _names_of(label, pks) for label, pks in wanted.items()}

    def of(self, label: str, pk: str) -> str:
        """Return the kind and the name of a row: its number where it has none, or is there no more."""
        return f"{model_name(label)} {self.bare(label, pk)}"

    def bare(self, label: str, pk: str) -> str:
        """Return the name of a row without its kind."""
        return self._names.get(label, {}).get(pk, pk)


def _names_of(label: str, pks: set[str]) -> dict[str, str]:
    model = _model(label)
    column = _naming(model) if model else ""
    if model is None or not column:
        return {}
    fit = [pk for pk in pks if pk.isdecimal() and len(pk) < 19]
    rows = model._default_manager.filter(pk__in=fit).order_by().values_list("pk", column)
    return {str(pk): _masked(model, column, str(name)) for pk, name in rows if name not in (None, "")}


def _naming(model: type[models.Model]) -> str:
    if told := getattr(model, "named_in_history", ""):
        return str(told)
    fields = (_field(model, name) for name in NAMED_BY)
    return next((f.name for f in fields if f is not None and f.concrete and not f.is_relation), "")


def _masked(model: type[models.Model] | None, name: str, value: str) -> str:
    masks: Mapping[str, Callable[[str], str]] = getattr(model, "masked_in_history", {})
    return masks[name](value) if name in masks else value


# --- values ---------------------------------------------------------------------------------------------


def _value(label: str, name: str, side: Mapping[str, Any], names: Names) -> str:
    """Return a kept value in words."""
    value, model = side.get(name), _model(label)
    field = _field(model, name)
    if value is None or value in ("", HIDDEN):
        return HIDDEN if value == HIDDEN else NOTHING
    if name in getattr(model, "masked_in_history", {}):
        return _masked(model, name, str(value))
    if field is not None and field.is_relation:
        return names.bare(field.related_model._meta.label_lower, str(value))
    if told := _VALUES.get(f"{label}.{name}"):
        return str(told(str(value)))
    return _chosen(field, value) or _plain(value, field)


def _chosen(field: Any, value: object) -> str:
    """Return the label of a choice; empty where there is none to choose."""
    choices = {str(code): label for code, label in getattr(field, "flatchoices", None) or ()}
    return str(choices.get(str(value), ""))


def _note(name: str, value: Any) -> str:
    if (how := _VALUES.get(name)) and isinstance(value, str):
        return str(how(value))
    return _plain(value)


def _plain(value: Any, field: Any = None) -> str:
    """Return yes or no, a time as read here, a shape by its size, a list with commas, or the text itself."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, dict):
        return (
            _shape(value)
            if "coordinates" in value
            else _listed(f"{k}: {_plain(v)}" for k, v in value.items())
        )
    if isinstance(value, list):
        return _listed(_plain(one) for one in value)
    return _moment(str(value), field)[:LONGEST]


def _listed(parts: Iterable[str]) -> str:
    return _("、").join(parts)[:LONGEST] or NOTHING


def _shape(polygon: dict[str, Any]) -> str:
    points = sum(len(ring) for ring in polygon["coordinates"])
    return ngettext("%(n)d 个点的边界", "%(n)d 个点的边界", points) % {"n": points}


def _moment(text: str, field: Any) -> str:
    """Return a moment in local time, a day, a time of day; any other text as it is."""
    try:
        if isinstance(field, models.DateTimeField):
            return timezone.localtime(datetime.fromisoformat(text)).strftime("%Y-%m-%d %H:%M")
        if isinstance(field, models.DateField):
            return date.fromisoformat(text).isoformat()
        if isinstance(field, models.TimeField):
            return time.fromisoformat(text).strftime("%H:%M")
    except ValueError:
        return text
    return text
