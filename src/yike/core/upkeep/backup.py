"""A backup: database, files and a list of contents in one dated file, whole or not at all. Keys are not in it."""

from __future__ import annotations

import tempfile
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from yike.core.record.clock import now
from yike.core.upkeep import snapshot
from yike.core.upkeep.archive import MANIFEST, Writer, writing
from yike.core.upkeep.manifest import Manifest
from yike.core.upkeep.signing import note_first, signing_check
from yike.core.vault.current import keyring
from yike.engines.wholefile import whole_file

FOLDER = "backups"
SUFFIX = ".backup.tar.gz"
NOTE = """密钥不在这个备份里。没有密钥，身份证号、电话和出生日期打不开。
恢复时需要的密钥文件另外保管；需要的版本见 manifest.json 里的 keys。

The keys are not in this backup. Without them identity numbers, telephone numbers and birth dates stay sealed.
The key file is kept elsewhere; manifest.json says under "keys" which versions are needed.
"""


def default_file() -> Path:
    """Return where a backup goes unless somebody names a place: dated, in the data folder."""
    moment = timezone.localtime(now())
    return Path(settings.YIKE_HOME) / FOLDER / f"yike-{moment:%Y%m%d-%H%M%S}{SUFFIX}"


def back_up(target: Path) -> Manifest:
    """Write a backup to ``target`` while people work, and return its list of contents.

    Raises ``Fault`` where the database cannot be copied or the disk is full; then no file is left.
    """
    with whole_file(target) as part:
        part.chmod(0o600)
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
            taken = snapshot.take(Path(folder))
            with writing(part) as archive:
                manifest = _fill(archive, taken)
    note_first()
    return manifest


def _fill(archive: Writer, taken: snapshot.Snapshot) -> Manifest:
    archive.add(taken.file.name, taken.file)
    for path in _media():
        archive.add(f"media/{path.relative_to(settings.MEDIA_ROOT).as_posix()}", path)
    manifest = Manifest(
        made_at=now().isoformat(timespec="seconds"),
        version=version("yike"),
        database=snapshot.kind(),
        migrations=taken.migrations,
        counts=taken.counts,
        seals=taken.seals,
        head=taken.head,
        keys={str(key.version): key.line.split()[-1] for key in keyring()},
        files=archive.files,
        signing=signing_check(),
    )
    archive.say("KEYS.txt", NOTE)
    archive.say(MANIFEST, manifest.text())
    return manifest


def _media() -> list[Path]:
    root = Path(settings.MEDIA_ROOT)
    return sorted(path for path in root.rglob("*") if path.is_file()) if root.exists() else []
