"""Where compiled code is kept, and whether there is any: the first run on a machine has to compile."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2]


def _writable(folder: Path) -> bool:
    """Return whether files can be made in the folder, made if need be, owned by nobody else."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        own = not hasattr(os, "getuid") or folder.stat().st_uid in (os.getuid(), 0)
    except OSError:
        return False
    return own and os.access(folder, os.W_OK | os.X_OK)


def _user_folders() -> Iterator[Path]:
    """Yield where a person's caches may lie, the usual place first."""
    if base := os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA"):
        yield Path(base) / "yike" / "numba"
    with suppress(RuntimeError):  # no home folder: a service account
        yield Path.home() / ".cache" / "yike" / "numba"
    uid = os.getuid() if hasattr(os, "getuid") else "user"
    yield Path(tempfile.gettempdir()) / f"yike-numba-{uid}"


def cache_folder(package: Path = PACKAGE) -> Path | None:
    """Return the folder for compiled code; None where numba may keep it beside the code itself."""
    if own := os.environ.get("NUMBA_CACHE_DIR"):
        return Path(own)
    if os.access(package, os.W_OK):
        return None
    return next((folder for folder in _user_folders() if _writable(folder)), None)


def first_run(package: Path = PACKAGE) -> bool:
    """Choose the folder for compiled code, before numba is imported, and return whether it is still empty."""
    folder = cache_folder(package)
    if folder is not None:
        os.environ["NUMBA_CACHE_DIR"] = str(folder)
    return next((folder or package).rglob("*.nbi"), None) is None
