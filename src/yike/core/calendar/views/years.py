"""Years: the list, one as a wall of months, a day to change, a table to import and to take away."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yike.core.calendar import actions, queries, rules
from yike.core.calendar.flows import YEAR
from yike.core.calendar.forms import ConfirmForm, PublishForm, UploadForm, YearForm, day_form
from yike.core.calendar.models import CalendarYear
from yike.core.calendar.writing import workbook
from yike.core.look.faults import refuse, told
from yike.core.record.clock import today
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault
from yike.engines.worktime import YearTable

SOON = timedelta(days=60)  # the notice of the next year comes out in November


@guarded(rules.SEE)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show all years, and up to when deadlines can be reckoned."""
    until = queries.covered_until()
    rows = list(queries.years())
    return render(
        request,
        "calendar/years.html",
        {
            "years": rows,
            "until": until,
            "late": until is None or until < today() + SOON,
            "may_keep": rules.KEEP.allows(request.user),
            "form": YearForm(initial={"year": rows[0].year + 1 if rows else today().year}),
        },
    )


@guarded(rules.SEE)
@require_GET
def year(request: HttpRequest, number: int) -> HttpResponse:
    """Show a year: what departs from the ordinary week as a list, then the twelve months."""
    found = queries.find_year(number)
    shown: dict[str, Any] = {"number": number, "may_keep": rules.KEEP.allows(request.user)}
    if found is None:
        return render(request, "calendar/no_year.html", shown)
    table = queries.table_of(found)
    months = queries.wall(table)
    shown |= {
        "year": found,
        "stretches": queries.stretches(table),
        "months": months,
        "worked": sum(month.worked for month in months),
        "arrows": YEAR.open_to(request.user, found.state),
        "publish": PublishForm(),
        "history": queries.history_of(found),
    }
    return render(request, "calendar/year.html", shown)


@guarded(rules.KEEP)
@require_POST
def seed(request: HttpRequest) -> HttpResponse:
    """Make the table of a year."""
    form = YearForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请给 2000 到 2199 之间的年份。"))
        return redirect("calendar:index")
    number = form.cleaned_data["year"]
    try:
        actions.seed_year(by_of(request), number)
    except Fault as fault:
        messages.error(request, told(fault))
    return redirect("calendar:year", number)


@guarded(rules.KEEP)
@require_POST
def publish(request: HttpRequest, number: int) -> HttpResponse:
    """Say that a year was checked."""
    found = queries.access_year(request.user, number)
    form = PublishForm(request.POST)
    try:
        source = form.cleaned_data["source"] if form.is_valid() else ""
        actions.publish_year(by_of(request), found, source=source)
        messages.success(request, _("已核对，从现在起按它计算。"))
    except Fault as fault:
        messages.error(request, told(fault))
    return redirect("calendar:year", number)


@guarded(rules.KEEP)
def day(request: HttpRequest, number: int, iso: str) -> HttpResponse:
    """Show and change one day."""
    found = queries.access_year(request.user, number)
    which = _day_of(number, iso)
    form = day_form(found, which, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.set_day(by_of(request), found, which, kind=form.chosen, name=form.cleaned_data["name"])
            return redirect("calendar:year", number)
        except Fault as fault:
            refuse(form, fault)
    return render(request, "calendar/day.html", {"year": found, "day": which, "form": form})


def _day_of(number: int, iso: str) -> date:
    try:
        which = date.fromisoformat(iso)
    except ValueError:
        raise Http404 from None
    if which.year != number:
        raise Http404
    return which


@guarded(rules.KEEP)
def upload(request: HttpRequest, number: int) -> HttpResponse:
    """Take a table, show what it would change, keep it once that was seen."""
    found = queries.find_year(number)
    if "lines" in request.POST:
        return _keep(request, number)
    form = UploadForm(number, request.POST or None, request.FILES or None)
    if not form.is_bound or not form.is_valid():
        return render(request, "calendar/upload.html", {"number": number, "form": form})
    return render(request, "calendar/confirm.html", _shown(number, found, form))


def _shown(number: int, found: CalendarYear | None, form: UploadForm) -> dict[str, Any]:
    before = queries.table_of(found) if found else YearTable(number, ())
    changes = queries.changes(before, form.table)
    return {"number": number, "changes": changes, "total": len(form.table.days), "form": ConfirmForm.of(form)}


def _keep(request: HttpRequest, number: int) -> HttpResponse:
    form = ConfirmForm(number, request.POST)
    if not form.is_valid():
        messages.error(request, _("要导入的内容变了，请重新选择文件。"))
        return redirect("calendar:upload", number)
    actions.import_year(by_of(request), form.cleaned_data["lines"], source=form.cleaned_data["source"])
    messages.success(request, _("已导入，请再核对一遍。"))
    return redirect("calendar:year", number)


@guarded(rules.SEE)
@require_GET
def download(request: HttpRequest, number: int) -> HttpResponse:
    """Give a year as a workbook that can be imported again."""
    found = queries.access_year(request.user, number)
    response = HttpResponse(
        workbook(queries.stretches(queries.table_of(found))),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    response["Content-Disposition"] = f'attachment; filename="calendar-{number}.xlsx"'
    return response
