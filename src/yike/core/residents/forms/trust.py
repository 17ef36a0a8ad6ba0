"""Forms of trust: consents, readings of what is sealed, what a person asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yike.core.residents.actions.consents import TEXT_VERSION
from yike.core.residents.forms.fields import DayField, WhyField
from yike.core.residents.models import Person
from yike.core.residents.models.people import ConsentWay
from yike.core.residents.purposes import askable
from yike.core.residents.queries.namesakes import Namesake


class ConsentForm(forms.Form):
    """What a person agreed or objected to."""

    purpose = forms.ChoiceField(label=_("用途"))
    answer = forms.ChoiceField(
        label=_("本人的意思"),
        choices=(("yes", _("同意")), ("no", _("不同意"))),
        widget=forms.RadioSelect,
    )
    way = forms.ChoiceField(label=_("方式"), choices=ConsentWay.choices)
    text_version = forms.CharField(label=_("告知书版本"), max_length=20, initial=TEXT_VERSION)
    guardian = forms.CharField(
        label=_("监护人"), max_length=60, required=False, help_text=_("不满 14 周岁必填。")
    )
    expires_on = DayField(label=_("到期"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["purpose"].choices = [(one.code, one.name) for one in askable()]  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """Return what somebody said, as the action takes it."""
        said = dict(self.cleaned_data)
        return said | {"refused": said.pop("answer") == "no"}


class RevealForm(forms.Form):
    """Why something sealed is opened."""

    reason = WhyField()


class ExportForm(forms.Form):
    """Why a list is taken out, and how much of it."""

    reason = WhyField()
    plain = forms.BooleanField(
        label=_("不打码"), required=False, help_text=_("完整的姓名、号码和地址，每个人都记一次查看。")
    )

    def __init__(self, data: Any = None, *, may_plain: bool) -> None:
        super().__init__(data)
        if not may_plain:
            del self.fields["plain"]


class NamesakesForm(forms.Form):
    """Rows that bear the same name: whoever knows ticks those of this person, and nothing is ticked beforehand."""

    MOST = 100

    looked = forms.CharField(widget=forms.HiddenInput, initial="1")
    also = forms.MultipleChoiceField(
        label=_("同名的记录，哪些是本人的？"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, found: Sequence[Namesake]) -> None:
        super().__init__()
        also: Any = self.fields["also"]
        also.choices = [(one.key, f"{one.where}：{one.said}") for one in found[: self.MOST]]
        also.help_text = gettext("只凭姓名找到，也可能是同名的人。核对过是本人的才勾；没有勾的原样留下。")
        if (more := len(found) - self.MOST) > 0:
            also.help_text += gettext("还有 %(n)d 条没有列出，请管理员用命令行办理。") % {"n": more}


class EraseForm(forms.Form):
    """On whose wish somebody is erased, with their name typed once more."""

    reason = WhyField(help_text=_("如“本人书面要求，编号 2026-7”。"))
    name = forms.CharField(label=_("再输入一次姓名"), max_length=60)

    def __init__(self, person: Person, data: Any = None) -> None:
        super().__init__(data)
        self._name = person.name

    def clean_name(self) -> str:
        """Ask for the very name, so that nobody is erased by a slip of the hand."""
        name: str = self.cleaned_data["name"].strip()
        if name != self._name:
            raise ValidationError(gettext("姓名不一样。"))
        return name
