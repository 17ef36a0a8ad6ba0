from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext


@pytest.fixture
def queries_of() -> Callable[[Callable[[], object]], int]:
    """Return how many queries something takes."""

    def count(work: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as seen:
            work()
        return len(seen)

    return count
