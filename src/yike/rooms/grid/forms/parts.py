"""What is filled in about a co-unit's part: which unit does what by which day; its answer; why it is called off."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yike.core.accounts.models import Unit
from yike.rooms.grid.models import Request
from yike.rooms.grid.models.parts import ANSWER, WHAT
from yike.rooms.grid.queries.requests.parts import co_units


class AskPartForm(forms.Form):
    """Which other unit is asked for what, by the end of which day."""

    unit = forms.ChoiceField(label=_("请哪个单位"))
    what = forms.CharField(
        label=_("请它做什么"),
        max_length=WHAT,
        help_text=_("协办单位只看得到这句话、类别和地点，看不到诉求人和原话；不要写姓名、电话"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    due_on = forms.DateField(
        label=_("哪天前答复"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, row: Request, data: Any = None) -> None:
        super().__init__(data)
        field: Any = self.fields["unit"]
        field.choices = [("", "—"), *((str(unit.pk), unit.name) for unit in co_units(row))]

    def said(self) -> dict[str, Any]:
        """Return what was filled in, as the action takes it."""
        return dict(self.cleaned_data) | {"unit": Unit.objects.get(pk=self.cleaned_data["unit"])}


class AnswerPartForm(forms.Form):
    """What the co-unit did, or found."""

    words = forms.CharField(
        label=_("做了什么，结果怎样"), max_length=ANSWER, widget=forms.Textarea(attrs={"rows": 4})
    )


class CallOffForm(forms.Form):
    """Why a part is not needed any more."""

    reason = forms.CharField(label=_("为什么不用协办了"), max_length=WHAT)
