"""The photos on the secret page: seen and blurred by whoever sent them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yike.core.look.errors import too_often as refused
from yike.core.look.often import WINDOW
from yike.core.look.photos import BlurForm, board, jpeg
from yike.core.rights.guard import public
from yike.rooms.grid.actions.requests.photos import blur_photo
from yike.rooms.grid.queries.requests.photos import photo_of
from yike.rooms.grid.views.door.saying import PRIVATE, visitor
from yike.rooms.grid.views.door.told import WHY, TooMany, opened


@public(WHY)
def photo(request: HttpRequest, link: str, photo: int) -> HttpResponse:
    """Answer a photo as JPEG."""
    try:
        return jpeg(photo_of(opened(request, link), photo).jpeg)
    except TooMany:
        return refused(request, wait_seconds=WINDOW)


@public(WHY)
def blur(request: HttpRequest, link: str, photo: int) -> HttpResponse:
    """Blur parts of one's own photo."""
    try:
        row = opened(request, link)
    except TooMany:
        return refused(request, wait_seconds=WINDOW)
    found, form = photo_of(row, photo), BlurForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        blur_photo(visitor(), row, found, form.cleaned_data["cells"], own=True)
        return redirect("say:told", link=link)
    answer = render(request, "say/blur.html", {"link": link, "photo": found, "board": board()})
    answer["Cache-Control"] = PRIVATE
    return answer
