"""Keep a point: add it, change it in one form, move it on, its hours and exceptions, its photo, its offers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yike.core.look.asked import row_number
from yike.core.look.drawn import Drawn
from yike.core.look.faults import refuse, told
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault
from yike.rooms.circle import actions, queries, rules, saying
from yike.rooms.circle.actions import NewPoint
from yike.rooms.circle.flows import POINT
from yike.rooms.circle.forms.offers import OfferForm
from yike.rooms.circle.forms.points import ExceptionForm, GoForm, HoursForm, PhotoForm, PointForm
from yike.rooms.circle.models import HoursException, ServicePoint
from yike.rooms.circle.queries import desk

NAMED = ("kind", "name", "area", "address", "lon", "lat", "hours", "host")  # what a new point is told apart


def kept(request: HttpRequest, pk: int) -> ServicePoint:
    """Return a point this person keeps. Raises ``Http404`` unseen, ``PermissionDenied`` seen only."""
    found = queries.access_point(request.user, pk)
    if not rules.KEEP.allows(request.user, found.area):
        raise PermissionDenied(rules.KEEP.code)
    return found


def hours_kept(request: HttpRequest, pk: int) -> ServicePoint:
    """Return a point whose hours this person keeps: of one's areas, or of one's own unit. Raises as ``kept``."""
    found = queries.access_point(request.user, pk)
    if not rules.may_keep_hours(request.user, found):
        raise PermissionDenied(rules.OWN.code)
    return found


def _done(
    request: HttpRequest, form: Any, act: Callable[[], object], said: str, field: str | None = None
) -> bool:
    """Do what a form asks; on a ``Fault`` tell it in the form. Return whether it is done."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act()
    except Fault as fault:
        refuse(form, fault, field)
        return False
    messages.success(request, said)
    if isinstance(form, Drawn) and (told_too := form.told()):
        messages.info(request, told_too)
    return True


@guarded(rules.KEEP)
def add(request: HttpRequest) -> HttpResponse:
    """Add a point, in preparation."""
    form = PointForm(request.user, request.POST or None)
    made: list[ServicePoint] = []

    def act() -> None:
        said = form.said()
        more = {name: value for name, value in said.items() if name not in NAMED}
        made.append(actions.add_point(by_of(request), NewPoint(**{n: said[n] for n in NAMED}, more=more)))

    if _done(request, form, act, _("已增加，现在是“筹备”。核对无误以后开放。"), "host"):
        return redirect("circle:point", made[0].pk)
    return render(request, "circle/point_form.html", {"form": form, "week": _heard(form)})


@guarded(rules.KEEP)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change all of a point in one form."""
    found = kept(request, pk)
    form = PointForm(request.user, request.POST or None, found)

    def act() -> None:
        actions.edit_point(by_of(request), found, **form.said())

    if _done(request, form, act, _("已保存。"), "host"):
        return redirect("circle:point", pk)
    return render(request, "circle/point_form.html", {"form": form, "point": found, "week": _heard(form)})


def _heard(form: Any) -> str:
    """Return the hours of a form as the engine understands them, empty where it does not."""
    return saying.heard(str(form["hours"].value() or ""))


@guarded(rules.KEEP)
def go(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Move a point on in its flow."""
    found = kept(request, pk)
    if verb not in {arrow.verb for arrow in POINT}:
        raise Http404
    arrow = POINT[verb]
    form = GoForm(arrow.to, request.POST if request.method == "POST" else None)

    def act() -> None:
        actions.go(by_of(request), found, verb, **form.cleaned_data)

    if _done(request, form, act, _("已改为“{state}”。").format(state=_state(arrow.to)), "back_on"):
        return redirect("circle:point", pk)
    return render(request, "circle/go.html", {"form": form, "point": found, "arrow": arrow})


def _state(value: str) -> str:
    return str(dict(ServicePoint._meta.get_field("state").flatchoices)[value])


@guarded(rules.DESK)
def hours(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the week of a point, and see at once how it is understood."""
    found = hours_kept(request, pk)
    initial = {"hours": found.hours, "keeps_holidays": found.keeps_holidays}
    form = HoursForm(found.kind, request.POST if request.method == "POST" else None, initial)

    def act() -> None:
        if week := form.said():
            actions.set_hours(by_of(request), found, **week)

    if _done(request, form, act, _("已保存。"), "hours"):
        return redirect("circle:point", pk)
    return render(request, "circle/hours.html", {"form": form, "point": found, "week": _heard(form)})


@guarded(rules.DESK)
def exception(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a point other hours for some days."""
    found = hours_kept(request, pk)
    form = ExceptionForm(found.kind, request.POST if request.method == "POST" else None)

    def act() -> None:
        actions.add_exception(by_of(request), found, **form.said())

    if _done(request, form, act, _("已登记。"), "until"):
        return redirect("circle:point", pk)
    return render(request, "circle/exception.html", {"form": form, "point": found})


@guarded(rules.DESK)
@require_POST
def drop_exception(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Take an exception back."""
    found = hours_kept(request, pk)
    one = HoursException.objects.filter(point=found, pk=row).first()
    if one is None:
        raise Http404
    actions.drop_exception(by_of(request), one)
    messages.success(request, _("已取消，恢复平时的时间。"))
    return redirect("circle:point", pk)


@guarded(rules.DESK)
@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that all of it is true today."""
    actions.check_point(by_of(request), hours_kept(request, pk))
    messages.success(request, _("记下了：今天核对过，都对。"))
    return redirect("circle:point", pk)


@guarded(rules.KEEP)
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a photo of the entrance in place."""
    found = kept(request, pk)
    form = PhotoForm(request.POST or None, request.FILES or None)

    def act() -> None:
        upload = form.cleaned_data["file"]
        actions.keep_photo(by_of(request), found, content=upload.read(), name=upload.name)

    if _done(request, form, act, _("已放上。"), "file"):
        return redirect("circle:point", pk)
    return render(request, "circle/photo.html", {"form": form, "point": found})


@guarded(rules.KEEP)
@require_POST
def drop_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the photo away."""
    actions.drop_photo(by_of(request), kept(request, pk))
    messages.success(request, _("照片已撤下。"))
    return redirect("circle:point", pk)


@guarded(rules.KEEP)
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a point offers an item; said again, it is changed."""
    found = kept(request, pk)
    form = OfferForm(found.kind, request.POST or None, _offered(found, request.GET.get("offer", "")))

    def act() -> None:
        actions.offer(by_of(request), form.said(found))

    if _done(request, form, act, _("已登记。"), "hours"):
        return redirect("circle:point", pk)
    return render(request, "circle/offer.html", {"form": form, "point": found})


def _offered(point: ServicePoint, pk: str) -> dict[str, Any]:
    """Return what an offer says now, to be changed."""
    key = row_number(pk)
    row = None if key is None else desk.offers_of(point).filter(pk=key).first()
    if row is None:
        return {}
    names = ("mode", "place", "hours", "first_day", "last_day", "note")
    return {"item": row.item_id, **{name: getattr(row, name) for name in names}}


@guarded(rules.KEEP)
@require_POST
def withdraw(request: HttpRequest, pk: int, offer: int) -> HttpResponse:
    """Say that a point does not offer an item any more."""
    found = kept(request, pk)
    row = desk.offers_of(found).filter(pk=offer).first()
    if row is None:
        raise Http404
    try:
        actions.withdraw(by_of(request), row)
    except Fault as fault:
        messages.error(request, told(fault))
    else:
        messages.success(request, _("已撤下。"))
    return redirect("circle:point", pk)
