"""Forms of units."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yike.core.accounts import queries, rules
from yike.core.accounts.forms.fields import AreaField, PersonField
from yike.core.accounts.models import Unit, UnitKind, User
from yike.core.look.faults import cleaned
from yike.engines.creditcode import read_credit_code


class UnitForm(forms.Form):
    """A unit, new or changed."""

    kind = forms.ChoiceField(label=_("类型"), choices=UnitKind.choices)
    name = forms.CharField(label=_("名称"), max_length=80)
    code = forms.CharField(
        label=_("统一社会信用代码"),
        max_length=30,
        required=False,
        help_text=_("18 位，营业执照或登记证上有。"),
    )
    area = AreaField()
    parent: Any = forms.ModelChoiceField(Unit.objects.none(), label=_("上级单位"), required=False)
    contact = forms.CharField(label=_("联系方式"), max_length=120, required=False)
    liaison = PersonField(label=_("联络员"), required=False)

    def __init__(self, by: User, data: Any = None, *, unit: Unit | None = None) -> None:
        super().__init__(data, initial=_values(unit) if unit else None)
        self.fields["area"].offer(by, rules.KEEP_UNITS)  # type: ignore[attr-defined]
        parents = queries.visible_units(by).filter(active=True)
        self.fields["parent"].queryset = parents.exclude(pk=unit.pk) if unit else parents  # type: ignore[attr-defined]
        self.fields["liaison"].offered = queries.visible_users(by).filter(is_active=True)  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        """Check the code's own check character."""
        text: str = self.cleaned_data["code"]
        return cleaned(read_credit_code, text) if text.strip() else ""


def _values(unit: Unit) -> dict[str, Any]:
    liaison = unit.liaison.username if unit.liaison else ""
    values = {name: getattr(unit, name) for name in ("kind", "name", "area", "parent", "contact")}
    return {**values, "code": unit.code or "", "liaison": liaison}
