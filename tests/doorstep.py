"""Streets, points and an item for tests of the door: a small office on the sketch's streets. All invented."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from office import BY, Office
from points import make_item, make_point
from scenes import scene
from yike.rooms.circle import actions
from yike.rooms.circle.actions import NewOffer
from yike.rooms.circle.models import ServiceItem
from yike.rooms.circle.sketch import sketch_files
from yike.rooms.circle.walking.ground import install_streets

HERE = (120.631, 31.305)  # on a street
PLACES = {"近": 120.6315, "远": 120.6245, "更远": 120.640, "晚上": 120.632, "暂停": 120.6312}


@cache
def streets() -> Path:
    """Return a data folder with the streets of the sketch; made once."""
    home = Path(tempfile.mkdtemp(prefix="yike-door-"))
    install_streets(sketch_files().streets, home)
    return home


@scene
def furnish(office: Office, hours: str = "每天 9:00-17:00") -> ServiceItem:
    """Add an item that five points offer: near and far, one in the evening only, one paused."""
    found = make_item()
    for name, lon in PLACES.items():
        kept = "每天 18:00-20:00" if name == "晚上" else hours
        point = make_point(office.first, name, lon=lon, lat=31.304, hours=kept, phone="0512-00000001")
        actions.offer(BY, NewOffer(point, found))
        if name == "暂停":
            actions.go(BY, point, "pause", reason="修屋顶")
    return found
