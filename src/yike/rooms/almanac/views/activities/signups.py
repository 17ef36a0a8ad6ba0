"""Who comes, on the desk: listed and found, signed up by telephone, taken from a list, called, sent a new link."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yike.core.areas.exchange.rows import Drafts
from yike.core.look import site
from yike.core.look.asked import row_number
from yike.core.look.faults import language, refuse, told
from yike.core.look.pages import paged
from yike.core.look.uploads import bare_name, on_disk
from yike.core.record.clock import now
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.core.vault import waiting
from yike.engines.faults import Fault
from yike.rooms.almanac import sheets
from yike.rooms.almanac.actions import door
from yike.rooms.almanac.actions import signups as actions
from yike.rooms.almanac.door.links import link_for
from yike.rooms.almanac.door.pictures import qr
from yike.rooms.almanac.forms import signups as forms
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.signups import Registration, Way
from yike.rooms.almanac.queries import activities, signups
from yike.rooms.almanac.rules import signups as rules
from yike.rooms.almanac.signing import Wish, reasons

SHOWN = 200


def signing(request: HttpRequest, pk: int) -> Activity:
    """Return an activity for which this person may sign others up. Raises ``Http404``."""
    row = activities.access_activity(request.user, pk)
    if not rules.may_sign(request.user, row):
        raise Http404
    return row


@guarded(rules.SIGN)
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who signed up, with a search by number, name or initials."""
    row, text = signing(request, pk), request.GET.get("q", "")[:30]
    context = {
        "activity": row,
        "page": paged(request, signups.find(signups.signups(row), text)),
        "q": text,
        "figures": signups.figures(row),
        "open": row.signing_up(now()),
        "doubts": signups.doubts(row),
        "twice": signups.twice(row),
    }
    return render(request, "almanac/signups.html", context)


@guarded(rules.SIGN)
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign somebody up who telephones or stands at the window."""
    row = signing(request, pk)
    form = forms.DeskSignUpForm(row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        link = link_for(said["press"], row.code, said["name"], said["phone"])
        wish = form.wish(link=link, way=Way.DESK)
        for field, fault in reasons(row, wish, now()):
            refuse(form, fault, field or None)
        made = None if form.errors else _entered(request, row, form, wish)
        if made is not None:
            return _told(request, row, made, link)
    return render(request, "almanac/signup_form.html", {"activity": row, "form": form})


def _entered(
    request: HttpRequest, row: Activity, form: forms.DeskSignUpForm, wish: Wish
) -> Registration | None:
    """Sign somebody up; None where the form has to say something first.

    Whom the form has said to be somebody else than those who sound the same is told apart from them at once.
    """
    like = signups.alike(row, wish.name, wish.phone)
    spelt_so = any(signups.same_spelling(one, wish.name) for one in like)
    if like and not spelt_so and not form.cleaned_data.get("another"):
        form.ask_whether_another()
        return None
    try:
        made = actions.sign_up(by_of(request), row, wish)
    except Fault as fault:
        refuse(form, fault)
        return None
    others = [one for one in like if one.pk != made.pk]
    if others and form.cleaned_data.get("another"):
        door.tell_apart(by_of(request), made, *others)
    return made


def _told(request: HttpRequest, row: Activity, made: Any, link: str) -> HttpResponse:
    """Show number and personal link, once: it is known to nobody else afterwards."""
    address = site.address(request, reverse("on:mine", args=[link]))
    shown = {"activity": row, "row": made, "address": address, "qr": qr(address)}
    answer = render(request, "almanac/signup_told.html", shown)
    answer["Cache-Control"] = "private, no-store"
    return answer


_PLAIN: dict[str, Any] = {
    "cancel": actions.cancel_signup,
    "called": actions.called,
    "missed": actions.not_reached,
}


@guarded(rules.SIGN)
@require_POST
def do(request: HttpRequest, pk: int, signup: int, what: str) -> HttpResponse:
    """Sign somebody off, tick a call off, make a new personal link, or say who a walk-in is."""
    row = signing(request, pk)
    found, by = signups.access_signup(row, signup), by_of(request)
    back = reverse("almanac:calls" if what in {"called", "missed"} else "almanac:signups", args=[row.pk])
    try:
        if what == "link":
            return _told(request, row, found, actions.renew_link(by, found))
        if what == "same":
            door.join(by, found, _other(request, row))
        elif what == "apart":
            door.tell_apart(by, found, *_others(request, row))
        elif what == "each":
            door.tell_all_apart(by, found, *_others(request, row))
        else:
            _PLAIN[what](by, found)
    except KeyError:
        raise Http404 from None
    except Fault as fault:
        messages.error(request, told(fault))
    else:
        messages.success(request, _("已记下。"))
    return redirect(back)


def _other(request: HttpRequest, row: Activity) -> Registration:
    """Return the other one of two who may be the same. Raises ``Http404``."""
    return signups.access_signup(row, row_number(request.POST.get("one", "")) or 0)


def _others(request: HttpRequest, row: Activity) -> list[Registration]:
    """Return all who were shown beside somebody. Raises ``Http404``."""
    return signups.access_signups(row, [row_number(one) or 0 for one in request.POST.getlist("one")])


@guarded(rules.SIGN)
def calls(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who has to be telephoned; their numbers only once asked for, and that is kept."""
    row = signing(request, pk)
    rows = list(signups.to_call(row)[:SHOWN])
    read = actions.read_phones(by_of(request), row, rows) if request.method == "POST" else []
    answer = render(request, "almanac/signup_calls.html", {"activity": row, "rows": rows, "read": read})
    answer["Cache-Control"] = "private, no-store"
    return answer


