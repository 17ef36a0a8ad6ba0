"""The data folder and the secret it holds."""

from __future__ import annotations

import secrets
from pathlib import Path

FILE = "secret.key"


def secret_key(home: Path) -> str:
    """Return the key for signatures kept in the data folder, or a passing one where none has been made yet.

    ``prepare_home`` makes the lasting one; with a passing key everybody is logged out at the next start.
    """
    try:
        return (home / FILE).read_text(encoding="ascii").strip()
    except OSError:
        return secrets.token_urlsafe(50)


def prepare_home(home: Path) -> None:
    """Make the data folder, readable by its owner only, and the key for signatures, once."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = home / FILE
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(50), encoding="ascii")
