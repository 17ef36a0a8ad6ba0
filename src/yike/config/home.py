"""The data folder and the secret it holds."""

from __future__ import annotations

import secrets
from pathlib import Path

from yike.core.vault.keyring import create_file

FILE = "secret.key"
KEYS = "yike.keys"


def secret_key(home: Path) -> str:
    """Return the key for signatures kept in the data folder, or a passing one where none has been made yet.

    ``prepare_home`` makes the lasting one; with a passing key everybody is logged out at the next start.
    """
    try:
        return (home / FILE).read_text(encoding="ascii").strip()
    except OSError:
        return secrets.token_urlsafe(50)


def prepare_home(home: Path) -> None:
    """Make the data folder, readable by its owner only, with the key for signatures and the sealing keys, once.

    Sealing keys are made for a fresh folder only: where they are missing beside older data, new ones would hide
    that the old data can no longer be opened.
    """
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (home / FILE).exists() and not (home / KEYS).exists():
        create_file(home / KEYS)
    make_secret(home)


def make_secret(home: Path) -> None:
    """Make the key for signatures where there is none: by it a folder counts as fresh no longer."""
    file = home / FILE
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(50), encoding="ascii")
