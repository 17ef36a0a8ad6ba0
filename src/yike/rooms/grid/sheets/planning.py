"""What taking a sheet in would do, before it does anything; one shape for all sheets of the room."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from yike.core.areas.exchange.drafts import Mistake
from yike.engines.faults import Fault
from yike.rooms.grid.sheets.reading import Row

MOST_GONE = 0.2  # of what there is


@dataclass
class Change:
    """One row of a file: what it is of (None: new), and the values that would be other ones."""

    row: Row
    of: Any
    values: dict[str, Any]
    name: str


@dataclass
class Plan:
    """The outcome of looking at a file. ``mistakes`` and ``refusal`` stand against it; ``notes`` do not."""

    changes: list[Change] = field(default_factory=list)
    gone: list[Any] = field(default_factory=list)
    same: int = 0
    mistakes: list[Mistake] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)
    refusal: Fault | None = None

    @property
    def ready(self) -> bool:
        """Return whether nothing stands against it."""
        return not self.mistakes and self.refusal is None

    @property
    def added(self) -> list[Change]:
        """Return the rows that are new."""
        return [change for change in self.changes if change.of is None]

    @property
    def changed(self) -> list[Change]:
        """Return the rows that would be other ones."""
        return [change for change in self.changes if change.of is not None]

    @property
    def empty(self) -> bool:
        """Return whether it would change nothing."""
        return not self.changes and not self.gone

    def wrong(self, row: Row, role: str, fault: Fault) -> None:
        """Note a mistake at the cell of a row."""
        self.mistakes.append(Mistake(row.spot(role), fault))

    def leave_out(self, missing: list[Any], there: int) -> None:
        """Let what the file leaves out go, unless that is over a fifth of it all."""
        if len(missing) > MOST_GONE * there:
            self.refusal = too_much(len(missing), there)
        else:
            self.gone = missing

    def fingerprint(self) -> str:
        """Return a text that is the same as long as the plan would do the same."""
        told = [
            (c.of and c.of.pk, c.name, sorted((k, str(v)) for k, v in c.values.items())) for c in self.changes
        ]
        return hashlib.sha256(repr((told, sorted(one.pk for one in self.gone))).encode()).hexdigest()[:32]

    def require(self, seen: str) -> None:
        """Raise ``Fault`` where anything stands against it, or where it is not the plan somebody looked at."""
        if self.refusal is not None:
            raise self.refusal
        for mistake in self.mistakes:
            raise mistake.as_fault()
        if seen and seen != self.fingerprint():
            raise Fault(
                "核对以后，表里说的又有了变化",
                "what the sheet is about has changed since it was checked",
                do_zh="没有写入任何内容，请重新核对一次",
                do_en="Nothing was written; check the file once more",
            )


def too_much(gone: int, there: int) -> Fault:
    """Return the refusal of a file that leaves out too much."""
    return Fault(
        f"文件里没有的有 {gone:,} 条，超过现有 {there:,} 条的两成",
        f"{gone:,} of {there:,} are missing in the file, over a fifth",
        do_zh="这多半不是完整的文件；请补全，或不要选“文件里没有的就撤销”",
        do_en="It is probably not the whole file; complete it, or do not drop what is missing",
    )


def unknown(what_zh: str, what_en: str, told: str) -> Fault:
    """Return the fault of a cell that names what is not there."""
    return Fault(
        f"没有{what_zh}“{told[:20]}”",
        f'there is no {what_en} "{told[:20]}"',
        do_zh="请核对，或先增加它",
        do_en="Check it, or add it first",
    )


def several(what_zh: str, what_en: str, told: str) -> Fault:
    """Return the fault of a name that more than one bears."""
    return Fault(
        f"有几个{what_zh}叫“{told[:20]}”",
        f'more than one {what_en} is called "{told[:20]}"',
        do_zh="请改填代码或登录名",
        do_en="Use the code or log-in name",
    )


def twice() -> Fault:
    """Return the fault of a row whose key stands in the file already."""
    return Fault(
        "和上面一行说的是同一个",
        "it is the same one as in a row above",
        do_zh="请只留一行",
        do_en="Keep one row",
    )


def not_yours(street: int | None) -> Fault:
    """Return the fault of a row that holds in a street one does not keep, or in all of them (None)."""
    if street is not None:
        return Fault(
            "这一行是别的街道的，不归您改",
            "this row is another street's, not yours",
            do_zh="请照原样留着，或从表里去掉",
            do_en="Leave it as it was, or take it out of the sheet",
        )
    return Fault(
        "这一行各街道都在用，不归您一个街道改",
        "this row holds in all streets, not in yours alone",
        do_zh="请写明只用于哪个街道",
        do_en="Say which street it is for",
    )


def missing(name_zh: str, name_en: str) -> Fault:
    """Return the fault of a new row that lacks a cell it needs."""
    return Fault(
        f"新的一行要有“{name_zh}”",
        f'a new row needs "{name_en}"',
        do_zh="请补上这一格",
        do_en="Fill in that cell",
    )