@guarded(rules.SIGN)
def all_calls(request: HttpRequest) -> HttpResponse:
    """Show the activities whose people have to be telephoned, the soonest first."""
    return render(request, "almanac/calls.html", {"page": paged(request, signups.calls_for(request.user))})


def _folder() -> Path:
    return Path(settings.YIKE_HOME) / "waiting"


def _whose(request: HttpRequest, row: Activity) -> str:
    return f"almanac.signups:{request.user.pk}:{row.pk}"


def _drafts(upload: Any) -> Drafts:
    with on_disk(upload) as path:
        return sheets.read_list(path)


@guarded(rules.SIGN)
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at a paper list: what it would do, and what is wrong in which cell."""
    row = signing(request, pk)
    form = forms.ListForm(request.POST or None, request.FILES or None)
    shown: dict[str, Any] = {"activity": row, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            shown |= _looked_at(request, row, form.cleaned_data["file"])
        except Fault as fault:
            refuse(form, fault, "file")
    return render(request, "almanac/signup_sheet.html", shown)


def _looked_at(request: HttpRequest, row: Activity, upload: Any) -> dict[str, Any]:
    plan = sheets.plan_list(by_of(request), row, _drafts(upload))
    yes = None
    if plan.ready:
        upload.seek(0)
        token = waiting.keep(
            _folder(), bare_name(upload.name or ""), upload.read(), _whose(request, row), now()
        )
        yes = forms.ListYesForm(initial={"token": token, "seen": plan.fingerprint()})
    mistakes = [mistake.text(language()) for mistake in plan.mistakes[:SHOWN]]
    lines = list(plan.lines(signups.left(row)))
    return {
        "plan": plan,
        "yes": yes,
        "mistakes": mistakes,
        "more": max(0, len(plan.mistakes) - SHOWN),
        "lines": lines[:SHOWN],
        "rest": max(0, len(lines) - SHOWN),
        "waiting": sum(waits for _cell, _made, waits in lines),
    }


@guarded(rules.SIGN)
@require_POST
def sheet_yes(request: HttpRequest, pk: int) -> HttpResponse:
    """Take in what was looked at, all of it or nothing."""
    row, form = signing(request, pk), forms.ListYesForm(request.POST)
    if not form.is_valid():
        return redirect("almanac:signup_sheet", row.pk)
    said = form.cleaned_data
    try:
        name, content = waiting.take(_folder(), said["token"], _whose(request, row), now())
        drafts = _drafts(SimpleUploadedFile(name, content))
        made = actions.import_signups(by_of(request), row, drafts, seen=said["seen"])
    except Fault as fault:
        messages.error(request, told(fault))
        return redirect("almanac:signup_sheet", row.pk)
    waiting.drop(_folder(), said["token"])
    messages.success(request, _("已导入 {n} 个报名。").format(n=len(made)))
    return redirect("almanac:signups", row.pk)
