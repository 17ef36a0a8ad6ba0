"""Forms of ledgers: a file, and the yes to what it would do."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class LedgerForm(forms.Form):
    """A ledger to be looked at."""

    file = forms.FileField(
        label=_("台账文件"),
        help_text=_("XLSX 或 CSV，每人一行。先看一遍会做什么，确认以后才写入。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.csv"}),
    )
    leave_missing = forms.BooleanField(
        label=_("表里没有的人按迁出处理"),
        required=False,
        help_text=_("只在表格是全的时候选。超过两成要由街道管理员写明理由。"),
    )


class ConfirmForm(forms.Form):
    """Yes to exactly what was shown."""

    token = forms.CharField(max_length=200, widget=forms.HiddenInput)
    fingerprint = forms.CharField(max_length=64, widget=forms.HiddenInput)
    leave_missing = forms.BooleanField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("理由"), max_length=300, required=False, help_text=_("记在留痕里；大批迁出时必填。")
    )
