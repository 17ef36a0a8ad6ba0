"""Parts of a request's photos made unrecognisable: by whoever sent them, or by who works on it."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied

from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.engines.pictures.blur import blurred, cells
from yike.rooms.grid import rules
from yike.rooms.grid.models import Photo, Request


def blur_photo(by: By, request: Request, photo: Photo, ticked: Iterable[int], *, own: bool = False) -> Photo:
    """Blur the ticked cells of a photo (8 by 8, row by row) and of its copies; what was there is gone for good.

    ``own``: by whoever sent it, holding the secret link. Raises ``PermissionDenied`` for staff who neither work on
    it nor dispatch, and ``Fault`` for a cell outside.
    """
    boxes = cells(ticked)
    with deed(by, "grid.request.blur") as d:
        row, kept = d.lock(request), d.lock(photo)
        if not own and not by.trusted and (by.user is None or not rules.may_know(by.user, row)):
            raise PermissionDenied(rules.HANDLE.code)
        if not boxes:
            return kept
        done = blurred(bytes(kept.jpeg), boxes)
        for copy in Photo.objects.filter(copy_of=kept):
            d.change(d.lock(copy), jpeg=done.jpeg, width=done.width, height=done.height)
        return d.change(kept, jpeg=done.jpeg, width=done.width, height=done.height)
