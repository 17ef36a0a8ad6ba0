"""The data folder: may it be written, may others read it, is there room, when was the last backup."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from yike.core.record.clock import now
from yike.core.upkeep.backup import FOLDER, SUFFIX
from yike.core.upkeep.failures import FILE as FAILURES
from yike.core.upkeep.failures import kept_since
from yike.core.upkeep.findings import Finding, bad, of_fault, watch, well
from yike.core.vault.current import keyring
from yike.core.vault.keyring import read_file
from yike.engines.faults import Fault

LITTLE, TOO_LITTLE = 2_000_000_000, 300_000_000  # bytes of room
OLD = timedelta(days=7)  # of a backup
LATELY = timedelta(days=7)


def home() -> Path:
    """Return the data folder."""
    return Path(settings.YIKE_HOME)


def writable() -> Iterator[Finding]:
    """Look whether the data folder can be written, and by its owner only."""
    try:
        with tempfile.TemporaryFile(dir=home()):
            pass
    except OSError as error:
        yield bad(
            f"数据文件夹 {home()} 不能写：{error.strerror}",
            f"the data folder {home()} cannot be written: {error.strerror}",
            "请改它的权限，或用 YIKE_HOME 指别处",
            "Change its rights, or name another one in YIKE_HOME",
        )
        return
    if os.name == "posix" and stat.S_IMODE(home().stat().st_mode) & 0o077:
        yield watch(
            f"别的用户也能看数据文件夹 {home()}",
            f"other users may look into the data folder {home()}",
            f"请运行 chmod 700 {home()}",
            f"Run chmod 700 {home()}",
        )
    else:
        yield well(f"数据文件夹 {home()} 只有本用户能读写", f"the data folder {home()} is its owner's alone")


def room() -> Iterator[Finding]:
    """Look how much room is left on the disk."""
    there = next(folder for folder in (home(), *home().parents) if folder.exists())
    free = shutil.disk_usage(there).free
    zh, en = f"磁盘还剩 {free / 1e9:.1f} GB", f"{free / 1e9:.1f} GB are left on the disk"
    if free < TOO_LITTLE:
        yield bad(zh, en, "马上腾出空间，不然写不进去", "Make room at once, or nothing can be written")
    elif free < LITTLE:
        yield watch(zh, en, "请腾出空间，或把旧备份移走", "Make room, or move old backups away")
    else:
        yield well(zh, en)


def keys() -> Iterator[Finding]:
    """Look whether the keys are here, whole, and readable by their owner only."""
    try:
        ring = keyring() if settings.YIKE_KEYS else read_file(Path(settings.YIKE_KEYS_FILE))
    except Fault as fault:
        yield of_fault(fault)
        return
    versions = ring.versions
    yield well(
        f"密钥齐全：第 {'、'.join(map(str, versions))} 版",
        f"the keys are here: version {', '.join(map(str, versions))}",
    )


def backups() -> Iterator[Finding]:
    """Look when the last backup into the data folder was made."""
    files = sorted((home() / FOLDER).glob(f"*{SUFFIX}"), key=lambda path: path.stat().st_mtime)
    if not files:
        yield watch(
            "数据文件夹里还没有备份",
            "there is no backup in the data folder",
            "请运行 yike backup，并每天定时做；存在别处的不在此列",
            "Run yike backup, and let it be done every day; those kept elsewhere are not seen here",
        )
        return
    age = now() - datetime.fromtimestamp(files[-1].stat().st_mtime, UTC)
    zh, en = f"最近的备份是 {age.days} 天前的", f"the last backup is {age.days} days old"
    if age > OLD:
        yield watch(
            zh, en, "请运行 yike backup，并每天定时做", "Run yike backup, and let it be done every day"
        )
    else:
        yield well(zh, en)


def failed() -> Iterator[Finding]:
    """Look whether pages failed lately by a fault of the program."""
    rows = kept_since(now() - LATELY)
    if not rows:
        yield well("近 7 天网页没有出错", "no page failed in the last 7 days")
        return
    last = rows[-1]
    told = f"{last.number}, {last.page}, {last.error}"
    yield watch(
        f"近 7 天网页出错 {len(rows)} 次，最近一次：编号 {told}",
        f"{len(rows)} pages failed in the last 7 days, the last one: number {told}",
        f"请把数据文件夹里的 {FAILURES} 发给维护者，里面没有任何人填写的内容",
        f"Send {FAILURES} of the data folder to the maintainers; it holds nothing that anybody entered",
    )


def assets() -> Iterator[Finding]:
    """Look whether what browsers load was built, and the English pages too."""
    package = Path(__file__).resolve().parents[3]
    static, mo = package / "core" / "look" / "static" / "look", list(package.rglob("django.mo"))
    if not (static / ".stamp").is_file() or len(mo) < len(list(package.rglob("django.po"))):
        yield bad(
            "前端没有建好：样式、脚本、字体或英文译文不全",
            "the front end is not built: styles, scripts, fonts or the English texts are lacking",
            "请在项目里运行 tools/setup demo，或安装发布的 wheel",
            "Run tools/setup demo in the project, or install a released wheel",
        )
    else:
        yield well("样式、脚本、字体、译文都在", "styles, scripts, fonts and translations are there")
