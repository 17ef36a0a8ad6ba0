"""The photo of a point's entrance."""

from __future__ import annotations

from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.engines.pictures.clean import clean_photo
from yike.rooms.circle import rules
from yike.rooms.circle.actions.edition import renew
from yike.rooms.circle.models import PointPhoto, ServicePoint


def keep_photo(by: By, point: ServicePoint, *, content: bytes, name: str = "") -> PointPhoto:
    """Keep a photo of the entrance in place of the former one, its pixels only. Raises ``Fault`` for no photo."""
    photo = clean_photo(content, name)
    with deed(by, "circle.point.photo") as d:
        point = d.lock(point)
        rules.KEEP.require(by, point.area)
        old = PointPhoto.objects.filter(point=point).first()
        renew(d)
        if old is not None:
            return d.change(old, jpeg=photo.jpeg)
        return d.add(PointPhoto(point=point, jpeg=photo.jpeg))


def drop_photo(by: By, point: ServicePoint) -> None:
    """Take the photo away, if there is one."""
    with deed(by, "circle.point.photo.drop") as d:
        point = d.lock(point)
        rules.KEEP.require(by, point.area)
        for old in PointPhoto.objects.filter(point=point):
            d.remove(old)
        renew(d)
