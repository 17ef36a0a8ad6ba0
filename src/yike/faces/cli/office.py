"""What commands that read and write the open office share: whose hand it is, which area or person is meant."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from yike.engines.faults import Fault, Language
from yike.engines.wholefile import whole_file
from yike.faces.cli.house import open_office

if TYPE_CHECKING:
    from yike.core.areas.models import Area
    from yike.core.residents.models import Person
    from yike.core.rights.by import By

NOT_WRITTEN = "disk i/o error"  # what SQLite says of a quota, which it does not know from a full disk


def enter(language: Language) -> By:
    """Open the office, speak the person's language, and return the machine's own hand.

    The account of the operating system is in its name, so that the history tells who sat there.
    """
    open_office()
    from django.utils import translation

    from yike.core.rights.by import By

    translation.activate("zh-hans" if language == "zh" else "en")
    return By.machine(f"命令行 command line{_account()}", "cli")


def _account() -> str:
    try:
        return f" ({getpass.getuser()})"
    except (KeyError, OSError):  # an account without a name, as in some containers
        return ""


def area_of(code: str) -> Area:
    """Return the open area with a code. Raises ``Fault`` where there is none."""
    from yike.core.areas.models import Area

    if area := Area.objects.open().light().filter(code=code.strip()).first():
        return area
    raise Fault(
        f"没有代码是“{code}”的区域，或已关闭",
        f'no open area has the code "{code}"',
        do_zh="区域页上写着代码；yike export areas 可以列出全部",
        do_en="The page of an area shows its code; yike export areas lists all",
    )


def person_of(number: int) -> Person:
    """Return the person with the number that stands in the address of their page. Raises ``Fault``."""
    from yike.core.residents.models import Person

    if person := Person.objects.select_related("area", "household__dwelling").filter(pk=number).first():
        return person
    raise Fault(
        f"没有编号是 {number} 的居民",
        f"no person has the number {number}",
        do_zh="编号在居民页的网址里",
        do_en="The number stands in the address of the person's page",
    )


@contextmanager
def writing() -> Iterator[None]:
    """Say so in words where the disk has no room: what was begun is rolled back whole."""
    from django.db import DatabaseError

    from yike.core.upkeep.database import trouble

    try:
        yield
    except DatabaseError as error:
        if trouble(error) != "full" and NOT_WRITTEN not in str(error).casefold():
            raise
        raise Fault(
            "磁盘写不下了，没有写入任何内容",
            "the disk is full; nothing was written",
            do_zh="请腾出空间再来一次",
            do_en="Make room and do it again",
        ) from error


def keep_private(target: Path, content: bytes) -> None:
    """Write a file for its owner alone, whole or not at all. Raises ``Fault`` where it cannot be written."""
    with whole_file(target) as part:
        part.chmod(0o600)
        part.write_bytes(content)
