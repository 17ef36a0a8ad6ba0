from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings

from homes import Homes
from office import Office
from points import make_point
from yike.rooms.circle.models import ServicePoint
from yike.rooms.circle.sketch import sketch_files
from yike.rooms.circle.walking.ground import install_streets


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with the streets of the sketch, on which the small office stands; only to be read."""
    home = tmp_path_factory.mktemp("streets")
    install_streets(sketch_files().streets, home)
    return home


@pytest.fixture
def station(office: Office, homes: Homes, installed: Path, settings: LazySettings) -> ServicePoint:
    """Return the one station, at everybody's door, always open."""
    settings.YIKE_HOME = installed
    return make_point(office.first, lon=120.63, lat=31.3, hours="每天 0:00-24:00", keeps_holidays=False)
