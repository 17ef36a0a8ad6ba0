"""What a visitor fills in after a visit: as little as can be."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yike.core.look.widgets import Cards
from yike.core.record.clock import today
from yike.rooms.circle.models import Grade, ServicePoint
from yike.rooms.circle.queries import item_name, offered_at

WORDS = 500
GRADES = [(str(grade.value), grade.label) for grade in Grade]


class RatingForm(forms.Form):
    """One of five levels; the rest may stay empty. ``website`` is seen by programs only, and stays empty."""

    grade = forms.ChoiceField(label=_("办得怎么样"), choices=GRADES, widget=Cards)
    item = forms.ChoiceField(label=_("办的什么事"), required=False)
    visited_on = forms.DateField(
        label=_("哪天去的"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    words = forms.CharField(
        label=_("说说情况"),
        required=False,
        max_length=WORDS,
        help_text=_("请不要写身份证号、银行卡号。"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    phone = forms.CharField(
        label=_("电话"),
        required=False,
        max_length=40,
        help_text=_("不满意、想要我们回电话才写。只用来回复这一次，办完就删；满意的评价不留电话。"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "size": 16}),
    )
    website = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, point: ServicePoint, **named: Any) -> None:
        super().__init__(*args, **named)
        offers = {str(offer.item_id): item_name(offer.item) for offer in offered_at(point)}
        self.fields["item"].choices = [("", _("不记得了，或别的事")), *offers.items()]  # type: ignore[attr-defined]
        self.fields["visited_on"].initial = today()


class AfterthoughtForm(forms.Form):
    """One more word, once: what was mended, or not."""

    grade = forms.ChoiceField(label=_("现在觉得"), choices=GRADES, required=False, widget=Cards)
    words = forms.CharField(
        label=_("再说一句"), required=False, max_length=WORDS, widget=forms.Textarea(attrs={"rows": 3})
    )
