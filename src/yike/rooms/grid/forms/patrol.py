"""What a grid worker sends from the stairwell: a kind, a photo, where, and little else."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from yike.core.look.photos import PhotosField
from yike.rooms.grid.actions.cases import NewCase
from yike.rooms.grid.forms.duties import degree_field
from yike.rooms.grid.models import CaseKind, CaseLevel, CaseSource
from yike.rooms.grid.queries.cases.kinds import kinds_for
from yike.rooms.grid.queries.cases.places import own_areas


class PatrolForm(forms.Form):
    """A report on patrol. ``key`` is made on the phone, so that what is sent twice is kept once."""

    kind = forms.TypedChoiceField(label=gettext_lazy("是什么"), coerce=int)
    before = PhotosField(label=gettext_lazy("现场照片"), required=True)
    after = PhotosField(label=gettext_lazy("处理后的照片"))
    on_spot = forms.BooleanField(label=gettext_lazy("我当场处理好了"), required=False)
    urgent = forms.BooleanField(label=gettext_lazy("紧急"), required=False)
    address = forms.CharField(
        label=gettext_lazy("位置说明"),
        max_length=120,
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "placeholder": gettext_lazy("如：3 幢东单元 2 楼")}
        ),
    )
    text = forms.CharField(label=gettext_lazy("说一句"), max_length=500, required=False)
    lon = degree_field(gettext_lazy("经度"), 180.0)
    lat = degree_field(gettext_lazy("纬度"), 90.0)
    key = forms.UUIDField(widget=forms.HiddenInput)
    seen_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, user: Any, data: Any = None, files: Any = None, *, paths: list[str] | None = None, **more: Any
    ) -> None:
        super().__init__(data, files, **more)
        around = [area.path for area in own_areas(user)] if paths is None else paths
        self.kinds = {kind.pk: kind for kind in kinds_for(around)}
        kind: Any = self.fields["kind"]
        kind.choices = [(row.pk, row.name) for row in self.kinds.values()]
        for name in ("before", "after"):
            self.fields[name].widget.attrs["capture"] = "environment"
        for name in ("lon", "lat"):
            self.fields[name].widget = forms.HiddenInput()

    def groups(self) -> list[tuple[str, list[CaseKind]]]:
        """Return the kinds under their groups, as tiles."""
        found: dict[str, list[CaseKind]] = {}
        for kind in self.kinds.values():
            found.setdefault(kind.group, []).append(kind)
        return list(found.items())

    def said(self) -> NewCase:
        """Return the report as the action takes it. A moment without a zone is the office's own."""
        told = dict(self.cleaned_data)
        seen = told.pop("seen_at")
        if seen is not None and timezone.is_naive(seen):
            seen = timezone.make_aware(seen)
        level = CaseLevel.URGENT if told.pop("urgent") else CaseLevel.NORMAL
        kind = self.kinds[told.pop("kind")]
        return NewCase(kind, level=level, source=CaseSource.PATROL, seen_at=seen, **told)
