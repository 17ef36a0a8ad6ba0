"""The photos that go with a request."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from yike.rooms.grid.models import Photo, Request


def photos_of(row: Request) -> QuerySet[Photo]:
    """Return the photos of a request without their pixels."""
    return Photo.objects.filter(of=row.of).defer("jpeg").order_by("pk")


def photo_of(row: Request, pk: int) -> Photo:
    """Return one photo of a request. Raises ``Http404`` for one of anything else."""
    found = Photo.objects.filter(of=row.of, pk=pk).first()
    if found is None:
        raise Http404
    return found
