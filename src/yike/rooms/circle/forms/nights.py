"""Ask once more where hours reach into the night at a kind of place that closes for it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yike.core.look.faults import language
from yike.rooms.circle.nights import at_night, stretch_words


def night_field() -> forms.BooleanField:
    """Return the tick that says yes to hours at night; it is shown only where it is asked for."""
    return forms.BooleanField(
        label=gettext_lazy("没有写错，夜里真的开"), required=False, widget=forms.HiddenInput
    )


def ask_about_night(form: forms.Form, kind: str) -> None:
    """Ask for the tick ``night`` where the ``hours`` of a cleaned form reach into the night; it is taken out.

    Hours that stay as they were, at the same kind, were agreed to when they were entered.
    """
    said = form.cleaned_data
    agreed, hours = said.pop("night", False), said.get("hours", "")
    if (hours, kind) == (form.initial.get("hours", ""), form.initial.get("kind", kind)):
        return
    found = at_night(hours, kind)
    if found is None:
        return
    form.fields["night"].widget = forms.CheckboxInput()
    if not agreed:
        words = stretch_words(found, language())
        told = _("写的是 {words}。白天的时间请写成 9:00-17:00；夜里真的开，就打勾再保存")
        form.add_error("night", told.format(words=words))
