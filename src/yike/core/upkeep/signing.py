"""Which key signed the links that have gone out: kept in the data folder as eight letters that tell nothing of it.

A house notes it with its first backup; one that was restored, what the backup says. So a doctor can tell, months
later and in any process, that the key is another one now.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.utils.crypto import salted_hmac

FILE = "signing.check"


def signing_check() -> str:
    """Return eight letters that tell whether two keys for signatures are the same, and nothing else of them."""
    return salted_hmac("yike.backup.signing", "", algorithm="sha256").hexdigest()[:8]


def file() -> Path:
    """Return where it is kept."""
    return Path(settings.YIKE_HOME) / FILE


def noted() -> str:
    """Return the letters that were kept; "" where none were."""
    try:
        return file().read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def note(check: str) -> None:
    """Keep the letters, where there are any. Raises ``OSError`` where the folder cannot be written."""
    if check:
        file().write_text(f"{check}\n", encoding="ascii")


def note_first() -> None:
    """Keep the letters of today's key, unless some are kept: those tell of the key of the first links.

    Where the folder cannot be written nothing is kept: a backup made elsewhere is none the worse for it.
    """
    if not file().exists():
        with suppress(OSError):
            note(signing_check())


def note_restored(check: str) -> None:
    """Keep the letters that a backup tells, in place of any; nothing where it tells none or nothing can be kept.

    A house that was put back well is not taken away again for want of a note.
    """
    with suppress(OSError):
        file().unlink(missing_ok=True)
        note(check)
