"""Photos of a request on the desk: looked at by who may read it, blurred by who works on it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yike.core.look.photos import BlurForm, board, jpeg
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.rooms.grid import rules
from yike.rooms.grid.actions.requests.photos import blur_photo
from yike.rooms.grid.models import Request
from yike.rooms.grid.queries import requests as queries
from yike.rooms.grid.queries.requests.photos import photo_of


def _readable(request: HttpRequest, pk: int) -> Request:
    row = queries.access_request(request.user, pk)
    if not rules.may_read(request.user, row):
        raise PermissionDenied(rules.SECRET.code)
    return row


@guarded(rules.DESK)
def photo(request: HttpRequest, pk: int, photo: int) -> HttpResponse:
    """Answer a photo of a request as JPEG."""
    return jpeg(photo_of(_readable(request, pk), photo).jpeg)


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
