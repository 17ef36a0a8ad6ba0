"""The database at one moment: copied out while people work, and put back into an empty one."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, connections, transaction

from yike.core.upkeep import database
from yike.engines.faults import Fault

Ask = Callable[[str], list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Snapshot:
    """A copy of the database in ``file``, and what was in it at that moment."""

    file: Path
    migrations: list[str]
    counts: dict[str, int]
    seals: int
    head: str


def take(folder: Path) -> Snapshot:
    """Copy the database into ``folder`` as it is at one moment. Raises ``Fault`` where that cannot be done."""
    return _take_sqlite(folder) if database.on_sqlite() else _take_postgres(folder)


def put_back(file: Path) -> None:
    """Fill the empty database from a copy. Raises ``Fault`` where that cannot be done."""
    if database.on_sqlite():
        connections.close_all()
        shutil.copyfile(file, database.file())
        database.file().chmod(0o600)
    else:
        _run(["pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", *_target(), str(file)])


def kind() -> str:
    """Return what kind of copy this database makes: sqlite or postgresql."""
    return connection.vendor


def contents(ask: Ask, tables: Sequence[str]) -> tuple[list[str], dict[str, int], int, str]:
    """Return migrations, rows of each table, and number and digest of the last seal."""
    migrations = [f"{app}.{name}" for app, name in ask("SELECT app, name FROM django_migrations ORDER BY id")]
    counts = {table: ask(f'SELECT count(*) FROM "{table}"')[0][0] for table in sorted(tables)}  # noqa: S608
    last = ask("SELECT number, digest FROM record_seal ORDER BY number DESC LIMIT 1")
    return migrations, counts, *(last[0] if last else (0, ""))


def now_in_it() -> tuple[list[str], dict[str, int], int, str]:
    """Return the contents of the database as it is."""
    return contents(_asking, connection.introspection.table_names())


def _asking(question: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return list(cursor.fetchall())


def _take_sqlite(folder: Path) -> Snapshot:
    copy = folder / "database.sqlite3"
    with database.reached():
        connection.ensure_connection()
    try:
        with sqlite3.connect(copy) as target:
            connection.connection.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
            names = target.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            tables = [name for (name,) in names if not name.startswith("sqlite_")]
            return Snapshot(copy, *contents(lambda question: target.execute(question).fetchall(), tables))
    except sqlite3.Error as error:
        raise _not_copied(str(error)) from error


def _take_postgres(folder: Path) -> Snapshot:
    copy = folder / "database.dump"
    with database.reached(), transaction.atomic():
        _execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        [(moment,)] = _asking("SELECT pg_export_snapshot()")
        _run(
            ["pg_dump", "--format=custom", "--no-owner", f"--snapshot={moment}", f"--file={copy}", *_target()]
        )
        return Snapshot(copy, *now_in_it())


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _target() -> list[str]:
    """Return where the database is, as PostgreSQL's programs take it; the password goes another way."""
    told = connection.settings_dict
    pairs = (("--host", told["HOST"]), ("--port", told["PORT"]), ("--username", told["USER"]))
    return [f"{name}={value}" for name, value in pairs if value] + [f"--dbname={told['NAME']}"]


def _run(command: list[str]) -> None:
    password = connection.settings_dict["PASSWORD"] or ""
    surroundings = os.environ | {
        "PGPASSWORD": password,
        "LC_ALL": "C",
    }  # else Perl speaks before the database does
    try:
        done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)  # noqa: S603
    except FileNotFoundError:
        raise Fault(
            f"找不到程序 {command[0]}",
            f"the program {command[0]} is not there",
            do_zh="请安装 PostgreSQL 的客户端程序，版本不低于数据库",
            do_en="Install PostgreSQL's client programs, at least as new as the database",
        ) from None
    if done.returncode:
        raise _not_copied(done.stderr.strip().partition("\n")[0])


def _not_copied(said: str) -> Fault:
    return Fault(
        f"数据库没有拷贝成：{said}",
        f"the database was not copied: {said}",
        do_zh="请检查磁盘空间和权限，再来一次",
        do_en="Check the room on the disk and the rights, and try again",
    )
