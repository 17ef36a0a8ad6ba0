"""Photos of a request on the desk: looked at by who may read it, blurred by who works on it."""

from __future__ import annotations

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control

from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.engines.pictures.blur import CELLS
from yike.rooms.grid import rules
from yike.rooms.grid.actions.requests.photos import blur_photo
from yike.rooms.grid.models import Photo, Request
from yike.rooms.grid.queries import requests as queries
from yike.rooms.grid.queries.requests.photos import photo_of


class BlurForm(forms.Form):
    """Which of the cells laid over a photo are to be blurred."""

    cells = forms.TypedMultipleChoiceField(
        choices=[(n, str(n)) for n in range(CELLS * CELLS)], coerce=int, required=False
    )


def board() -> list[tuple[int, int, int]]:
    """Return the cells of a photo: number, row and column, both from 1."""
    return [(n, n // CELLS + 1, n % CELLS + 1) for n in range(CELLS * CELLS)]


def jpeg(photo: Photo) -> HttpResponse:
    """Answer a photo; nobody on the way keeps it, for it may be blurred in a moment."""
    answer = HttpResponse(bytes(photo.jpeg), content_type="image/jpeg")
    patch_cache_control(answer, private=True, no_store=True)
    return answer


def _readable(request: HttpRequest, pk: int) -> Request:
    row = queries.access_request(request.user, pk)
    if not rules.may_read(request.user, row):
        raise PermissionDenied(rules.SECRET.code)
    return row


@guarded(rules.DESK)
def photo(request: HttpRequest, pk: int, photo: int) -> HttpResponse:
    """Answer a photo of a request as JPEG."""
    return jpeg(photo_of(_readable(request, pk), photo))


@guarded(rules.DESK)
def blur(request: HttpRequest, pk: int, photo: int) -> HttpResponse:
    """Blur parts of a photo."""
    row = _readable(request, pk)
    if not rules.may_know(request.user, row):
        raise PermissionDenied(rules.HANDLE.code)
    found, form = photo_of(row, photo), BlurForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        blur_photo(by_of(request), row, found, form.cleaned_data["cells"])
        return redirect("grid:request", pk)
    return render(request, "grid/request_blur.html", {"row": row, "photo": found, "board": board()})
