"""Fields the almanac's forms share."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from yike.rooms.almanac.checking import FIRST_YEAR, LAST_YEAR

BIGINT = 2**63 - 1
MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
NO_DAY = {"invalid": _("没有这一天，或者不是这样写的。请核对。")}


def is_key(value: Any) -> bool:
    """Return whether a value can be a row's key at all."""
    key = str(getattr(value, "pk", value))
    return key.isascii() and key.isdigit() and len(key) < 20 and int(key) <= BIGINT


class OneOf(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic while it runs
    """A row by its key; a number that can be no key is a wrong choice, not a failure."""

    def to_python(self, value: Any) -> Any:
        """Return the row. Raises ``ValidationError``."""
        if value not in self.empty_values and not is_key(value):
            raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": ""})
        return super().to_python(value)


class ManyOf(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not generic while it runs
    """Rows by their keys; a number that can be no key is a wrong choice, not a failure."""

    def _check_values(self, value: Any) -> Any:
        if any(not is_key(pk) for pk in value):
            raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": ""})
        return super()._check_values(value)  # type: ignore[misc]


def _in_years(value: date) -> None:
    """Refuse a day of a year in which nobody plans: a slip of the keyboard, on which calendars break."""
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValidationError(_("请填 2000 年到 2100 年的日子。"), "far")


def day(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    """Return a field for a day."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    more: dict[str, Any] = {"error_messages": NO_DAY, "validators": [_in_years]}
    return forms.DateField(label=label, required=required, help_text=hint, widget=widget, **more)


def moment(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateTimeField:
    """Return a field for a day and an hour in the office's time."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENTS[0])
    more: dict[str, Any] = {"error_messages": NO_DAY, "validators": [_in_years], "input_formats": MOMENTS}
    return forms.DateTimeField(label=label, required=required, help_text=hint, widget=widget, **more)


def text(label: Any, most: int, *, rows: int = 0, hint: Any = "", required: bool = False) -> forms.CharField:
    """Return a field for words: one line, or several ``rows``."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, max_length=most, required=required, help_text=hint, widget=widget)


def number(label: Any, *, least: int = 0, most: int = 100_000, hint: Any = "") -> forms.IntegerField:
    """Return a field for a whole number that may stay empty."""
    return forms.IntegerField(label=label, required=False, min_value=least, max_value=most, help_text=hint)


def degrees(label: Any, least: float, most: float) -> forms.FloatField:
    """Return a field for degrees of WGS-84 within China that may stay empty."""
    hint = _("WGS-84 坐标，如 120.63210；摊位上办事的，有了它“就近办”里才找得到")
    widget = forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"})
    return forms.FloatField(
        label=label, required=False, min_value=least, max_value=most, help_text=hint, widget=widget
    )
