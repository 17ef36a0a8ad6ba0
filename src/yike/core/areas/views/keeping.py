"""Keep an area: add below it, describe, recode, move, close and reopen it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yike.core.areas import actions, queries, rules
from yike.core.areas.codes import next_code
from yike.core.areas.forms import AddForm, DescribeForm, MoveForm, Reasoned, RecodeForm
from yike.core.areas.models import Area
from yike.core.areas.views.looking import level_below, way
from yike.core.look.faults import refuse
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault


def kept(request: HttpRequest, pk: int) -> Area:
    """Return an area that this person may keep. Raises ``Http404`` unseen, ``PermissionDenied`` seen only."""
    found = queries.access_area(request.user, pk)
    if not rules.KEEP.allows(request.user, found):
        raise PermissionDenied(rules.KEEP.code)
    return found


def _page(
    request: HttpRequest, area: Area, form: Any, title: str, act: Callable[[], Area], done: str
) -> HttpResponse:
    """Show a form; on a good answer do what it asks and go back to the area."""
    if request.method == "POST" and form.is_valid():
        try:
            changed = act()
        except Fault as fault:
            refuse(form, fault)
        else:
            messages.success(request, done)
            return redirect("areas:area", changed.pk)
    return render(
        request, "areas/form.html", {"area": area, "form": form, "title": title, **crumbs(request, area)}
    )


def crumbs(request: HttpRequest, area: Area) -> dict[str, Any]:
    """Return what the way to an area needs."""
    return {"ancestors": way(request, area)}


@guarded(rules.KEEP)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an area below one."""
    parent = kept(request, pk)
    level = level_below(parent)
    if level is None:
        raise Http404
    taken = set(Area.objects.filter(code__startswith=parent.code).values_list("code", flat=True))
    form = AddForm(level, request.POST or None, code=next_code(parent.code, taken))
    title = _("在%(name)s下面新增%(level)s") % {"name": parent.name, "level": level.label}

    def act() -> Area:
        return actions.add_area(by_of(request), level=level, parent=parent, **form.said())

    return _page(request, parent, form, title, act, _("已新增。"))


@guarded(rules.KEEP)
def describe(request: HttpRequest, pk: int) -> HttpResponse:
    """Say name, kind and numbers anew."""
    area = kept(request, pk)
    form = DescribeForm(area.level, request.POST or None, area)

    def act() -> Area:
        return actions.describe_area(by_of(request), area, **form.said())

    return _page(request, area, form, _("修改%(name)s") % {"name": area.name}, act, _("已保存。"))


@guarded(rules.KEEP)
def recode(request: HttpRequest, pk: int) -> HttpResponse:
    """Give another code."""
    area = kept(request, pk)
    form = RecodeForm(request.POST or None, initial={"code": area.code})

    def act() -> Area:
        return actions.recode_area(by_of(request), area, **form.cleaned_data)

    return _page(request, area, form, _("%(name)s换代码") % {"name": area.name}, act, _("已换代码。"))


@guarded(rules.KEEP)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Put below another parent."""
    area = kept(request, pk)
    mine = rules.KEEP.visible(Area.objects.all(), request.user, "path")
    form = MoveForm(area, mine, request.POST or None)

    def act() -> Area:
        return actions.move_area(by_of(request), area, **form.cleaned_data)

    return _page(request, area, form, _("划转%(name)s") % {"name": area.name}, act, _("已划转。"))


@guarded(rules.KEEP)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close, with a reason."""
    area = kept(request, pk)
    form = Reasoned(request.POST or None)

    def act() -> Area:
        return actions.close_area(by_of(request), area, **form.cleaned_data)

    return _page(request, area, form, _("关闭%(name)s") % {"name": area.name}, act, _("已关闭。"))


@guarded(rules.KEEP)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Reopen, with a reason."""
    area = kept(request, pk)
    form = Reasoned(request.POST or None)

    def act() -> Area:
        return actions.reopen_area(by_of(request), area, **form.cleaned_data)

    return _page(request, area, form, _("恢复%(name)s") % {"name": area.name}, act, _("已恢复。"))
