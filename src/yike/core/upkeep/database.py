"""The state of the database: can it be reached, is it empty, does it have the form this version expects."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from django.core.management import call_command
from django.db import DatabaseError, InterfaceError, OperationalError, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor

from yike.engines.faults import Fault

BUSY = ("is locked", "timeout", "deadlock", "too many clients", "could not serialize", "connection")
FULL = ("disk is full", "disk full", "no space left")
OURS = ("no such ", "authentication")  # a table that is lacking, a wrong password: waiting does not help


def on_sqlite() -> bool:
    """Return whether the database is the embedded one."""
    return connection.vendor == "sqlite"


def file() -> Path:
    """Return the file of the embedded database."""
    return Path(connection.settings_dict["NAME"])


@contextmanager
def reached() -> Iterator[None]:
    """Turn what the database says into a ``Fault`` that says what to do."""
    try:
        yield
    except DatabaseError as error:
        raise _unreached(str(error).strip().partition("\n")[0]) from error


def _unreached(said: str) -> Fault:
    if on_sqlite():
        return Fault(
            f"数据库打不开：{said}",
            f"the database cannot be opened: {said}",
            do_zh="请检查数据文件夹的权限和磁盘空间；文件坏了就用 yike restore 从备份恢复",
            do_en="Check the rights and the room of the data folder; restore a backup where the file is damaged",
            file=file(),
        )
    return Fault(
        f"连不上数据库：{said}",
        f"the database cannot be reached: {said}",
        do_zh="请检查 YIKE_DATABASE_URL，以及 PostgreSQL 是否开着",
        do_en="Check YIKE_DATABASE_URL and that PostgreSQL is running",
    )


def trouble(error: BaseException | None) -> Literal["full", "busy", ""]:
    """Return whether there was no room, or others held the database, or it was gone; else nothing.

    Only the first line counts: PostgreSQL tells in the others what people wrote.
    """
    if not isinstance(error, OperationalError | InterfaceError | sqlite3.OperationalError):
        return ""
    said = str(error).partition("\n")[0].casefold()
    if any(sign in said for sign in OURS):
        return ""
    if any(sign in said for sign in FULL):
        return "full"
    return "busy" if any(sign in said for sign in BUSY) else ""


def refused(error: BaseException) -> Fault | None:
    """Return what to say of a statement refused for want of room or because others hold the database, else None.

    Its transaction was rolled back by then.
    """
    said = trouble(error)
    if said == "full":
        return Fault(
            "磁盘写不下了，没写完的都已退回",
            "the disk is full; what was half-written was taken back",
            do_zh="请腾出空间再来一次",
            do_en="Make room and do it again",
        )
    if said == "busy":
        return Fault(
            "数据库正被别的程序占着，或断开了；没写完的都已退回",
            "others hold the database, or it has gone; what was half-written was taken back",
            do_zh="请稍后再来一次；一直这样就运行 yike doctor",
            do_en="Try again in a moment; where it stays so, run yike doctor",
        )
    return None


def tables() -> list[str]:
    """Return the tables there are. Raises ``Fault`` where the database cannot be reached.

    Asking creates no file: an embedded database that is not there yet has no tables.
    """
    if on_sqlite() and not file().exists():
        return []
    with reached():
        return connection.introspection.table_names()


def unused() -> bool:
    """Return whether nothing was ever done here: no tables yet, or no history in them."""
    if "record_historyentry" not in tables():
        return True
    with reached(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM record_historyentry LIMIT 1")
        return cursor.fetchone() is None


_OURS: set[str] = set()
_MADE = """
SELECT oid::regprocedure::text FROM pg_proc
WHERE pronamespace = current_schema()::regnamespace AND proname = ANY(%s)
"""


def owns_routine(name: str) -> None:
    """Tell that migrations make a function of this name on PostgreSQL: it goes when the tables go."""
    _OURS.add(name)


def wipe() -> None:
    """Remove every table, and on PostgreSQL the functions that migrations made beside them; what others made stays.

    The caller has made sure that nothing in them is worth keeping.
    """
    connections.close_all()
    if on_sqlite():
        for end in ("", "-wal", "-shm", "-journal"):
            Path(f"{file()}{end}").unlink(missing_ok=True)
        return
    with transaction.atomic(), connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)} CASCADE")
        drop_routines(cursor)


def drop_routines(cursor: Any) -> None:
    """Remove the functions that migrations make on PostgreSQL, with the indexes made by them."""
    cursor.execute(_MADE, [sorted(_OURS)])
    for (routine,) in cursor.fetchall():
        cursor.execute(f"DROP ROUTINE {routine} CASCADE")


def tidy() -> None:
    """Let PostgreSQL look at all that it holds, after very much came in at once; never inside a transaction.

    By itself it begins a minute later, and until then reads whole tables for a few rows, beside the first pages.
    """
    if not on_sqlite():
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")


def pending() -> list[str]:
    """Return the migrations that this version has and the database has not, in order."""
    with reached():
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def unknown() -> list[str]:
    """Return the migrations that the database has and this version does not know: it is newer than the program."""
    with reached():
        loader = MigrationExecutor(connection).loader
    return sorted(
        f"{app}.{name}" for app, name in set(loader.applied_migrations) - set(loader.disk_migrations)
    )


def migrate() -> list[str]:
    """Bring the database into the form this version expects, and return the migrations done.

    Raises ``Fault`` where it was made by a newer version.
    """
    refuse_newer()
    todo = pending()
    if todo:
        with reached():
            call_command("migrate", verbosity=0, interactive=False)
    return todo


def refuse_newer() -> None:
    """Raise ``Fault`` where a newer version of the program has changed the database."""
    if newer := unknown():
        raise Fault(
            f"数据库由更新的版本用过（{newer[0]}）",
            f"a newer version has used this database ({newer[0]})",
            do_zh="请装回较新的版本，或恢复升级前的备份",
            do_en="Install that version again, or restore the backup made before",
        )


def require_current() -> None:
    """Raise ``Fault`` unless the database has the form this version expects."""
    refuse_newer()
    if todo := pending():
        raise Fault(
            f"数据库还是旧的样子，差 {len(todo)} 步",
            f"the database has an older form, {len(todo)} steps behind",
            do_zh="请运行 yike upgrade：它先备份，再更新",
            do_en="Run yike upgrade: it makes a backup and brings it up to date",
        )
