"""The first set-up is open only to whoever can read the machine: a one-time code lies in the data folder.

No account is made beforehand and no password is known beforehand. Whoever opens the page over the network without
the code gets nowhere; with the first account the code is gone and so is the page.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.conf import settings

from yike.core.accounts.queries.users import anybody_yet

FILE = "setup.code"
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def _file() -> Path:
    return Path(settings.YIKE_HOME) / FILE


def setup_code() -> str | None:
    """Return the one-time code, made on the first call and kept in the data folder; None once there is an account.

    The command that starts the server prints it.
    """
    if anybody_yet():
        _file().unlink(missing_ok=True)
        return None
    try:
        handle = os.open(_file(), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return _file().read_text(encoding="ascii").strip() or None
    code = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(code + "\n")
    return code


def is_setup_code(text: str) -> bool:
    """Return whether ``text`` is the code, in whatever case and with or without hyphens."""
    code = setup_code()
    plain = "".join(c for c in text.upper() if c in _LETTERS)
    return code is not None and secrets.compare_digest(plain, code.replace("-", ""))


def used() -> None:
    """Take the code away: the house stands."""
    _file().unlink(missing_ok=True)
