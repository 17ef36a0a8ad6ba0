"""What pages walk on is loaded beside them, as in use; whoever loads ends before the test goes on."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import LazySettings

LOADERS = ("walking", "sites")


@contextmanager
def apart(settings: LazySettings) -> Iterator[None]:
    """Load in threads; at the end wait for them: each closes its connection only as long as it is so."""
    settings.YIKE_LOAD_APART = True
    try:
        yield
    finally:
        for thread in threading.enumerate():
            if thread.name.startswith(LOADERS):
                thread.join(60)
        settings.YIKE_LOAD_APART = False
