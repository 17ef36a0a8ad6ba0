"""Paper lists of who comes, typed into a sheet: looked at cell by cell before anything is written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from yike.core.areas.exchange.drafts import Mistake
from yike.core.areas.exchange.rows import Drafts, Row, read_drafts
from yike.core.record.clock import now
from yike.core.residents.searching import spelt
from yike.engines.faults import Fault
from yike.engines.sheets.columns import Column, Sheet
from yike.engines.sheets.readers import count, plain, text, yes
from yike.rooms.almanac.actions.signups.signing import drafted
from yike.rooms.almanac.checking import OLDEST
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.signups import PhotoAnswer, Registration, SignUpState, Way
from yike.rooms.almanac.signing import Wish, reasons


def yes_or_unasked(cell: object) -> bool | None:
    """Return what a cell says, None for an empty one: nobody asked. Raises ``Fault`` for neither yes nor no."""
    return yes(cell) if plain(cell) else None


SHEET = Sheet(
    "signups",
    "报名名单",
    "list of sign-ups",
    ("name", "phone"),
    (
        Column("name", ("姓名", "名字", "姓　名"), "name", text(30), needed=True),
        Column("phone", ("电话", "手机", "联系电话", "手机号"), "telephone", text(40)),
        Column("companions", ("同行人数", "带几人", "同行"), "companions", count(9)),
        Column("age", ("年龄", "岁数"), "age", count(OLDEST)),
        Column("agrees", ("符合条件", "条件"), "meets the condition", yes),
        Column("photos", ("愿意入镜", "可以拍照"), "may be seen on photos", yes_or_unasked),
    ),
)


@dataclass
class ListPlan:
    """What a list would do: ``wishes`` in its order with their rows, ``same`` who is in already; what is wrong."""

    wishes: list[tuple[Row, Wish, Registration]] = field(default_factory=list)
    same: int = 0
    mistakes: list[Mistake] = field(default_factory=list)
    places: int = 0

    @property
    def ready(self) -> bool:
        """Return whether it can be taken in."""
        return not self.mistakes and bool(self.wishes)

    def lines(self, left: int | None) -> Iterator[tuple[str, Registration, bool]]:
        """Yield who would be signed up: the cell, the row as it would be kept, and whether it would wait.

        ``left`` are the places there are, None without a limit; a party too large for what is left waits.
        """
        for row, wish, made in self.wishes:
            waits = left is not None and wish.party > left
            if left is not None and not waits:
                left -= wish.party
            yield row.spot("name").cell, made, waits

    def fingerprint(self) -> str:
        """Return a text that is the same as long as it would do the same."""
        told = [
            (str(row.at), wish.name, wish.phone, wish.companions, wish.photos)
            for row, wish, _made in self.wishes
        ]
        return hashlib.sha256(repr((told, self.same)).encode()).hexdigest()[:32]


def read_list(path: Path) -> Drafts:
    """Return what a file says. Raises ``Fault`` where it is no such list."""
    return read_drafts(path, SHEET)


def plan_list(by: Any, activity: Activity, drafts: Drafts) -> ListPlan:
    """Return what a list would do: everybody who cannot come, each at the cell, and who stands in it twice."""
    plan = ListPlan(mistakes=list(drafts.mistakes))
    seen: dict[tuple[str, str], Row] = {}
    there = _there(activity)
    for row in drafts.rows:
        wish = _wish(row)
        wrong = [(name, fault) for name, fault in reasons(activity, wish, now())]
        plan.mistakes += [Mistake(row.spot(name), fault) for name, fault in wrong]
        if not wrong:
            _take(plan, drafted(by, activity, wish), row, wish, seen, there)
    return plan


There = dict[str, list[Registration]]
"""Who is in already, by the index of the telephone."""


def _there(activity: Activity) -> There:
    """Return who has signed up already and left a telephone: one query for a list of any length."""
    rows = Registration.objects.filter(activity=activity).exclude(state=SignUpState.CANCELLED)
    found: There = {}
    for row in rows.exclude(phone_index="").only("uid", "number", "name", "phone_index", "whose"):
        found.setdefault(row.phone_index, []).append(row)
    return found


def _wish(row: Row) -> Wish:
    said = row.values
    return Wish(
        name=said.get("name") or "",
        phone=said.get("phone") or "",
        companions=said.get("companions") or 0,
        age=said.get("age"),
        agrees=bool(said.get("agrees")),
        way=Way.PAPER,
        photos=_answer(said.get("photos")),
    )


def _answer(said: bool | None) -> str:
    """Return what a cell says about photos; an empty one is not asked."""
    return "" if said is None else PhotoAnswer.YES if said else PhotoAnswer.NO


def _take(
    plan: ListPlan,
    made: Registration,
    row: Row,
    wish: Wish,
    seen: dict[tuple[str, str], Row],
    there: There,
) -> None:
    alike = there.get(made.phone_index, ()) if made.phone_index else ()
    if any(one.whose == made.whose for one in alike):
        plan.same += 1
        return
    for one in alike:
        if one.name and _spoken(one.name.reveal()) == _spoken(wish.name):
            plan.mistakes.append(Mistake(row.spot("name"), _in_already(one)))
            return
    for key in _keys(wish):
        if key in seen:
            plan.mistakes.append(Mistake(row.spot("name"), _twice(seen[key])))
            return
    seen.update(dict.fromkeys(_keys(wish), row))
    plan.wishes.append((row, wish, made))
    plan.places += wish.party


def _keys(wish: Wish) -> Iterator[tuple[str, str]]:
    """Yield what tells people apart on paper: the telephone with the name as it is spelt, and as it sounds."""
    if wish.phone.strip():
        digits = "".join(sign for sign in wish.phone if sign.isdigit())[-11:]
        yield digits, spelt(wish.name)
        yield digits, _spoken(wish.name)


def _spoken(name: str) -> str:
    """Return a name in pinyin: 陈静 and 陈婧 with one telephone are one person, spelt twice."""
    from yike.engines.search.sounds import sounds  # noqa: PLC0415 - reads its table only for lists

    return "".join(sounds(tuple(spelt(name))))


def _in_already(one: Registration) -> Fault:
    """Return the fault of a name that is on the list with another spelling; its number says where to look."""
    return Fault(
        f"和已经报名的 {one} 号像是同一个人：电话一样，名字读音一样",
        f"seems to be number {one}, who is in already: same telephone, and the name sounds the same",
        do_zh="是同一个人，请删去这一行；确实是两个人，请写各自的电话",
        do_en="If they are one, delete the row; if they are two, give each one's own number",
    )


def _twice(first: Row) -> Fault:
    return Fault(
        f"和 {first.spot('name').cell} 格像是同一个人：电话一样，名字读音一样",
        f"seems to be the person in cell {first.spot('name').cell}: same telephone, and the name sounds the same",
        do_zh="请删去一行；确实是两个人，请写各自的电话",
        do_en="Delete one of the rows; if they are two, give each one's own number",
    )
