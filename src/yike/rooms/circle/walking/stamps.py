"""Where the office's prepared streets lie, and whether they are still the same; nothing heavy is imported here."""

from __future__ import annotations

from pathlib import Path


def streets_file(home: Path) -> Path:
    """Return where the prepared streets of an office lie in its data folder."""
    return home / "circle" / "streets.reach"


def stamp_of(home: Path) -> str:
    """Return a text that is new whenever other streets are installed, empty where there are none."""
    try:
        found = streets_file(home).stat()
    except OSError:
        return ""
    return f"{found.st_ino}-{found.st_size}-{found.st_mtime_ns}"
