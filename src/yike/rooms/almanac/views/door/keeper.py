"""The keeper's secret page: what to forward, in one tap; that it is done, in one tap; what neighbours ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from yike.core.accounts.models import User
from yike.core.look import site
from yike.core.look.errors import too_often as refused
from yike.core.look.faults import refuse
from yike.core.look.often import WINDOW, too_often
from yike.core.rights.by import By
from yike.core.rights.guard import public
from yike.engines.faults import Fault
from yike.engines.pictures.clean import MAX_BYTES
from yike.rooms.almanac.actions import cascade
from yike.rooms.almanac.actions.cascade.links import digest
from yike.rooms.almanac.forms.issues import AskForm, PhotoForm
from yike.rooms.almanac.models.packs import Pack, PackState, Receipt
from yike.rooms.almanac.queries import packs as queries
from yike.rooms.almanac.written import chat

WHY = "the secret link is known to the keeper alone"
PRIVATE = "private, no-store"
GUESSES = 20  # wrong links from one address in ten minutes
View = Callable[..., HttpResponse]


def _opened(request: HttpRequest, link: str) -> tuple[User, By] | None:
    """Return the keeper whose link it is. Raises ``Http404``; None where somebody tries one after another."""
    user = queries.keeper_of(digest(link))
    if user is not None:
        return user, By.person(user, "web", request.META.get("REMOTE_ADDR", ""))
    if too_often(request.META.get("REMOTE_ADDR", ""), "keeper", GUESSES):
        return None
    raise Http404


@public(WHY)
def mine(request: HttpRequest, link: str) -> HttpResponse:
    """Show what a keeper is asked to forward, and what was forwarded lately."""
    found = _opened(request, link)
    if found is None:
        return refused(request, wait_seconds=WINDOW)
    user, by = found
    rows = list(queries.packs_for(user))
    cascade.mark_opened(by, [one for one in rows if one.asked])
    return _page(request, link, user, rows)


def _page(
    request: HttpRequest, link: str, user: User, rows: list[Pack], wrong: tuple[int, Any] | None = None
) -> HttpResponse:
    asked = queries.questions_of(rows)
    shown = [_told(request, one, asked.get(one.pk, []), wrong) for one in rows]
    drawn = [one["ask"] for one in shown] + [one["photo"] for one in shown if one["pack"].asked]
    context = {
        "keeper": user,
        "link": link,
        "open": [one for one in shown if one["pack"].asked],
        "done": [one for one in shown if one["pack"].state == PackState.FORWARDED],
        "lost": wrong[1] if wrong and wrong[1] not in drawn else None,
    }
    answer = render(request, "on/keeper.html", context, status=422 if wrong else 200)
    answer["Cache-Control"] = PRIVATE
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _told(
    request: HttpRequest, pack: Pack, asked: list[Any], wrong: tuple[int, Any] | None
) -> dict[str, Any]:
    issue = pack.version.issue
    path = reverse("on:issue", args=[issue.pk])
    this = f"?v={pack.version.number}"  # what chats and browsers have kept of a former version is another address
    url = site.address(request, path + this)
    form = wrong[1] if wrong and wrong[0] == pack.pk else None
    return {
        "pack": pack,
        "text": chat(issue, pack.version, url, pack.group.platform),
        "path": path + this,
        "picture": reverse("on:picture", args=[issue.pk]) + this,
        "questions": asked,
        "ask": form if isinstance(form, AskForm) else AskForm(auto_id=f"ask{pack.pk}_%s"),
        "photo": form if isinstance(form, PhotoForm) else PhotoForm(auto_id=f"photo{pack.pk}_%s"),
    }


def _acting(act: Callable[[HttpRequest, By, Pack], Any]) -> View:
    """Wrap what a keeper does with one of the own packs: find, do, go back; a fault stands on the page."""

    def view(request: HttpRequest, link: str, pk: int) -> HttpResponse:
        found = _opened(request, link)
        if found is None:
            return refused(request, wait_seconds=WINDOW)
        user, by = found
        pack = queries.pack_for(user, pk)
        form = act(request, by, pack)
        if form is None:
            return redirect(f"{reverse('on:keeper', args=[link])}#p{pk}")
        return _page(request, link, user, list(queries.packs_for(user)), (pk, form))

    return view


def _done(request: HttpRequest, by: By, pack: Pack) -> Any:
    """Note that it is forwarded: by a tap, or by the photo's own button with a photo and not without one."""
    if request.FILES or request.POST.get("by") == Receipt.PHOTO:
        return _photographed(request, by, pack)
    return _tried(forms.Form({}), lambda: cascade.forwarded(by, pack))


def _photographed(request: HttpRequest, by: By, pack: Pack) -> Any:
    form = PhotoForm(request.POST, request.FILES, auto_id=f"photo{pack.pk}_%s")
    if not form.is_valid():
        return form
    upload = form.cleaned_data["photo"]
    photo = upload.name or "", upload.read(MAX_BYTES + 1)
    return _tried(form, lambda: cascade.forwarded(by, pack, receipt=Receipt.PHOTO, photo=photo))


def _tried(form: forms.Form, act: Callable[[], object]) -> forms.Form | None:
    """Act; return the form with what was wrong, None where nothing was."""
    try:
        act()
    except Fault as fault:
        refuse(form, fault)
        return form
    return None


def _ask(request: HttpRequest, by: By, pack: Pack) -> Any:
    form = AskForm(request.POST, auto_id=f"ask{pack.pk}_%s")
    if not form.is_valid():
        return form
    cascade.ask_back(by, pack, words=form.cleaned_data["words"])
    if pack.asked:  # who passes on what neighbours say has told them
        cascade.forwarded(by, pack, receipt=Receipt.REPLY)
    return None


done = public(WHY)(require_POST(_acting(_done)))
ask = public(WHY)(require_POST(_acting(_ask)))
