"""What can be entered about a whistle: one screen to blow it, one small form for each step after."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yike.core.accounts.models import Unit
from yike.core.areas.models import Area, AreaLevel
from yike.core.areas.queries import locate_one
from yike.core.look.widgets import Cards, ManyCards
from yike.rooms.grid import rules
from yike.rooms.grid.actions.whistles import NewTask
from yike.rooms.grid.models import Case, CaseLevel, Request
from yike.rooms.grid.models.whistles import SCORES, Whistle, WhistleCall, WhistleKind
from yike.rooms.grid.places import EAST, NORTH, SOUTH, WEST
from yike.rooms.grid.queries.whistles import callable_units

ROWS = 4
BIGINT = 2**63 - 1


class Units(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not generic while it runs
    """Units by their keys; a number that can be no key is a wrong choice, not a failure."""

    def _check_values(self, value: Any) -> Any:
        if any(not _is_key(pk) for pk in value):
            raise ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": ""}
            )
        return super()._check_values(value)  # type: ignore[misc]


class OneArea(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic while it runs
    """An area by its key; a number that can be no key is a wrong choice, not a failure."""

    def to_python(self, value: Any) -> Any:
        """Return the area. Raises ``ValidationError``."""
        if value not in self.empty_values and not _is_key(value):
            raise ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": ""}
            )
        return super().to_python(value)


def _is_key(value: Any) -> bool:
    key = str(getattr(value, "pk", value))
    return key.isascii() and key.isdigit() and len(key) < 20 and int(key) <= BIGINT


def areas_of(user: Any) -> Any:
    """Return the areas in which somebody may blow a whistle, the large ones first."""
    scope = Q(pk__in=[])
    for path in rules.CALL.paths(user):
        scope |= Q(path__startswith=path)
    levels = [AreaLevel.STREET, AreaLevel.COMMUNITY, AreaLevel.GRID]
    return Area.objects.light().filter(scope, level__in=levels).order_by("path")


class WhistleForm(forms.Form):
    """A whistle on one screen. The place is words, and a position where the phone or the map gives one."""

    kind = forms.ChoiceField(label=gettext_lazy("哪一种"), choices=WhistleKind, widget=Cards)
    matter = forms.CharField(
        label=gettext_lazy("什么事"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    address = forms.CharField(
        label=gettext_lazy("在哪里"),
        max_length=120,
        help_text=gettext_lazy("说得让人找得到，如：竹行巷 12 号门口"),
    )
    units: Any = Units(label=gettext_lazy("请哪些单位来"), queryset=Unit.objects.none(), widget=ManyCards)
    asked = forms.CharField(label=gettext_lazy("请来做什么"), max_length=200, required=False)
    agreed_for = forms.DateTimeField(
        label=gettext_lazy("约定几点到"),
        required=False,
        help_text=gettext_lazy("不填就按种类：应急 30 分钟，执法 2 小时，诉求 2 个工作日"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    area: Any = OneArea(
        label=gettext_lazy("哪个社区、网格"),
        queryset=Area.objects.none(),
        required=False,
        empty_label=gettext_lazy("按位置判断"),
    )
    lon = forms.FloatField(
        label=gettext_lazy("经度"), required=False, min_value=WEST, max_value=EAST, widget=forms.HiddenInput
    )
    lat = forms.FloatField(
        label=gettext_lazy("纬度"), required=False, min_value=SOUTH, max_value=NORTH, widget=forms.HiddenInput
    )

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = areas_of(user)
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]
        tops = [area for area in areas if area.path in rules.CALL.paths(user)]
        units = Unit.objects.none()
        for top in tops:
            units = units | callable_units(top)
        self.fields["units"].queryset = units.distinct()  # type: ignore[attr-defined]
        self._tops = tops

    def clean(self) -> dict[str, Any]:
        """Find the area by the position where none was chosen; else it is the only one of this person."""
        said: dict[str, Any] = super().clean() or {}
        if not said.get("area"):
            said["area"] = self._found(said.get("lon"), said.get("lat"))
        if not self.errors.keys() & {"lon", "lat"} and (said.get("lon") is None) != (said.get("lat") is None):
            self.add_error(None, _("位置不全：经度和纬度要一起给"))
        if said["area"] is None:
            self.add_error("area", _("请选社区或网格，或者在地图上点位置"))
        return said

    def _found(self, lon: float | None, lat: float | None) -> Area | None:
        areas = self.fields["area"].queryset  # type: ignore[attr-defined]
        if lon is not None and lat is not None:
            for level in (AreaLevel.GRID, AreaLevel.COMMUNITY):
                there = locate_one(lon, lat, level)
                if there is not None:
                    return areas.filter(pk=there.pk).first()
        return self._tops[0] if len(self._tops) == 1 else None

    @classmethod
    def initial_for(cls, cause: Request | Case) -> dict[str, Any]:
        """Return what a whistle for a request or a case begins with; of a secret report only the area."""
        if isinstance(cause, Request) and cause.secret:
            return {"kind": WhistleKind.DEMAND, "area": cause.area_id}
        names = ("address", "lon", "lat")
        about = {name: getattr(cause, name) for name in names} | {"area": cause.area_id}
        if isinstance(cause, Request):
            kind = WhistleKind.EMERGENCY if cause.urgent else WhistleKind.DEMAND
            return about | {"kind": kind, "matter": cause.words[:500]}
        urgent = cause.level == CaseLevel.URGENT
        kind = WhistleKind.EMERGENCY if urgent else WhistleKind.ENFORCEMENT
        return about | {"kind": kind, "matter": (cause.text or str(cause.kind))[:500]}

    @classmethod
    def initial_of(cls, whistle: Whistle, calls: list[WhistleCall]) -> dict[str, Any]:
        """Return what the form of a returned whistle begins with."""
        names = ("kind", "matter", "address", "asked", "agreed_for", "area", "lon", "lat")
        return {name: getattr(whistle, name) for name in names} | {"units": [c.unit_id for c in calls]}


REASON_VERBS = frozenset({"return", "withdraw", "rework", "escalate", "postpone"})
TASK_VERBS = frozenset({"plan", "rework", "resume"})


class MoveForm(forms.Form):
    """One move of a whistle: only the fields that this move needs. Up to four measures; empty rows are left out."""

    plan = forms.CharField(
        label=gettext_lazy("商定的办法"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )
    result = forms.CharField(
        label=gettext_lazy("处置结果"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )
    reason = forms.CharField(label=gettext_lazy("理由"), max_length=300)
    review_on = forms.DateField(
        label=gettext_lazy("哪天再看"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, verb: str, units: list[Unit], data: Any = None) -> None:
        super().__init__(data)
        wanted = {
            "plan": verb == "plan",
            "result": verb == "done",
            "reason": verb in REASON_VERBS,
            "review_on": verb == "postpone",
        }
        for name in [name for name, needed in wanted.items() if not needed]:
            del self.fields[name]
        self._units = {str(unit.pk): unit for unit in units}
        self.rows = [str(number) for number in range(1, ROWS + 1)] if verb in TASK_VERBS else []
        for number in self.rows:
            self._add_row(number)

    def _add_row(self, number: str) -> None:
        units = [("", "—"), *((pk, unit.name) for pk, unit in self._units.items())]
        names = {"number": number}
        self.fields[f"unit_{number}"] = forms.ChoiceField(
            label=_("措施 {number}：哪个单位").format(**names), choices=units, required=False
        )
        self.fields[f"what_{number}"] = forms.CharField(
            label=_("措施 {number}：做什么").format(**names), max_length=200, required=False
        )
        self.fields[f"due_{number}"] = forms.DateField(
            label=_("措施 {number}：哪天前").format(**names),
            required=False,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        )

    def clean(self) -> dict[str, Any]:
        """Make whole rows into measures; a row begun and not finished is said to be so."""
        said: dict[str, Any] = super().clean() or {}
        tasks = []
        for number in self.rows:
            row = {key: said.pop(f"{key}_{number}", None) for key in ("unit", "what", "due")}
            if all(row.values()):
                tasks.append(_task(self._units, row["unit"], row["what"], row["due"]))
            elif any(row.values()):
                missing = next(key for key, value in row.items() if not value)
                self.add_error(f"{missing}_{number}", _("这一条没写完：单位、做什么、哪天前都要有"))
        return said | ({"tasks": tasks} if self.rows else {})


def _task(units: dict[str, Unit], unit: Any, what: Any, due: date | Any) -> NewTask:
    return NewTask(units[unit], what, due)


class ReasonForm(forms.Form):
    """A reason."""

    reason = forms.CharField(label=gettext_lazy("理由"), max_length=300)


class DoneForm(forms.Form):
    """How a measure was done."""

    result = forms.CharField(
        label=gettext_lazy("做得怎样"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class ArriveForm(forms.Form):
    """Where the phone is, or the six digits told at the place."""

    code = forms.CharField(
        label=gettext_lazy("到场码"),
        max_length=12,
        required=False,
        help_text=gettext_lazy("现场的吹哨人有六位数字"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    lon = forms.FloatField(required=False, min_value=WEST, max_value=EAST, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, min_value=SOUTH, max_value=NORTH, widget=forms.HiddenInput)


class ScoreForm(forms.Form):
    """One rating, from either side."""

    score = forms.TypedChoiceField(label=gettext_lazy("怎么样"), choices=SCORES, coerce=int, widget=Cards)
    said = forms.CharField(label=gettext_lazy("说一句"), max_length=200, required=False)
