"""Office hours: those of all, those of each unit, and those of single dates."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yike.core.calendar import actions, queries, rules
from yike.core.calendar.forms import DateForm, HoursForm
from yike.core.calendar.models import OfficeHours
from yike.core.look.faults import refuse
from yike.core.look.pages import paged
from yike.core.record.queries import timeline
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault


@guarded(rules.SEE)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show the hours of all and of every unit. They are no secret: residents ask for them too."""
    page = paged(request, queries.units())
    return render(
        request,
        "calendar/hours.html",
        {
            "general": queries.hours_or_ordinary(None),
            "page": page,
            "rows": queries.with_hours(page),
            "kept": set(rules.KEEP.visible(queries.units(), request.user).values_list("pk", flat=True)),
            "may_keep": rules.KEEP.allows(request.user),
        },
    )


@guarded(rules.KEEP)
def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Show and change the hours of a unit, or of all."""
    unit = queries.access_unit(request.user, pk) if pk is not None else None
    own = queries.hours_of(unit)
    form = HoursForm.of(queries.hours_or_ordinary(unit), request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.save_hours(
                by_of(request), unit, weekly=form.weekly, keeps_holidays=form.cleaned_data["keeps_holidays"]
            )
            messages.success(request, _("上班时间已保存，新的期限按它计算。"))
            return _back(pk)
        except Fault as fault:
            refuse(form, fault)
    return render(request, "calendar/hours_edit.html", _shown(unit, own, form, DateForm()))


def _shown(unit: Any, own: OfficeHours | None, form: HoursForm, date_form: DateForm) -> dict[str, Any]:
    return {
        "unit": unit,
        "own": own,
        "form": form,
        "date_form": date_form,
        "dates": list(own.exceptions.all()) if own else [],
        "history": timeline(own.recorded_subject()) if own else [],
    }


def _back(pk: int | None) -> HttpResponse:
    return redirect("calendar:hours-all") if pk is None else redirect("calendar:hours-unit", pk)


def _own(request: HttpRequest, pk: int | None) -> OfficeHours:
    unit = queries.access_unit(request.user, pk) if pk is not None else None
    own = queries.hours_of(unit)
    if own is None:
        raise Http404
    return own


@guarded(rules.KEEP)
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a unit keep the hours of all again."""
    actions.drop_hours(by_of(request), _own(request, pk))
    messages.success(request, _("已恢复为全街道的上班时间。"))
    return redirect("calendar:hours")


@guarded(rules.KEEP)
@require_POST
def date(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Set the hours of one date."""
    own = _own(request, pk)
    form = DateForm(request.POST)
    if form.is_valid():
        actions.set_date(
            by_of(request),
            own,
            form.cleaned_data["day"],
            spans=form.cleaned_data["spans"],
            name=form.cleaned_data["name"],
        )
        return _back(pk)
    return render(request, "calendar/hours_edit.html", _shown(own.unit, own, HoursForm.of(own), form))


@guarded(rules.KEEP)
@require_POST
def drop_date(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a date be like its weekday again."""
    one = queries.access_exception(request.user, pk)
    unit = one.hours.unit_id
    actions.drop_date(by_of(request), one)
    return _back(unit)
