"""What can be entered while a rating is handled."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy


class MoveForm(forms.Form):
    """One move of a bad rating: the answer the visitor reads, or why it is a mistake."""

    answer = forms.CharField(
        label=gettext_lazy("给评价人的答复"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("评价人凭链接看得到；写清改了什么"),
    )
    reason = forms.CharField(
        label=gettext_lazy("为什么是误评"),
        max_length=200,
        help_text=gettext_lazy("评价人看得到，如：评的是隔壁银行"),
    )

    def __init__(self, verb: str, data: Any = None, answer: str = "") -> None:
        super().__init__(data, initial={"answer": answer})
        if verb != "mended":
            del self.fields["answer"]
        if verb != "mistaken":
            del self.fields["reason"]


class AnswerForm(forms.Form):
    """The answer alone."""

    answer = forms.CharField(
        label=gettext_lazy("给评价人的答复"), max_length=500, widget=forms.Textarea(attrs={"rows": 4})
    )


class ReasonForm(forms.Form):
    """Why a number is read in plain."""

    reason = forms.CharField(
        label=gettext_lazy("为什么要看"),
        max_length=300,
        help_text=gettext_lazy("记在留痕里，如：联系评价人核实"),
    )
