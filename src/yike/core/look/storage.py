"""Where browsers find what the front-end build made: ``look/look.css`` lies in a folder named by its contents.

So a browser may keep everything for ever, files can name each other as they lie, and nothing has to be collected
before a server starts.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import StaticFilesStorage

BUILT = Path(__file__).with_name("static") / "look"
OURS = "look/"


def version() -> str:
    """Return the name of the present built folder, as its stamp says; empty where nothing was built yet."""
    stamp = BUILT / ".stamp"
    return stamp.read_text(encoding="ascii").split()[-1] if stamp.is_file() else ""


_kept = lru_cache(version)


class Storage(StaticFilesStorage):
    """Django's storage that knows the present version of the house's own files."""

    def url(self, name: str | None) -> str:
        """Return the address of a static file, the house's own with their version."""
        name = name or ""
        built = version() if settings.DEBUG else _kept()
        if name.startswith(OURS) and built:
            name = f"{OURS}{built}/{name.removeprefix(OURS)}"
        return super().url(name)
