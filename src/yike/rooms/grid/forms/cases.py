"""What can be entered about a case: the report, and what comes with each arrow."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from yike.core.look.photos import PhotosField
from yike.rooms.grid.actions.cases import NewCase, Said
from yike.rooms.grid.flows.cases import REASONED
from yike.rooms.grid.forms.duties import day_field, degree_field
from yike.rooms.grid.models import Case, CaseKind, CaseLevel, CaseSource, Request
from yike.rooms.grid.queries import duties
from yike.rooms.grid.queries.cases.kinds import kinds_for
from yike.rooms.grid.queries.cases.places import own_areas

TEXT = {
    "answer": gettext_lazy("处置结果"),
    "allow": gettext_lazy("说明"),
    "verify": gettext_lazy("核查情况"),
    "assess": gettext_lazy("评语"),
    "accept": gettext_lazy("说明"),
}
SCORES = [
    (5, gettext_lazy("5 很好")),
    (4, "4"),
    (3, gettext_lazy("3 一般")),
    (2, "2"),
    (1, gettext_lazy("1 很差")),
]


def kind_choices(kinds: list[CaseKind]) -> list[Any]:
    """Return the kinds under their groups."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for kind in kinds:
        groups.setdefault(kind.group, []).append((kind.pk, kind.name))
    return list(groups.items())


class ReportForm(forms.Form):
    """A case as it is entered at a desk."""

    kind = forms.TypedChoiceField(label=gettext_lazy("小类"), coerce=int)
    level = forms.ChoiceField(label=gettext_lazy("紧急程度"), choices=CaseLevel)
    source = forms.ChoiceField(label=gettext_lazy("来源"), choices=CaseSource)
    address = forms.CharField(label=gettext_lazy("位置"), max_length=120)
    lon = degree_field(gettext_lazy("经度"), 180.0, help_text=gettext_lazy("点一下地图就填好（WGS-84）"))
    lat = degree_field(gettext_lazy("纬度"), 90.0)
    area: Any = forms.ModelChoiceField(
        None, label=gettext_lazy("所在区域"), required=False, empty_label=gettext_lazy("按位置自动找")
    )
    text = forms.CharField(
        label=gettext_lazy("情况"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    before = PhotosField(label=gettext_lazy("现场照片"))

    def __init__(self, user: Any, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, initial={"source": CaseSource.PATROL, "level": CaseLevel.NORMAL})
        paths = [area.path for area in own_areas(user)]
        self.kinds = {kind.pk: kind for kind in kinds_for(paths)}
        fields: Any = self.fields
        fields["kind"].choices = [("", "—"), *kind_choices(list(self.kinds.values()))]
        fields["area"].queryset = duties.shown_areas(user)

    def said(self) -> NewCase:
        """Return the report as the action takes it."""
        told = self.cleaned_data
        return NewCase(**(told | {"kind": self.kinds[told["kind"]]}))


class OfRequestForm(forms.Form):
    """What makes a case of a request: its kind, how soon, and in what words; of the photos, which go along."""

    kind = forms.TypedChoiceField(label=gettext_lazy("小类"), coerce=int)
    level = forms.ChoiceField(label=gettext_lazy("紧急程度"), choices=CaseLevel)
    address = forms.CharField(label=gettext_lazy("位置"), max_length=120, required=False)
    text = forms.CharField(
        label=gettext_lazy("情况"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("派给的单位看得到：不要写诉求人的姓名和电话"),
    )
    photos = forms.TypedMultipleChoiceField(
        label=gettext_lazy("一起转去的照片"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, request: Request, photos: list[int], data: Any = None) -> None:
        """``photos``: the keys of the request's. Of a secret report nothing is taken over unasked."""
        level = CaseLevel.URGENT if request.urgent else CaseLevel.NORMAL
        shown = {"address": request.address, "text": request.words, "photos": photos}
        super().__init__(data, initial={"level": level} | ({} if request.secret else shown))
        self.kinds = {kind.pk: kind for kind in kinds_for([request.area.path])}
        fields: Any = self.fields
        fields["kind"].choices = [("", "—"), *kind_choices(list(self.kinds.values()))]
        fields["photos"].choices = [(pk, str(n)) for n, pk in enumerate(photos, 1)]
        if not photos:
            del fields["photos"]

    def said(self) -> dict[str, Any]:
        """Return what was filled in, as the action takes it."""
        told = dict(self.cleaned_data)
        return told | {"kind": self.kinds[told["kind"]], "photos_shared": told.pop("photos", ())}


class GoForm(forms.Form):
    """What comes with an arrow; each has the fields it needs."""

    unit: Any = forms.ModelChoiceField(None, label=gettext_lazy("派给"), empty_label="—")
    kind = forms.TypedChoiceField(label=gettext_lazy("小类"), coerce=int)
    level = forms.ChoiceField(label=gettext_lazy("紧急程度"), choices=CaseLevel)
    amount = forms.IntegerField(label=gettext_lazy("延长多少"), min_value=1, max_value=60)
    review_on = day_field(gettext_lazy("复查日期"), required=True)
    score = forms.TypedChoiceField(
        label=gettext_lazy("评分"), choices=SCORES, coerce=int, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=gettext_lazy("原因"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    files = PhotosField(label=gettext_lazy("照片"))  # type: ignore[assignment] # Django takes it out of the class

    EXTRA = {  # noqa: RUF012 - what each arrow asks besides its text
        "file": ("kind", "level"),
        "dispatch": ("unit",),
        "rule": ("unit",),
        "ask": ("amount", "files"),
        "suspend": ("review_on",),
        "assess": ("score",),
        "answer": ("files",),
        "return": ("files",),
        "rework": ("files",),
        "verify": ("files",),
    }

    def __init__(self, verb: str, case: Case, data: Any = None, files: Any = None, **more: Any) -> None:
        super().__init__(data, files, **more)
        fields: Any = self.fields
        asked = self.EXTRA.get(verb, ())
        for name in ("unit", "kind", "level", "amount", "review_on", "score", "files"):
            if name not in asked:
                del fields[name]
        fields["text"].label = TEXT.get(verb, fields["text"].label)
        fields["text"].required = verb in {*REASONED, "answer"}
        if "unit" in fields:
            fields["unit"].queryset = duties.units()
        if "amount" in fields:
            fields["amount"].help_text = case.kind.get_measure_display()
        if "kind" in fields:
            self.kinds = {kind.pk: kind for kind in kinds_for([case.area.path])} | {case.kind_id: case.kind}
            fields["kind"].choices = kind_choices(list(self.kinds.values()))

    def said(self) -> Said:
        """Return what was said as the action takes it."""
        told = dict(self.cleaned_data)
        if "kind" in told:
            told["kind"] = self.kinds[told["kind"]]
        return Said(**told)
