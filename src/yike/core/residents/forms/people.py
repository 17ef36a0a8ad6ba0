"""Forms of persons: what is said of them, where they go, how to reach them, who helps."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yike.core.look.drawn import Drawn
from yike.core.look.faults import cleaned
from yike.core.record.clock import today
from yike.core.residents import rules
from yike.core.residents.details import LONGEST_NAME, read_born, read_name
from yike.core.residents.forms.fields import (
    DayField,
    HourField,
    HouseholdField,
    PersonField,
    SecretNumberField,
)
from yike.core.residents.identity import read_national_id
from yike.core.residents.models import ContactWish, Person
from yike.core.residents.models.people import ContactWay, Kinship
from yike.core.residents.phones import read_phone
from yike.core.residents.register import Living, Relation, Sex

SEALED = {"national_id": "national_id", "phone": "phone", "born": "birth_date"}


class PersonForm(forms.Form):
    """What is said of a person. Of a known person sealed fields come empty: left empty they stay as they are."""

    name = forms.CharField(label=_("姓名"), max_length=LONGEST_NAME)
    relation = forms.ChoiceField(label=_("与户主关系"), choices=Relation.choices)
    national_id = SecretNumberField(label=_("身份证号"), help_text=_("填了就不用再填性别和出生日期。"))
    sex = forms.ChoiceField(label=_("性别"), choices=Sex.choices, required=False)
    born = DayField(label=_("出生日期"), required=False)
    phone = SecretNumberField(label=_("电话"), help_text=_("手机，或带区号的座机。"))
    living = forms.ChoiceField(label=_("居住状况"), choices=Living.choices, required=False)

    def clean_name(self) -> str:
        """Tidy the name."""
        name: str = cleaned(read_name, self.cleaned_data["name"])
        return name

    def clean_national_id(self) -> str:
        """Check the number."""
        text: str = self.cleaned_data["national_id"]
        return cleaned(read_national_id, text, today()).number if text else ""

    def clean_phone(self) -> str:
        """Check the number."""
        text: str = self.cleaned_data["phone"]
        return cleaned(read_phone, text).e164 if text else ""

    def clean_born(self) -> Any:
        """Check that somebody can have been born on that day."""
        born = self.cleaned_data["born"]
        return cleaned(read_born, born, today()) if born else None


class EditPersonForm(Drawn, PersonForm):
    """A known person. ``living`` is there only for whoever may read it."""

    bare = frozenset({"forget"})

    forget = forms.MultipleChoiceField(label=_("去掉"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, person: Person, data: Any = None, *, sees_living: bool) -> None:
        names = ("name", "relation", "sex", "living")
        super().__init__(data, initial={name: getattr(person, name) for name in names})
        if not sees_living:
            del self.fields["living"]
        there = {name: getattr(person, column) for name, column in SEALED.items() if getattr(person, column)}
        for name, value in there.items():
            self.fields[name].help_text = _("已登记 %(mask)s，不改就留空。") % {"mask": value}
        self._offer_forget(there)

    def _offer_forget(self, there: dict[str, Any]) -> None:
        choices = [(name, self.fields[name].label) for name in there if name != "born"]
        if choices:
            self.fields["forget"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["forget"]

    def said(self) -> dict[str, Any]:
        """Return what somebody said, as the action takes it: sealed fields left empty are not named."""
        said = dict(self.cleaned_data)
        gone = said.pop("forget", [])
        kept = {name: value for name, value in said.items() if name not in SEALED or value}
        return kept | dict.fromkeys(gone, "")


class MovePersonForm(forms.Form):
    """Another household for a person."""

    household = HouseholdField(label=_("搬到哪一户"))
    relation = forms.ChoiceField(label=_("与户主关系"), choices=Relation.choices)

    def __init__(self, user: Any, data: Any = None, relation: str = Relation.OTHER.value) -> None:
        super().__init__(data, initial={"relation": relation})
        self.fields["household"].offer(user, rules.KEEP)  # type: ignore[attr-defined]


class GoneForm(forms.Form):
    """The day on which somebody left or died."""

    day = DayField(label=_("日期"), initial=today)


class WishForm(forms.Form):
    """How somebody wishes to be reached."""

    way = forms.ChoiceField(label=_("怎样联系"), choices=ContactWay.choices)
    not_before = HourField(label=_("不早于"))
    not_after = HourField(label=_("不晚于"))
    note = forms.CharField(label=_("还要注意"), max_length=120, required=False)

    def __init__(self, data: Any = None, wish: ContactWish | None = None) -> None:
        names = ("way", "not_before", "not_after", "note")
        super().__init__(data, initial={name: getattr(wish, name) for name in names} if wish else None)


class HelperForm(forms.Form):
    """Who looks after somebody: a person of the register, or a name and a number."""

    kinship = forms.ChoiceField(label=_("关系"), choices=Kinship.choices)
    helper = PersonField(label=_("登记在册的人"), required=False)
    name = forms.CharField(label=_("不在册的，填姓名"), max_length=LONGEST_NAME, required=False)
    phone = SecretNumberField(label=_("电话"))
    rank = forms.IntegerField(label=_("第几个联系"), min_value=1, max_value=20, initial=1)
    holds_key = forms.BooleanField(label=_("有钥匙"), required=False)

    def __init__(self, user: Any, data: Any = None) -> None:
        super().__init__(data)
        self.fields["helper"].user = user  # type: ignore[attr-defined]

    def clean_phone(self) -> str:
        """Check the number."""
        text: str = self.cleaned_data["phone"]
        return cleaned(read_phone, text).e164 if text else ""
