"""A backup put back into an empty house, and proved to be what was saved."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connections

from yike.core.record.seals import ChainState, verify_chain
from yike.core.upkeep import database, snapshot
from yike.core.upkeep.archive import unpack
from yike.core.upkeep.manifest import Manifest
from yike.core.upkeep.signing import note_restored, signing_check
from yike.core.vault.current import keyring
from yike.engines.faults import Fault


@dataclass(frozen=True)
class Restored:
    """What came back. ``chain`` is None where the keys are not here yet, so that the seals cannot be checked.

    ``links_hold``: the key for signatures is that of the house that was backed up, so that links in letters and
    sessions go on; None where the backup does not say, as those of earlier versions.
    """

    manifest: Manifest
    migrated: list[str]
    chain: ChainState | None
    links_hold: bool | None


def require_empty() -> None:
    """Raise ``Fault`` unless the house is empty: nothing is ever restored over other data."""
    media = Path(settings.MEDIA_ROOT)
    if database.tables() or (media.exists() and any(media.iterdir())):
        raise Fault(
            "这里已经有数据，不会盖掉",
            "there is data here already, and it will not be overwritten",
            do_zh="请用 YIKE_HOME 指一个空文件夹（PostgreSQL 用一个空的数据库）",
            do_en="Name an empty folder in YIKE_HOME (with PostgreSQL, an empty database)",
            file=settings.YIKE_HOME,
        )


def restore(file: Path) -> Restored:
    """Fill the empty house from a backup.

    In order: refuse what is not empty, unpack and check every file, refuse keys of another house, fill the
    database, compare the rows of every table, bring an older form up to date, check the seals where the keys are
    here. Raises ``Fault``; whatever was begun is then taken away again.
    """
    require_empty()
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.YIKE_HOME) as folder:
        manifest = unpack(file, Path(folder))
        _require_same_kind(manifest, file)
        keys_are_here = _own_keys(manifest)
        try:
            migrated = _fill(Path(folder), manifest, file)
            chain = _whole_chain() if keys_are_here else None
            note_restored(manifest.signing)
            return Restored(manifest, migrated, chain, _links_hold(manifest))
        except BaseException:
            _empty_again()
            raise


def _fill(folder: Path, manifest: Manifest, file: Path) -> list[str]:
    name = next(name for name in manifest.files if name.startswith("database."))
    snapshot.put_back(folder / name)
    found = snapshot.now_in_it()
    if found != (manifest.migrations, manifest.counts, manifest.seals, manifest.head):
        raise Fault(
            "放回去的数据库和备份的清单对不上",
            "the restored database does not agree with the backup's list of contents",
            do_zh="请换一份备份",
            do_en="Use another backup",
            file=file,
        )
    migrated = database.migrate()
    if (folder / "media").exists():
        shutil.copytree(folder / "media", settings.MEDIA_ROOT, dirs_exist_ok=True)
    return migrated


def _links_hold(manifest: Manifest) -> bool | None:
    return manifest.signing == signing_check() if manifest.signing else None


def _own_keys(manifest: Manifest) -> bool:
    """Return whether the keys of the backed-up house are here. Raises ``Fault`` for those of another one."""
    try:
        held = {str(key.version): key.line.split()[-1] for key in keyring()}
    except Fault:
        return False
    if any(held.get(number) != check for number, check in manifest.keys.items()):
        raise Fault(
            "这里的密钥不是做备份时的那一套",
            "the keys here are not those of the house that was backed up",
            do_zh="请用 --keys 指明当时的密钥文件",
            do_en="Name the key file of that time with --keys",
        )
    return True


def _whole_chain() -> ChainState:
    """Return the state of the seals. Raises ``Fault`` where they are broken."""
    state = verify_chain()
    if not state.whole:
        raise Fault(
            f"留痕的封条不完好，有 {len(state.breaches)} 处",
            f"the seals of the history are broken in {len(state.breaches)} places",
            do_zh="备份里的留痕被改动过；请换一份备份，并告诉审计员",
            do_en="The history in the backup was changed; use another one and tell the audit officer",
        )
    return state


def _require_same_kind(manifest: Manifest, file: Path) -> None:
    if manifest.database != snapshot.kind():
        raise Fault(
            f"这是 {manifest.database} 的备份，这里用的是 {snapshot.kind()}",
            f"this is a backup of {manifest.database}, and {snapshot.kind()} is used here",
            do_zh="请用同一种数据库来恢复（见 YIKE_DATABASE_URL）",
            do_en="Restore it with the same kind of database (see YIKE_DATABASE_URL)",
            file=file,
        )


def _empty_again() -> None:
    """Take away what a restore that failed has begun: it was empty before."""
    connections.close_all()
    database.wipe()
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
