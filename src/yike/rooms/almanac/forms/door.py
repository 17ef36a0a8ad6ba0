"""What is entered at the door, by a thumb."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yike.core.look.widgets import Cards
from yike.rooms.almanac.forms.fields import number
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.parts import Part
from yike.rooms.almanac.models.signups import Counted, PhotoAnswer


class WalkInForm(forms.Form):
    """Somebody who has not signed up: all of it may stay empty."""

    name = forms.CharField(label=_("姓名"), max_length=30, required=False, help_text=_("不愿留名就空着"))
    phone = forms.CharField(
        label=_("电话"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "size": 16}),
    )
    party = number(_("几个人"), least=1, most=10)
    photos = forms.ChoiceField(
        label=_("活动会拍照。照片里可以有他们吗？"),
        choices=PhotoAnswer,
        required=False,
        widget=Cards,
        help_text=_("问一声。不选就是没有同意"),
    )
    key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    at = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def __init__(self, activity: Activity, data: Any = None, **named: Any) -> None:
        super().__init__(data, **named)
        if not activity.photo_note:
            del self.fields["photos"]


class CountForm(forms.Form):
    """So many heads, counted or guessed."""

    people = forms.IntegerField(label=_("现场有多少人"), min_value=0, max_value=100_000)
    how = forms.ChoiceField(label=_("怎么数的"), choices=Counted, initial=Counted.COUNT, widget=Cards)
    key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    at = forms.DateTimeField(required=False, widget=forms.HiddenInput)


class KeptForm(forms.Form):
    """One thing done at the door, as the phone kept it until it had network. ``number`` names who is there."""

    what = forms.ChoiceField(choices=[("in", "in"), ("walk", "walk"), ("count", "count")])
    number = forms.IntegerField(required=False, min_value=1, max_value=1_000_000)
    party = forms.IntegerField(required=False, min_value=1, max_value=10)
    name = forms.CharField(required=False, max_length=30)
    phone = forms.CharField(required=False, max_length=40)
    people = forms.IntegerField(required=False, min_value=0, max_value=100_000)
    how = forms.ChoiceField(required=False, choices=Counted)
    seen = forms.ChoiceField(
        required=False, choices=[("number", "number"), ("name", "name"), ("link", "link")]
    )
    photos = forms.ChoiceField(required=False, choices=[("", ""), *PhotoAnswer.choices])
    key = forms.CharField(max_length=64)
    at = forms.DateTimeField(required=False)


class CrowdForm(forms.Form):
    """How many people are at a zone, and how many it can hold."""

    people = forms.IntegerField(label=_("现在大约有多少人"), min_value=0, max_value=10_000)
    holds = number(_("最多容纳多少人"), most=10_000, hint=_("填了，居民才看得到人多人少。"))

    @classmethod
    def of(cls, zone: Part) -> CrowdForm:
        """Return the form of a zone as it stands."""
        return cls(initial={"people": zone.inside, "holds": zone.holds}, prefix=str(zone.pk))

    def clean_holds(self) -> int:
        """Return how many it can hold, 0 where nothing was entered."""
        return self.cleaned_data["holds"] or 0
