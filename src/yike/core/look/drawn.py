"""A form of a row that somebody else may change before it is sent back.

The form carries a mark of each value it was drawn from. When it comes back, fields that this person left as they
were take whatever the row says by now; a field that both changed is told with both values, and nothing is written
until this person has seen them. A form without the marks is taken as drawn from the row as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from hashlib import blake2s
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MARK_BYTES = 6


def mark(value: Any) -> str:
    """Return a short mark of a value, another one for another value."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return blake2s(text.encode(), digest_size=MARK_BYTES).hexdigest()


class Drawn(forms.Form):
    """A form whose ``initial`` is a row as it is now. ``touched`` are the fields this person changed.

    ``bare`` are fields of no row; ``together`` are fields that only make sense as a whole: who changes one answers
    for all of them. A form of a new row calls ``of_nothing``.
    """

    bare: ClassVar[frozenset[str]] = frozenset()
    together: ClassVar[tuple[tuple[str, ...], ...]] = ()

    drawn = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["drawn"].initial = self._marks
        self.touched: frozenset[str] = frozenset()
        self.taken: tuple[str, ...] = ()
        self._both: dict[str, str] = {}

    def of_nothing(self) -> None:
        """Carry no marks: there is no row yet that somebody else could change."""
        del self.fields["drawn"]

    def full_clean(self) -> None:
        """Meet what others changed, then read what was entered."""
        if self.is_bound and "drawn" in self.fields:
            self._meet()
        super().full_clean()

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        self.cleaned_data.pop("drawn", None)
        for name, words in self._both.items():
            said = _(
                "有人刚把这里改成了“{words}”。现在填着的是您的：再保存一次就用您的，要用对方的请照着改回。"
            )
            self.add_error(name, said.format(words=words))

    def told(self) -> str:
        """Return what others changed that this person left alone, in words; empty where there is nothing."""
        labels = _("、").join(str(self.fields[name].label) for name in self.taken)
        return _("别人刚改的也保留了：{fields}。").format(fields=labels) if labels else ""

    def _names(self) -> list[str]:
        return [name for name in self.fields if name not in self.bare and name != "drawn"]

    def _groups(self) -> Iterable[tuple[str, ...]]:
        names = self._names()
        grouped = [tuple(name for name in group if name in names) for group in self.together]
        alone = set(names).difference(*grouped) if grouped else set(names)
        return [*grouped, *((name,) for name in names if name in alone)]

    def _marks(self) -> str:
        return json.dumps({name: self._now(name) for name in self._names()}, separators=(",", ":"))

    def _now(self, name: str) -> str:
        return mark(plain(self.fields[name], self.get_initial_for_field(self.fields[name], name)))

    def _mine(self, name: str) -> str:
        return mark(plain(self.fields[name], self[name].data))

    def _carried(self) -> dict[str, str]:
        """Return the marks the form came back with; what is no such thing carries none."""
        try:
            said = json.loads(self["drawn"].data or "{}")
        except (ValueError, RecursionError):
            return {}
        return said if isinstance(said, dict) else {}

    def _meet(self) -> None:
        were = self._carried()
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        touched: set[str] = set()
        taken: list[str] = []
        both: dict[str, str] = {}
        for group in self._groups():
            now = {name: self._now(name) for name in group}
            mine = {name: self._mine(name) for name in group}
            was = {name: were.get(name, now[name]) for name in group}
            if mine == now:
                continue
            if mine == was:
                taken += [name for name in group if was[name] != now[name]]
                for name in group:
                    self._take(data, name)
                continue
            touched.update(group)
            if was != now:
                both |= {name: self.words(name) for name in group if mine[name] != now[name]}
        data[self.add_prefix("drawn")] = self._marks()
        self.data, self.touched, self.taken, self._both = data, frozenset(touched), tuple(taken), both

    def _take(self, data: Any, name: str) -> None:
        """Fill in what the row says now, as its control would send it."""
        field, key = self.fields[name], self.add_prefix(name)
        value = field.prepare_value(self.get_initial_for_field(field, name))
        if isinstance(field, forms.BooleanField):
            data.pop(key, None)
            if value:
                data[key] = "on"
        elif isinstance(value, (list, tuple)):
            setter = getattr(data, "setlist", data.__setitem__)
            setter(key, [str(one) for one in value])
        elif isinstance(field.widget, (forms.widgets.Input, forms.Textarea)):
            data[key] = field.widget.format_value(value) or ""
        else:
            data[key] = "" if value is None else str(value)

    def words(self, name: str) -> str:
        """Return what the row says now in a field, in words."""
        field = self.fields[name]
        return in_words(field, self.get_initial_for_field(field, name))


def plain(field: forms.Field, value: Any) -> Any:
    """Return a value, of a row or as sent, so that what is the same is written the same."""
    if isinstance(field, forms.ModelChoiceField):
        return str(field.prepare_value(value) or "")
    try:
        said = field.to_python(value)
    except ValidationError:
        said = value
    if isinstance(said, (list, tuple)):
        return sorted(map(str, said))
    return said.replace("\r\n", "\n") if isinstance(said, str) else said


def in_words(field: forms.Field, value: Any) -> str:
    """Return a value of a row as a person reads it."""
    if isinstance(field, forms.ModelChoiceField):
        found = field.queryset.filter(pk=field.prepare_value(value)).first() if value else None  # type: ignore[union-attr]
        said = field.label_from_instance(found) if found else ""
    elif isinstance(field, forms.ChoiceField):
        labels = {str(key): str(label) for key, label in field.choices}  # type: ignore[union-attr,misc]
        values = value if isinstance(value, (list, tuple)) else [value]
        said = _("、").join(labels.get(str(one), str(one)) for one in values if one not in {None, ""})
    elif isinstance(field, forms.BooleanField):
        return _("是") if value else _("否")
    else:
        said = value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
    return said or _("没有填")
