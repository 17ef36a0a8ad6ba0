"""What can be entered about years, days and hours, and what can be asked of a deadline."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yike.core.calendar import queries
from yike.core.calendar.models import SPANS, CalendarDay, CalendarYear, OfficeHours
from yike.core.calendar.reading import table_as_lines, table_from_file, table_from_lines
from yike.core.calendar.spans import read_spans
from yike.core.look.faults import cleaned, refuse
from yike.core.look.uploads import MEGABYTE, on_disk
from yike.core.look.widgets import Cards
from yike.core.record.clock import now
from yike.engines.faults import Fault
from yike.engines.worktime import DayKind, Limit, Unit, YearTable
from yike.engines.worktime.days import FIRST_YEAR, LAST_YEAR

ORDINARY = ""
SPANS_HINT = _("例如 09:00-12:00 13:00-17:00；空着就是不上班")


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class YearForm(forms.Form):
    """Which year to make a table for."""

    year = forms.IntegerField(label=_("年份"), min_value=FIRST_YEAR, max_value=LAST_YEAR)


class DayForm(forms.Form):
    """How one day is worked."""

    kind = forms.ChoiceField(
        label=_("这一天"),
        choices=[(ORDINARY, _("和平常的这一天一样")), *CalendarDay.KINDS],
        required=False,
        widget=Cards,
    )
    name = forms.CharField(
        label=_("名称"), max_length=40, required=False, help_text=_("例如 国庆节、国庆节调休")
    )

    @property
    def chosen(self) -> DayKind | None:
        """The kind, None for an ordinary day."""
        kind = self.cleaned_data["kind"]
        return DayKind(kind) if kind else None


class PublishForm(forms.Form):
    """Against what the year was checked."""

    source = forms.CharField(
        label=_("对照的通知"), max_length=200, required=False, help_text=_("例如 国办发明电〔2025〕7号")
    )


class UploadForm(forms.Form):
    """A table to import, and where it comes from."""

    file = forms.FileField(label=_("文件"), help_text=_("XLSX 或 CSV，表头：日期、到、安排、名称"))
    source = forms.CharField(label=_("对照的通知"), max_length=200, help_text=_("例如 国办发明电〔2025〕7号"))

    def __init__(self, year: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year
        self.table = YearTable(year, ())

    def clean_file(self) -> Any:
        """Read the table. A ``Fault`` names file, row and column."""
        upload = self.cleaned_data["file"]
        self.table = cleaned(self._read, upload)
        return upload

    def _read(self, upload: Any) -> YearTable:
        with on_disk(upload, largest=2 * MEGABYTE) as path:
            return table_from_file(path, self.year)


class ConfirmForm(forms.Form):
    """The table that was shown, sent back to be kept."""

    lines = forms.CharField(widget=forms.HiddenInput, max_length=40_000, required=False, strip=False)
    source = forms.CharField(widget=forms.HiddenInput, max_length=200)

    def __init__(self, year: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year

    def clean_lines(self) -> YearTable:
        """Read the table again: what comes back from a browser is checked like anything else."""
        table: YearTable = cleaned(table_from_lines, self.cleaned_data["lines"], self.year)
        return table

    @classmethod
    def of(cls, upload: UploadForm) -> ConfirmForm:
        """Return the form that keeps what an upload showed."""
        shown = {"lines": table_as_lines(upload.table), "source": upload.cleaned_data["source"]}
        return cls(upload.year, initial=shown)


def _spans(label: Any, hint: Any = SPANS_HINT) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, max_length=SPANS, required=False)


def _readable(form: forms.Form, name: str) -> None:
    """Read spans as written, so that a mistake is shown at its own field."""
    try:
        read_spans(form.cleaned_data.get(name, ""))
    except Fault as fault:
        refuse(form, fault, name)


class HoursForm(forms.Form):
    """The week of a unit, as written."""

    monday = _spans(_("周一"))
    tuesday = _spans(_("周二"), "")
    wednesday = _spans(_("周三"), "")
    thursday = _spans(_("周四"), "")
    friday = _spans(_("周五"), "")
    saturday = _spans(_("周六"), "")
    sunday = _spans(_("周日"), "")
    makeup = _spans(_("调休上班日"), _("调休上班的周六、周日，这一天平时不上班时用"))
    keeps_holidays = forms.BooleanField(
        label=_("节假日休息"),
        required=False,
        help_text=_("不勾：全年每天照上面的时间，节假日也上班"),
    )

    @classmethod
    def of(cls, hours: OfficeHours, data: Any = None) -> HoursForm:
        """Return the form of hours as they are now."""
        return cls(data, initial={name: getattr(hours, name) for name in cls.base_fields})

    def clean(self) -> dict[str, Any]:
        """Read each line."""
        for name in (*OfficeHours.WEEK, "makeup"):
            _readable(self, name)
        return self.cleaned_data

    @property
    def weekly(self) -> dict[str, str]:
        """The lines by the names of their days."""
        return {name: self.cleaned_data[name] for name in (*OfficeHours.WEEK, "makeup")}


class DateForm(forms.Form):
    """The hours of one date."""

    day = _day(_("日期"))
    spans = _spans(_("时段"))
    name = forms.CharField(label=_("原因"), max_length=40, required=False, help_text=_("例如 搬家、停电"))

    def clean(self) -> dict[str, Any]:
        """Read the spans."""
        _readable(self, "spans")
        return self.cleaned_data


UNITS = (
    (Unit.WORK_DAY.value, _("工作日")),
    (Unit.WORK_HOUR.value, _("工作时")),
    (Unit.DAY.value, _("自然日")),
    (Unit.MONTH.value, _("个月")),
    (Unit.MINUTE.value, _("分钟")),
)


class ReckonForm(forms.Form):
    """A deadline to try."""

    received = forms.DateTimeField(
        label=_("收到的时刻"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    amount = forms.IntegerField(label=_("时限"), min_value=1, max_value=999)
    unit = forms.ChoiceField(label=_("单位"), choices=UNITS)
    office: Any = forms.ModelChoiceField(
        label=_("按谁的上班时间"), queryset=None, required=False, empty_label=_("全街道")
    )

    def __init__(self, data: Any = None) -> None:
        start = {"received": now(), "amount": 5, "unit": Unit.WORK_DAY.value}
        super().__init__(data or None, initial=start)
        self.fields["office"].queryset = queries.units()  # type: ignore[attr-defined]

    @property
    def limit(self) -> Limit:
        """The limit asked for."""
        return Limit(self.cleaned_data["amount"], Unit(self.cleaned_data["unit"]))


def day_form(year: CalendarYear, day: Any, data: Any = None) -> DayForm:
    """Return the form of a day as it is now."""
    found = year.days.filter(day=day).first()
    return DayForm(data, initial={"kind": found.kind, "name": found.name} if found else {"kind": ORDINARY})
