"""The data folder before the house is opened: can it be written, was it made ready by this very version."""

from __future__ import annotations

import hashlib
import tempfile
from importlib.metadata import distributions
from pathlib import Path

from yike.engines.faults import Fault


def make_folder(folder: Path) -> None:
    """Make the folder, readable by its owner only. Raises ``Fault`` where nothing can be written into it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise unwritable(folder, error) from error


def unwritable(folder: Path, error: OSError) -> Fault:
    """Return the fault of a data folder that cannot be written."""
    return Fault(
        f"数据文件夹不能写：{error.strerror}",
        f"the data folder cannot be written: {error.strerror}",
        do_zh="请换一个可写的文件夹（设 YIKE_HOME），或改它的权限",
        do_en="Name a folder that you may write in YIKE_HOME, or change its rights",
        file=error.filename or folder,
    )


def fingerprint() -> str:
    """Return what tells this version's tables from another's: its migrations and the packages it stands on."""
    package = Path(__file__).parents[2]
    migrations = sorted(str(path.relative_to(package)) for path in package.glob("*/*/migrations/*.py"))
    packages = sorted(f"{found.name} {found.version}" for found in distributions())
    return hashlib.sha256("\n".join([*migrations, *packages]).encode()).hexdigest()
