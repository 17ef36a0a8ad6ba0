"""What is asked before door signs are printed."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy


class SignForm(forms.Form):
    """How many, and where they will hang."""

    copies = forms.IntegerField(label=gettext_lazy("打印几张"), min_value=1, max_value=200, initial=1)
    where = forms.CharField(
        label=gettext_lazy("贴在哪里"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("换下来时好找，如：北门、一楼电梯口"),
    )
