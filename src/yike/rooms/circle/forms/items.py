"""What can be entered about an item: the item, and numbered rows for what to bring."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, fields
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yike.core.look.drawn import Drawn, mark
from yike.core.look.faults import Faulty
from yike.engines.faults import Fault
from yike.rooms.circle.actions import NewMaterial
from yike.rooms.circle.forms.points import day_field
from yike.rooms.circle.models import ItemLevel, ItemType, Material, MaterialForm, ServiceItem

SPARE = 3  # empty rows at the end: more come with the next saving
MOST = 40
NAMES = (
    *("code", "name", "name_en", "plain", "plain_en", "everyday", "type", "level", "fee"),
    *("legal_days", "promised_days"),
    *("online_url", "basis", "version", "source_date", "in_use"),
)


class ItemForm(Drawn):
    """One item. ``brought`` marks the materials its rows were drawn from."""

    bare = frozenset({"brought"})

    name = forms.CharField(label=gettext_lazy("名称"), max_length=100)
    code = forms.CharField(label=gettext_lazy("编码"), max_length=40)
    plain = forms.CharField(
        label=gettext_lazy("一句话说明"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("用大白话，如：在苏州住满半年，可以办居住证"),
    )
    everyday = forms.CharField(
        label=gettext_lazy("大家怎么叫它"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("一行一个，居民这样说也找得到，如：暂住证"),
    )
    type = forms.ChoiceField(label=gettext_lazy("类型"), choices=ItemType)
    level = forms.ChoiceField(label=gettext_lazy("层级"), choices=ItemLevel)
    fee = forms.CharField(
        label=gettext_lazy("收费"), max_length=80, required=False, help_text=gettext_lazy("不收费就留空")
    )
    promised_days = forms.IntegerField(
        label=gettext_lazy("承诺时限（工作日）"),
        min_value=0,
        max_value=999,
        required=False,
        help_text=gettext_lazy("当场办结填 0"),
    )
    legal_days = forms.IntegerField(
        label=gettext_lazy("法定时限（工作日）"), min_value=0, max_value=999, required=False
    )
    online_url = forms.URLField(
        label=gettext_lazy("网上办理"), required=False, assume_scheme="https", max_length=200
    )
    name_en = forms.CharField(label=gettext_lazy("英文名称"), max_length=160, required=False)
    plain_en = forms.CharField(
        label=gettext_lazy("英文说明"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("没有英文的，看英文页面的人会看到中文，并注明是中文"),
    )
    basis = forms.CharField(label=gettext_lazy("依据"), max_length=200, required=False)
    version = forms.CharField(label=gettext_lazy("版本"), max_length=20, required=False)
    source_date = day_field(gettext_lazy("来源日期"))
    in_use = forms.BooleanField(
        label=gettext_lazy("在办"),
        required=False,
        initial=True,
        help_text=gettext_lazy("不办了就去掉，记录还在"),
    )
    brought = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, item: ServiceItem | None = None) -> None:
        super().__init__(data, initial={name: getattr(item, name) for name in NAMES} if item else None)
        self.item = item
        self.now = tuple(map(_as_new, item.materials.all())) if item else ()
        self.fields["brought"].initial = _mark(self.now)
        if item is None:
            self.of_nothing()
        else:
            del self.fields["code"]

    def said(self) -> dict[str, Any]:
        """Return what was entered: of an item that exists only what this person changed."""
        told = {name: value for name, value in self.cleaned_data.items() if name in NAMES}
        return told if self.item is None else {name: told[name] for name in told if name in self.touched}

    def brings(self, wanted: tuple[NewMaterial, ...]) -> tuple[NewMaterial, ...] | None:
        """Return the materials to be written, None where they stay as they are.

        Where somebody else changed them too, that is told, the form is no longer valid, and sent once more it
        writes ``wanted``.
        """
        were, mine, now = self["brought"].data or _mark(self.now), _mark(wanted), _mark(self.now)
        if mine in {were, now}:
            return None
        if were != now:
            data: Any = self.data.copy()  # type: ignore[attr-defined]
            data[self.add_prefix("brought")] = now
            self.data = data
            said = _(
                "有人刚把材料改成了：{words}。现在填着的是您的：再保存一次就用您的，要用对方的请照着改回。"
            )
            self.add_error(None, said.format(words=_("、").join(one.name for one in self.now) or _("没有")))
        return wanted

    def clean_code(self) -> str:
        """Return a code that no other item has."""
        code = self.cleaned_data["code"].strip()
        if ServiceItem.objects.filter(code=code).exists():
            raise Faulty(_taken(code))
        return code

    def clean_everyday(self) -> str:
        """Return the everyday words without empty lines."""
        lines = (line.strip() for line in self.cleaned_data["everyday"].splitlines())
        return "\n".join(line for line in lines if line)


def _taken(code: str) -> Fault:
    return Fault(
        f"编码“{code}”已经有了",
        f"the code {code} is taken",
        do_zh="请换一个编码，或去修改那个事项",
        do_en="Choose another code, or change that item",
    )


class MaterialRow(forms.Form):
    """One thing to bring; a row without a name is none."""

    name = forms.CharField(label=gettext_lazy("材料"), max_length=100, required=False)
    form = forms.ChoiceField(label=gettext_lazy("形式"), choices=MaterialForm, initial=MaterialForm.ORIGINAL)
    copies = forms.IntegerField(
        label=gettext_lazy("份数"), min_value=1, max_value=99, initial=1, required=False
    )
    given_back = forms.BooleanField(label=gettext_lazy("原件当场退还"), required=False)
    required = forms.BooleanField(label=gettext_lazy("必须带"), required=False, initial=True)
    note = forms.CharField(label=gettext_lazy("说明"), max_length=120, required=False)
    name_en = forms.CharField(label=gettext_lazy("材料英文名称"), max_length=160, required=False)
    use_required_attribute = False


class Materials(BaseFormSet):  # type: ignore[type-arg]
    """The rows, in the order of their numbers; an emptied row is taken away."""

    def said(self) -> tuple[NewMaterial, ...]:
        """Return what is to be brought."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("name", "").strip()]
        ordered = sorted(enumerate(rows), key=lambda pair: (pair[1].get("ORDER") or MOST, pair[0]))
        return tuple(_material(row) for _n, row in ordered)


def _material(row: dict[str, Any]) -> NewMaterial:
    return NewMaterial(
        name=row["name"].strip(),
        form=row["form"],
        copies=row["copies"] or 1,
        given_back=row["given_back"],
        required=row["required"],
        note=row["note"],
        name_en=row["name_en"].strip(),
    )


def _as_new(row: Material) -> NewMaterial:
    return NewMaterial(**{one.name: getattr(row, one.name) for one in fields(NewMaterial)})


def _mark(brought: tuple[NewMaterial, ...]) -> str:
    return mark([astuple(one) for one in brought])


def materials(data: Any = None, rows: Iterable[Material] = ()) -> Materials:
    """Return the rows of an item with some empty ones; each has its number, by which they are put in order."""
    made: Any = formset_factory(
        MaterialRow, formset=Materials, extra=SPARE, can_order=True, max_num=MOST, absolute_max=MOST
    )
    names = [one.name for one in fields(NewMaterial)]
    initial = [{name: getattr(row, name) for name in names} for row in rows]
    found: Materials = made(data, initial=initial, prefix="materials")
    for form in found.forms:
        form.fields["ORDER"].label = _("次序")
    return found
