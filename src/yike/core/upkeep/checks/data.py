"""The database: can it be reached, has it this version's form, is it sound."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from yike.core.upkeep import database
from yike.core.upkeep.findings import Finding, bad, of_fault, well
from yike.engines.faults import Fault


def reachable() -> Iterator[Finding]:
    """Look whether the database can be reached."""
    try:
        tables = database.tables()
    except Fault as fault:
        yield of_fault(fault)
        return
    if not tables:
        yield bad(
            "这里还没有数据库",
            "there is no database here yet",
            "请先运行 yike serve，它会备好",
            "Run yike serve first: it prepares one",
        )
        return
    kind = "SQLite" if database.on_sqlite() else "PostgreSQL"
    number = ".".join(str(part) for part in connection.get_database_version())
    yield well(f"{kind} {number} 连得上", f"{kind} {number} is reached")


def current() -> Iterator[Finding]:
    """Look whether the database has the form this version expects."""
    try:
        database.require_current()
    except Fault as fault:
        yield of_fault(fault)
    else:
        yield well("数据库是这个版本的样子", "the database has this version's form")


def sound() -> Iterator[Finding]:
    """Look whether the file of the embedded database is sound; PostgreSQL sees to that itself."""
    if not database.on_sqlite():
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(3)")
        found = [row[0] for row in cursor.fetchall()]
    if found == ["ok"]:
        yield well("数据库文件完好", "the file of the database is sound")
        return
    yield bad(
        f"数据库文件损坏：{found[0]}",
        f"the file of the database is damaged: {found[0]}",
        "请停下服务，用 yike restore 从备份恢复到新文件夹",
        "Stop the server and restore a backup into a new folder with yike restore",
    )
