from __future__ import annotations

import pytest

from posting import NOON


@pytest.fixture(autouse=True)
def at_noon(clock) -> None:
    """Stop the clock before the office of the test is made, so that its roles are held on the test's day."""
    clock.set(NOON)
