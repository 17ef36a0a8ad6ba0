"""Photos of an activity on the desk: added, looked at one by one, blurred, let out, taken back, erased."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yike.core.accounts.views.acting import sent
from yike.core.look import photos as look
from yike.core.look.faults import refuse
from yike.core.rights.by import By, by_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault
from yike.rooms.almanac.actions import after as actions
from yike.rooms.almanac.forms import photos as forms
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.photos import ActivityPhoto
from yike.rooms.almanac.queries import activities
from yike.rooms.almanac.queries import photos as queries
from yike.rooms.almanac.rules import activities as rules
from yike.rooms.almanac.rules import signups
from yike.rooms.almanac.views.activities.helpers import planned


@guarded(rules.PLAN)
def photos(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the photos of an activity and who does not want to be seen; take more."""
    row = planned(request, pk)
    form = forms.PhotosForm(sent(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.keep_photos(by_of(request), row, form.cleaned_data["photos"])
        except Fault as fault:
            refuse(form, fault, "photos")
        else:
            messages.success(request, _("放上了。一张一张看过，再公开。"))
            return redirect("almanac:activity_photos", row.pk)
    shown = {
        "activity": row,
        "form": form,
        "photos": queries.photos_of(row),
        "takes": row.state in actions.TAKEN,
        **_answers(request, row),
    }
    return render(request, "almanac/photos.html", shown, status=422 if form.errors else 200)


def _answers(request: HttpRequest, row: Activity) -> dict[str, object]:
    """Return what those who come said; names only for who may see who comes."""
    return {"answers": queries.answers_of(row), "may_names": signups.may_sign(request.user, row)}


@guarded(rules.DESK)
def picture(request: HttpRequest, pk: int, photo: int) -> HttpResponse:
    """Answer a photo as JPEG."""
    row = activities.access_activity(request.user, pk)
    return look.jpeg(queries.access_photo(row, photo).jpeg)


@guarded(rules.PLAN)
def photo(request: HttpRequest, pk: int, photo: int) -> HttpResponse:
    """Look at a photo, and let it out with a word about who can be known on it."""
    row = planned(request, pk)
    found = queries.access_photo(row, photo)
    begun = {"seen": found.seen, "words": found.words, "words_en": found.words_en}
    form = forms.ShowForm(sent(request), initial=begun)
    if request.method == "POST" and form.is_valid():
        try:
            actions.show_photo(by_of(request), found, **form.cleaned_data)
        except Fault as fault:
            refuse(form, fault, "seen")
        else:
            messages.success(request, _("已公开。"))
            return redirect("almanac:activity_photos", row.pk)
    shown = {"activity": row, "photo": found, "form": form, **_answers(request, row)}
    return render(request, "almanac/photo.html", shown, status=422 if form.errors else 200)


@guarded(rules.PLAN)
def cover(request: HttpRequest, pk: int, photo: int) -> HttpResponse:
    """Blur parts of a photo."""
    row = planned(request, pk)
    found, form = queries.access_photo(row, photo), look.BlurForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.cover(by_of(request), found, form.cleaned_data["cells"])
        return redirect(found)
    return render(
        request, "almanac/photo_cover.html", {"activity": row, "photo": found, "board": look.board()}
    )


GO: dict[str, Callable[[By, ActivityPhoto], object]] = {
    "hide": actions.hide_photo,
    "drop": actions.drop_photo,
}


@guarded(rules.PLAN)
@require_POST
def go(request: HttpRequest, pk: int, photo: int, verb: str) -> HttpResponse:
    """Take a photo back, or erase it."""
    row = planned(request, pk)
    found = queries.access_photo(row, photo)
    if verb not in GO:
        raise Http404
    GO[verb](by_of(request), found)
    messages.success(request, _("已删除。") if verb == "drop" else _("已收回，外面看不到了。"))
    return redirect("almanac:activity_photos", row.pk)
