"""Items: the list, one page for each with what to bring and where it is offered, and keeping them."""

from __future__ import annotations

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
from yike.rooms.circle.actions import NewItem, NewMaterial
from yike.rooms.circle.forms.items import ItemForm, materials
from yike.rooms.circle.models import ItemLevel, ServiceItem
from yike.rooms.circle.queries import desk

OWN = ("code", "name", "type", "level", "plain")
Brought = tuple[NewMaterial, ...]


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
        brought = form.brings(rows.said())
        saved = _saved(request, form, brought) if form.is_valid() else None
        if saved is not None:
            messages.success(request, _("已保存。"))
            if told := form.told():
                messages.info(request, told)
            return redirect("circle:item", saved.pk)
    return render(request, "circle/item_form.html", {"form": form, "rows": rows, "item": item})


def _saved(request: HttpRequest, form: ItemForm, brought: Brought | None) -> ServiceItem | None:
    """Add an item, or change of one what this person changed. On a ``Fault`` tell it in the form."""
    by, said = by_of(request), form.said()
    try:
        if form.item is not None:
            return actions.change_item(by, form.item, materials=brought, **said)
        more = {name: value for name, value in said.items() if name not in {*OWN, "everyday"}}
        words = tuple(said["everyday"].splitlines())
        own = {name: said[name] for name in OWN}
        return actions.add_item(by, NewItem(**own, everyday=words, materials=brought or (), more=more))
    except Fault as fault:
        refuse(form, fault)
        return None
