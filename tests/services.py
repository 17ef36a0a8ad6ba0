"""Real services for tests: used where present, skipped with one line where not, required where asked for."""

from __future__ import annotations

import os
import shutil
import signal

import pytest

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def required() -> bool:
    """Return whether a missing service is a failure (YIKE_REQUIRE_SERVICES=1)."""
    return os.environ.get("YIKE_REQUIRE_SERVICES", "") == "1"


def missing(service: str, what: str) -> None:
    """Skip the test with a line that names the service, or fail where services are required."""
    line = f"{service} is not here: {what}"
    pytest.fail(line) if required() else pytest.skip(line)


def chromium() -> str:
    """Return the path of a real Chromium."""
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        missing("Chromium", "the pages were not looked at in a browser")
    return found or ""


def hear_interrupts() -> None:
    """Let a child hear Ctrl-C even where the tests themselves run in the background, deaf to it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
