"""What somebody fills in who wants the monthly calendar by e-mail."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from yike.rooms.almanac.actions.mail import Choice
from yike.rooms.almanac.models.activities import Audience, Strand
from yike.rooms.almanac.queries.whats_on import communities


class SubscribeForm(forms.Form):
    """An address and what one wants to read. ``website`` is seen by programs only."""

    address = forms.CharField(
        label=_("您的邮箱"),
        max_length=254,
        help_text=_("只用来寄月历，加密保存，退订就删除"),
        widget=forms.TextInput(attrs={"type": "email", "autocomplete": "email", "inputmode": "email"}),
    )
    area = forms.ChoiceField(label=_("哪个社区"), required=False)
    audience = forms.ChoiceField(
        label=_("给谁"), required=False, choices=[("", _("谁都可以")), *Audience.choices]
    )
    strand = forms.ChoiceField(
        label=_("什么内容"), required=False, choices=[("", _("都看")), *Strand.choices]
    )
    language = forms.ChoiceField(label=_("信的语言"), choices=settings.LANGUAGES)
    website = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, **named: Any) -> None:
        tongue = "en" if (get_language() or "").startswith("en") else "zh-hans"
        named["initial"] = {"language": tongue} | named.get("initial", {})
        super().__init__(data, **named)
        self.areas = {one.code: one for one in communities()}
        field: Any = self.fields["area"]
        field.choices = [("", _("全街道")), *((code, one.name) for code, one in self.areas.items())]

    def choice(self) -> Choice:
        """Return what was chosen."""
        said = self.cleaned_data
        area = self.areas.get(said["area"])
        return Choice(area, said["audience"], said["strand"], said["language"])
