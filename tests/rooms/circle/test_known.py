"""What the door knows by name costs one query, and follows the directory at once."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from office import Office
from points import make_point
from yike.core.record import kept
from yike.rooms.circle.queries import known

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_areas_and_dwellings_are_looked_at_now_and_then_and_the_directory_after_each_deed(
    office: Office, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept.time, "monotonic", lambda: 100.0)
    held = known._Held()
    before = held.stamp()
    settings.YIKE_LOAD_APART = True
    with CaptureQueriesContext(connection) as asked:
        assert held.stamp() == before
    assert len(asked) == 1
    with CaptureQueriesContext(connection) as asked:
        assert held.stamp() == before
    assert len(asked) == 0
    make_point(office.first)
    assert held.stamp() == (before[0] + 1, *before[1:])
    monkeypatch.setattr(known, "LOOK_S", 0.0)
    with CaptureQueriesContext(connection) as asked:
        held.stamp()
    assert len(asked) == 2
