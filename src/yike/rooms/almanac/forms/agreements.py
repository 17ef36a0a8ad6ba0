"""What is entered about agreements."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yike.core.accounts.models import Unit
from yike.core.areas.models import Area
from yike.core.look.widgets import ManyCards
from yike.core.record.clock import today
from yike.rooms.almanac.actions.agreements import Draft, NewLine
from yike.rooms.almanac.actions.agreements.drafting import LIMITS
from yike.rooms.almanac.forms.fields import ManyOf, OneOf, day, text
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.agreements import Agreement, AgreementLine, Grade, LineKind
from yike.rooms.almanac.queries import agreements as queries
from yike.rooms.almanac.rules import agreements as rules


class AgreementForm(forms.Form):
    """An agreement as it is drafted."""

    title = text(_("名称"), 80, required=True, hint=_("如：社区和银行党建共建协议"))
    area: Any = OneOf(label=_("谁的协议"), queryset=Area.objects.none(), empty_label=None)
    owner: Any = OneOf(label=_("牵头单位"), queryset=Unit.objects.none(), empty_label=None)
    parties: Any = ManyOf(label=_("各方"), queryset=Unit.objects.none(), widget=ManyCards)
    begins = day(_("开始"))
    ends = day(_("最后一天"))
    aims = text(_("一起做什么"), 2000, rows=3)
    limits = text(_("合作边界"), 200, hint=_("合作方不能做什么"))
    number = text(_("协议编号"), 40)
    contact = text(_("联系人和电话"), 120)

    def __init__(self, user: Any, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        offers = {
            "area": queries.areas_for(user),
            "owner": queries.owners_for(user),
            "parties": queries.units_for(user),
        }
        for name, rows in offers.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def draft(self) -> Draft:
        """Return what was filled in."""
        said = dict(self.cleaned_data)
        said["parties"] = tuple(said["parties"])
        return Draft(**said)

    @classmethod
    def initial_of(cls, user: Any, row: Agreement | None = None) -> dict[str, Any]:
        """Return what the form begins with."""
        if row is None:
            first = today()
            year = first + timedelta(days=364)
            return {"owner": user.unit_id, "limits": LIMITS, "begins": first, "ends": year}
        found = {name: getattr(row, name) for name in cls.base_fields if name != "parties"}
        found["parties"] = [party.unit_id for party in row.parties.all()]
        return found


class SigningForm(forms.Form):
    """Who signed, and when."""

    signed_on = day(_("签约日期"))
    signers = text(_("谁签的字"), 200, required=True, hint=_("各方签字的人，如：街道张三、支行李四"))


class RenewalForm(SigningForm):
    """The next term."""

    begins = day(_("新的第一天"))
    ends = day(_("新的最后一天"))
    field_order = ("begins", "ends", "signed_on", "signers")


class WhyForm(forms.Form):
    """Why."""

    reason = text(_("原因"), 200, rows=2, required=True)


class LineForm(forms.Form):
    """One line of a list; a project says what it joins."""

    title = text(_("内容"), 120, required=True)
    unit: Any = OneOf(label=_("哪个单位"), queryset=Unit.objects.none(), empty_label=None)
    need: Any = OneOf(
        label=_("对应的需求"), queryset=AgreementLine.objects.none(), required=False, empty_label=_("没有")
    )
    resource: Any = OneOf(
        label=_("用到的资源"), queryset=AgreementLine.objects.none(), required=False, empty_label=_("没有")
    )
    due = day(_("几时以前"), required=False)

    def __init__(self, user: Any, row: Agreement, kind: str, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.kind = kind
        units = Unit.objects.filter(agreements__agreement=row)
        if not rules.may_keep(user, row):
            units = units.filter(pk=user.unit_id)
        self._offer("unit", units.order_by("agreements__pk"))
        if kind == LineKind.PROJECT:
            lines = AgreementLine.objects.filter(agreement=row, state__in=("open", "doing"))
            self._offer("need", lines.filter(kind=LineKind.NEED))
            self._offer("resource", lines.filter(kind=LineKind.RESOURCE))
        else:
            del self.fields["need"], self.fields["resource"]

    def _offer(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def line(self) -> NewLine:
        """Return what was filled in."""
        return NewLine(self.kind, **self.cleaned_data)


class ResultForm(forms.Form):
    """What came of it."""

    result = text(_("做得怎样"), 200, rows=2, hint=_("几句话就够"))


class UnderForm(forms.Form):
    """Which activity, and for which project."""

    activity: Any = OneOf(label=_("哪场活动"), queryset=Activity.objects.none(), empty_label=None)
    project: Any = OneOf(
        label=_("为哪个项目"), queryset=AgreementLine.objects.none(), required=False, empty_label=_("没有")
    )

    def __init__(self, row: Agreement, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["activity"].queryset = queries.joinable(row)  # type: ignore[attr-defined]
        projects = AgreementLine.objects.filter(agreement=row, kind=LineKind.PROJECT)
        self.fields["project"].queryset = projects  # type: ignore[attr-defined]


class RatingForm(forms.Form):
    """How a year went."""

    unit: Any = OneOf(label=_("哪一方评"), queryset=Unit.objects.none(), empty_label=None)
    year = forms.IntegerField(label=_("哪一年"), min_value=2000, max_value=2100)
    grade = forms.TypedChoiceField(label=_("评价"), choices=Grade, coerce=int, widget=forms.RadioSelect)
    words = text(_("说明"), 300, rows=3, hint=_("评“差”要写：哪里不好、怎么改"))

    def __init__(self, user: Any, row: Agreement, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        units = Unit.objects.filter(pk__in=[unit.pk for unit in queries.ratable_by(user, row)])
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
