"""Items: the list, one page for each with what to bring and where it is offered, and keeping them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yike.core.look.faults import refuse
from yike.core.look.pages import paged
from yike.core.record.queries import timeline
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault
from yike.rooms.circle import actions, queries, rules
from yike.rooms.circle.actions import NewItem
from yike.rooms.circle.forms.items import ItemForm, materials
from yike.rooms.circle.models import ItemLevel, ServiceItem
from yike.rooms.circle.queries import desk

OWN = ("code", "name", "type", "level", "plain")


@guarded(rules.SEE)
def items(request: HttpRequest) -> HttpResponse:
    """Show the items, searched by name, everyday word or code."""
    level = request.GET.get("level", "")
    level = level if level in ItemLevel.values else ""
    gone = request.GET.get("gone") == "1"
    rows = desk.find_items(request.GET.get("q", ""), level=level, out_of_use=gone)
    context = {
        "page": paged(request, queries.with_points(rows)),
        "levels": ItemLevel.choices,
        "level": level,
        "gone": gone,
        "may_keep": rules.KEEP_ITEMS.allows(request.user),
        "may_exchange": rules.EXCHANGE.allows(request.user),
    }
    return render(request, "circle/items.html", context)


@guarded(rules.SEE)
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one item: what to bring, fee and limits, where it is offered, what was done."""
    found = queries.access_item(pk)
    context = {
        "item": found,
        "materials": list(found.materials.all()),
        "offers": list(desk.offered_where(request.user, found)),
        "may_keep": rules.KEEP_ITEMS.allows(request.user),
        "history": timeline(found.recorded_subject()),
    }
    return render(request, "circle/item.html", context)


@guarded(rules.KEEP_ITEMS)
def add(request: HttpRequest) -> HttpResponse:
    """Add an item with what to bring."""
    return _edit(request, None)


@guarded(rules.KEEP_ITEMS)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an item and what to bring, in one form."""
    return _edit(request, queries.access_item(pk))


def _edit(request: HttpRequest, item: ServiceItem | None) -> HttpResponse:
    data = request.POST or None
    form, rows = ItemForm(data, item), materials(data, item.materials.all() if item else ())
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        try:
            saved = _saved(request, item, form.cleaned_data, rows.said())
        except Fault as fault:
            refuse(form, fault)
        else:
            messages.success(request, _("已保存。"))
            return redirect("circle:item", saved.pk)
    return render(request, "circle/item_form.html", {"form": form, "rows": rows, "item": item})


def _saved(request: HttpRequest, item: ServiceItem | None, said: dict[str, Any], brought: Any) -> ServiceItem:
    """Add or change an item; materials that stay the same leave no trace."""
    by = by_of(request)
    if item is None:
        more = {name: value for name, value in said.items() if name not in {*OWN, "everyday"}}
        words = tuple(said["everyday"].splitlines())
        own = {name: said[name] for name in OWN}
        return actions.add_item(by, NewItem(**own, everyday=words, materials=brought, more=more))
    names = ("name", "form", "copies", "given_back", "required", "note")
    before = [{name: getattr(row, name) for name in names} for row in item.materials.all()]
    same = before == [asdict(new) for new in brought]
    return actions.change_item(by, item, materials=None if same else brought, **said)
