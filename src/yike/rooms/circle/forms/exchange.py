"""What is asked before a file is taken in, and the yes to what was looked at."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from yike.rooms.circle.forms.points import DATUMS

FOUND = [("", gettext_lazy("自动判断")), *DATUMS]


class ImportForm(forms.Form):
    """A file to look at."""

    file = forms.FileField(
        label=gettext_lazy("文件"),
        help_text=gettext_lazy("XLSX（可以有几张表）、CSV，站点也可以是 GeoJSON；带照片的用 ZIP"),
    )
    datum = forms.ChoiceField(label=gettext_lazy("坐标系"), choices=FOUND, required=False)
    complete = forms.BooleanField(
        label=gettext_lazy("文件里没有的就关闭、撤下"),
        required=False,
        help_text=gettext_lazy("只在文件列出了全部时选；超过两成会拒绝"),
    )


class ConfirmForm(forms.Form):
    """The yes to what was looked at; ``doubtful``: also to what is in doubt."""

    token = forms.CharField(max_length=100, widget=forms.HiddenInput)
    seen = forms.CharField(max_length=40, widget=forms.HiddenInput)
    datum = forms.ChoiceField(choices=FOUND, required=False, widget=forms.HiddenInput)
    complete = forms.BooleanField(required=False, widget=forms.HiddenInput)
    sure = forms.BooleanField(
        label=gettext_lazy("我逐条核对过，没有错"),
        required=False,
        initial=False,
        widget=forms.HiddenInput,
    )
    reason = forms.CharField(
        label=gettext_lazy("理由"), max_length=200, help_text=gettext_lazy("记在留痕里，如会议、文件名称")
    )

    def __init__(self, *args: Any, doubtful: bool = False, **named: Any) -> None:
        super().__init__(*args, **named)
        if doubtful:
            self.fields["sure"].widget = forms.CheckboxInput()
