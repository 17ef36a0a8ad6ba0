"""Ask once more where hours reach into the night at a kind of place that closes for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yike.core.look.faults import language
from yike.rooms.circle.nights import at_night, stretch_words
from yike.rooms.circle.queries.offers import hours_beside

if TYPE_CHECKING:
    from yike.rooms.circle.models import ServicePoint


def night_field() -> forms.BooleanField:
    """Return the tick that says yes to hours at night; it is shown only where it is asked for."""
    return forms.BooleanField(
        label=gettext_lazy("没有写错，夜里真的开"), required=False, widget=forms.HiddenInput
    )


def ask_about_night(form: forms.Form, kind: str, point: ServicePoint | None = None) -> None:
    """Ask for the tick ``night`` where the ``hours`` of a cleaned form reach into the night; it is taken out.

    Hours that stay as they were, at the same kind, were agreed to when they were entered. Where the kind of
    ``point`` is changed, the hours of its offers and exceptions are looked at too: nobody was asked about those.
    """
    said = form.cleaned_data
    agreed = said.pop("night", False)
    asked = [*_own(form, kind), *(_others(point, kind) if point else ())]
    if not asked:
        return
    form.fields["night"].widget = forms.CheckboxInput()
    if not agreed:
        for told in asked:
            form.add_error("night", told)


def _own(form: forms.Form, kind: str) -> Iterable[str]:
    """Yield the question about the hours that were entered."""
    hours, said = form.initial.get("hours", ""), form.cleaned_data.get("hours", "")
    if (said, kind) == (hours, form.initial.get("kind", kind)):
        return
    if (found := at_night(said, kind)) is not None:
        told = _("写的是 {words}。白天的时间请写成 9:00-17:00；夜里真的开，就打勾再保存")
        yield told.format(words=stretch_words(found, language()))


def _others(point: ServicePoint, kind: str) -> Iterable[str]:
    """Yield a question for each offer and exception that a point of its kind so far was free to have at night."""
    if kind == point.kind:
        return
    for name, hours in hours_beside(point):
        found = at_night(hours, kind)
        if found is not None and at_night(hours, point.kind) is None:
            told = _("换成这个类型以后，“{name}”写的是 {words}。夜里真的开，就打勾再保存；写错了请先去改")
            yield told.format(name=name, words=stretch_words(found, language()))
