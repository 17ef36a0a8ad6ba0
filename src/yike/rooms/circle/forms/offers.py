"""What can be entered about an offer: which item, how, at which window, when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yike.core.look.drawn import Drawn
from yike.core.look.faults import cleaned
from yike.rooms.circle.actions import NewOffer
from yike.rooms.circle.actions.hours import readable
from yike.rooms.circle.forms.nights import ask_about_night, night_field
from yike.rooms.circle.forms.points import day_field
from yike.rooms.circle.models import Mode, ServiceItem, ServicePoint

MORE = ("place", "first_day", "last_day", "note")


class OfferForm(Drawn):
    """One item at one point of a ``kind``."""

    bare = frozenset({"night"})

    item: Any = forms.ModelChoiceField(
        label=gettext_lazy("事项"), queryset=ServiceItem.objects.none(), empty_label=gettext_lazy("请选择")
    )
    mode = forms.ChoiceField(label=gettext_lazy("方式"), choices=Mode, initial=Mode.WINDOW)
    place = forms.CharField(
        label=gettext_lazy("窗口"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("如：2 号窗口、自助机"),
    )
    hours = forms.CharField(
        label=gettext_lazy("办理时间"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("和站点开放时间一样就留空"),
    )
    night = night_field()
    first_day = day_field(gettext_lazy("从"), help_text=gettext_lazy("只办几天的才填"))
    last_day = day_field(gettext_lazy("到"))
    note = forms.CharField(label=gettext_lazy("提示"), max_length=120, required=False)

    def __init__(self, kind: str, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.kind = kind
        if not initial:
            self.of_nothing()
        self.fields["item"].queryset = ServiceItem.objects.filter(in_use=True)  # type: ignore[attr-defined]

    def clean_hours(self) -> str:
        """Return hours that the engine can read."""
        return str(cleaned(readable, self.cleaned_data["hours"]))

    def clean(self) -> dict[str, Any]:
        """Refuse days the wrong way round; ask about hours at night."""
        ask_about_night(self, self.kind)
        first, last = self.cleaned_data.get("first_day"), self.cleaned_data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("结束早于开始，请对调"))
        return self.cleaned_data

    def said(self, point: ServicePoint) -> NewOffer:
        """Return the offer as the action takes it."""
        told = self.cleaned_data
        more = {name: told[name] for name in MORE}
        return NewOffer(point, told["item"], told["mode"], told["hours"], more)
