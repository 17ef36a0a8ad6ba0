"""Forms of dwellings and households."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yike.core.accounts.forms.fields import AreaField
from yike.core.look.drawn import Drawn
from yike.core.look.faults import cleaned
from yike.core.residents import rules
from yike.core.residents.actions.places import dwelling_values
from yike.core.residents.forms.fields import HouseholdField
from yike.core.residents.models import Dwelling, Household
from yike.core.residents.register import DwellingKind

_PLACE = ("address", "building", "unit", "room", "kind", "lon", "lat")


class DwellingForm(Drawn):
    """A dwelling, new or corrected."""

    together = (("lon", "lat"),)

    area = AreaField(label=_("网格"))
    address = forms.CharField(
        label=_("地址"), max_length=120, help_text=_("路名和门牌号，如 干将东路888号。")
    )
    building = forms.CharField(label=_("幢"), max_length=20, required=False)
    unit = forms.CharField(label=_("单元"), max_length=20, required=False)
    room = forms.CharField(label=_("室"), max_length=20, required=False)
    kind = forms.ChoiceField(label=_("类型"), choices=DwellingKind.choices)
    lon = forms.FloatField(label=_("经度"), required=False)
    lat = forms.FloatField(label=_("纬度"), required=False)

    def __init__(self, user: Any, data: Any = None, dwelling: Dwelling | None = None) -> None:
        initial = {name: getattr(dwelling, name) for name in ("area", *_PLACE)} if dwelling else None
        super().__init__(data, initial=initial)
        if dwelling is None:
            self.of_nothing()
        self.fields["area"].offer(user, rules.KEEP, micro_grids=True)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Check the place as a whole, so that what is wrong is said above the fields."""
        said = self.cleaned_data
        if not self.errors:
            cleaned(dwelling_values, **{name: said[name] for name in _PLACE})
        return said


class HouseholdForm(Drawn):
    """A household, new or corrected."""

    code = forms.CharField(label=_("户号"), max_length=40, required=False)
    size = forms.IntegerField(
        label=_("家里几口人"),
        min_value=1,
        max_value=99,
        required=False,
        help_text=_("本人说的，可以比登记的人多。"),
    )

    def __init__(self, data: Any = None, household: Household | None = None) -> None:
        initial = {"code": household.code, "size": household.size} if household else None
        super().__init__(data, initial=initial)
        if household is None:
            self.of_nothing()


class MoveHouseholdForm(forms.Form):
    """Another dwelling for a whole household: that of a household which lives there, or lived there."""

    beside = HouseholdField(label=_("搬到哪里"), help_text=_("填那处房屋的完整地址，或原来住在那里的户号。"))

    def __init__(self, user: Any, data: Any = None) -> None:
        super().__init__(data)
        self.fields["beside"].offer(user, rules.KEEP)  # type: ignore[attr-defined]
