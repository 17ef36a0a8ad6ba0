from __future__ import annotations

import pytest

from yike.demonstration.town import Town, draw_town


@pytest.fixture(scope="session")
def town() -> Town:
    return draw_town()
