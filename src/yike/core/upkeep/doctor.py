"""The doctor: looks at everything an installation needs, in an order in which one fault explains the next."""

from __future__ import annotations

from collections.abc import Iterator

from yike.core.upkeep.checks import data, folder, links, record, time
from yike.core.upkeep.findings import Check, Finding, Level, bad

FIRST: tuple[Check, ...] = (
    folder.writable,
    folder.room,
    folder.keys,
    folder.assets,
    folder.failed,
    data.reachable,
)
THEN: tuple[Check, ...] = (
    data.current,
    data.sound,
    time.clock,
    time.calendar,
    record.worker,
    record.sealed,
    record.outbox,
    links.site,
    links.signed,
    folder.backups,
)
LONG: tuple[Check, ...] = (record.chain,)


def examine(*, quick: bool) -> Iterator[Finding]:
    """Yield what is found. Without a database the rest is not asked; ``quick`` leaves the chain unread."""
    last = Level.BAD
    for finding in _each(FIRST):
        last = finding.level
        yield finding
    if last is Level.WELL:  # the database, looked at last, can be asked
        yield from _each(THEN if quick else (*THEN, *LONG))


def _each(checks: tuple[Check, ...]) -> Iterator[Finding]:
    for check in checks:
        try:
            yield from check()
        except Exception as error:
            what = f"{check.__name__}: {type(error).__name__}: {error}".splitlines()[0]
            yield bad(
                f"没有查成（{what}）",
                f"could not be looked at ({what})",
                "请把这一行发给维护者",
                "Send this line to the maintainers",
            )
