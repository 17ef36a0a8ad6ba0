"""Photos kept with things of this room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from yike.core.record.deed import Deed
from yike.engines.faults import Fault
from yike.engines.pictures.clean import Photo as Picture
from yike.engines.pictures.clean import clean_photo
from yike.rooms.grid.models import Photo, PhotoRole

MOST = 9  # photos sent at once


@dataclass(frozen=True)
class Shot:
    """A photo cleaned and ready to be kept."""

    role: PhotoRole
    picture: Picture


def cleaned(role: PhotoRole, files: Iterable[tuple[str, bytes]]) -> list[Shot]:
    """Return photos (name, content) with nothing but their pixels; done before a deed, for it takes time.

    Raises ``Fault`` for what is no photo, and for more than nine.
    """
    files = list(files)
    if len(files) > MOST:
        raise Fault(
            f"有 {len(files)} 张照片，一次最多 {MOST} 张",
            f"there are {len(files)} photos; at most {MOST} at once",
            do_zh="请选最能说明情况的几张",
            do_en="Choose those that say most",
        )
    return [Shot(role, clean_photo(content, name)) for name, content in files]


def keep(d: Deed, shots: Iterable[Shot], *, of: str, area: Any) -> list[Photo]:
    """Keep photos inside the deed of what they belong to."""
    kept = []
    for shot in shots:
        size = {"width": shot.picture.width, "height": shot.picture.height}
        said = {"of": of, "role": shot.role, "area_id": getattr(area, "pk", area), "taken_by": d.by.user}
        kept.append(d.add(Photo(jpeg=shot.picture.jpeg, kept_at=d.at, **size, **said)))
    return kept


def share(d: Deed, originals: Iterable[Photo], *, of: str, area: Any) -> list[Photo]:
    """Keep copies of photos with something else, inside its deed, as what was seen before anything was done."""
    kept = []
    for one in originals:
        size = {"width": one.width, "height": one.height, "kept_at": d.at, "taken_by_id": one.taken_by_id}
        said = {"of": of, "role": PhotoRole.BEFORE, "area_id": getattr(area, "pk", area), "copy_of": one}
        kept.append(d.add(Photo(jpeg=bytes(one.jpeg), **size, **said)))
    return kept
