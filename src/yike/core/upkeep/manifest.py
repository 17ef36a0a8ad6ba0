"""What a backup says of itself: whence it is, what is in it, and how to tell that nothing is missing."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from yike.engines.faults import Fault

FORM = 1


@dataclass(frozen=True)
class Manifest:
    """The list of contents. ``files`` gives size in bytes and SHA-256 of each; ``counts`` the rows of each table.

    ``seals`` and ``head`` are number and digest of the last seal of the history; ``keys`` the checks of the
    sealing keys without which the numbers in it stay sealed, by version; ``signing`` that of the key for
    signatures, empty in backups of earlier versions.
    """

    made_at: str
    version: str
    database: str
    migrations: list[str]
    counts: dict[str, int]
    seals: int
    head: str
    keys: dict[str, str]
    files: dict[str, dict[str, Any]]
    signing: str = ""
    form: int = FORM

    def text(self) -> str:
        """Return it as the text of its file."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def damaged(file: object) -> Fault:
    """Return the fault of a backup that is not whole."""
    return Fault(
        "这个备份不完整，或被改动过",
        "this backup is not whole, or was changed",
        do_zh="请换一份备份；拷贝到别处的，请再拷一次",
        do_en="Use another backup; where it was copied, copy it again",
        file=file,
    )


def read_manifest(text: str, file: object) -> Manifest:
    """Return the manifest in ``text``. Raises ``Fault`` where it is none, or of a form not known here."""
    try:
        held = json.loads(text)
        manifest = Manifest(**held)
    except (ValueError, TypeError):
        raise damaged(file) from None
    if manifest.form != FORM:
        raise Fault(
            f"备份是第 {manifest.form} 版格式，这里只认第 {FORM} 版",
            f"the backup has form {manifest.form}; only form {FORM} is known here",
            do_zh="请用做这份备份的版本来恢复",
            do_en="Restore it with the version that made it",
            file=file,
        )
    return manifest
