"""What the dispatcher does: give a request to a unit, answer or divert it at once, rule on what is asked for."""

from __future__ import annotations

from typing import Any

from yike.core.accounts.models import Unit, User
from yike.core.deadlines.actions import move_deadline
from yike.core.deadlines.queries import open_deadline
from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.engines.worktime import Limit
from yike.engines.worktime import Unit as Measure
from yike.rooms.grid import measures, rules
from yike.rooms.grid.actions.requests.moving import ANSWER_KIND, Move, answered, moving
from yike.rooms.grid.actions.requests.saying import line, said
from yike.rooms.grid.actions.requests.telling import tell_new_owner, tell_old_owner, tell_ruled
from yike.rooms.grid.models import (
    Category,
    Channel,
    Extension,
    Refusal,
    Reply,
    ReplyKind,
    Request,
    Result,
    Ruling,
)
from yike.rooms.grid.queries.people import those_of

REASON = 200


def _given(move: Move, unit: Unit, owner: User | None) -> None:
    """Let a request lie with a unit, or with one of its people.

    Raises ``Fault`` for somebody of another unit, a unit out of use, and a community whose task it is not.

    That it was ruled to be theirs binds the unit that was ruled upon: another one may still refuse it, once.
    """
    if owner is not None and owner.unit_id != unit.pk:
        raise Fault(
            f"{owner.name}不是{unit.name}的人",
            f"{owner.name} does not belong to {unit.name}",
            do_zh="请选这个单位的人，或只选单位",
            do_en="Choose one of its people, or the unit alone",
        )
    if not unit.active:
        raise Fault(
            f"{unit.name}已经停用",
            f"{unit.name} is not in use any more",
            do_zh="请选别的单位",
            do_en="Choose another unit",
        )
    require_on_its_list(move.values.get("category", move.row.category), unit)
    if unit.pk != move.row.owner_unit_id:
        move.set(settled=False)
    move.set(owner_unit=unit, owner=owner)


def require_on_its_list(category: Category | None, unit: Unit) -> None:
    """Raise ``Fault`` where a matter would be given to a community whose task it is not."""
    if category is None or rules.on_its_list(category, unit):
        return
    raise Fault(
        f"“{category.name}”不在社区职责清单里，不能交给{unit.name}",
        f'"{category.name_en or category.name}" is not on the list of what communities do: not for {unit.name}',
        do_zh="请交给有这项职责的部门；需要社区配合，可以请它协办",
        do_en="Give it to the department whose task it is; a community can be asked to help",
    )


def dispatch(
    by: By, request: Request, *, unit: Unit, owner: User | None = None, category: Category | None = None
) -> Request:
    """Give a request to the unit that answers for it. Its people are told once. Raises ``Fault``."""
    with moving(by, request, "dispatch") as move:
        if category is not None:
            move.set(category=category)
        _given(move, unit, owner)
        _set(move)
        tell_new_owner(move.d, move.row)
    return move.row


def _set(move: Move) -> None:
    """Let the row have its new unit and owner already, so that the right people are told."""
    for name in ("owner_unit", "owner"):
        setattr(move.row, name, move.values[name])


def pass_on(by: By, request: Request, *, unit: Unit, owner: User | None = None, reason: str) -> Request:
    """Give a request to another unit, with all of its history. Whoever had it is told once, and no more."""
    why = said(line(reason, REASON))
    with moving(by, request, "pass", reason=why) as move:
        before = those_of(move.row)
        _given(move, unit, owner)
        _set(move)
        tell_old_owner(move.d, move.row, before)
        tell_new_owner(move.d, move.row)
    return move.row


def answer_now(by: By, request: Request, *, words: str, result: str = Result.EXPLAINED) -> Request:
    """Answer a question on the spot, without a unit. Raises ``Fault`` for no words."""
    text = said(words)
    with moving(by, request, "answer_now") as move:
        move.set(result=Result(result))
        answered(move)
        move.d.add(_reply(move, by, ReplyKind.ANSWER, text, Result(result)))
    return move.row


def divert(by: By, request: Request, *, channel: str, words: str) -> Request:
    """Tell the person where to go with what the office cannot settle, and close. Raises ``Fault`` for no words."""
    text = said(words)
    with moving(by, request, "divert") as move:
        result = Result.EXPLAINED if channel in {Channel.SECRET, Channel.DUPLICATE} else Result.NOT_OURS
        move.set(channel=Channel(channel), result=result, closed_at=move.d.at)
        answered(move)
        move.d.add(_reply(move, by, ReplyKind.CHANNEL, text))
    return move.row


def _reply(move: Move, by: By, kind: str, words: str, result: str = "") -> Reply:
    return Reply(request=move.row, kind=kind, words=words, result=result, by=by.user, at=move.d.at)


def _open_refusal(row: Request) -> Refusal:
    found: Refusal = row.refusals.select_related("next_unit", "by", "unit").get(ruling=Ruling.OPEN)
    return found


def _rule(move: Move, by: By, asked: Any, ruling: str, why: str) -> None:
    d = move.d
    d.change(asked, ruling=ruling, ruled_by=by.user, ruled_at=d.at, ruled_why=why)


def agree_refusal(by: By, request: Request, *, unit: Unit | None = None, reason: str = "") -> Request:
    """Agree that it is another unit's; it goes to the one that was named, or to the one the dispatcher chooses."""
    why = line(reason, REASON)
    with moving(by, request, "agree", reason=why) as move:
        asked = _open_refusal(move.row)
        _rule(move, by, asked, Ruling.AGREED, why)
        _given(move, unit or asked.next_unit, None)
        _set(move)
        tell_ruled(move.d, move.row, [asked.by], agreed=True)
        tell_new_owner(move.d, move.row)
    return move.row


def reject_refusal(by: By, request: Request, *, reason: str) -> Request:
    """Say that it is theirs all the same; no second refusal. Raises ``Fault`` without a reason."""
    why = said(line(reason, REASON))
    with moving(by, request, "reject", reason=why) as move:
        asked = _open_refusal(move.row)
        _rule(move, by, asked, Ruling.REJECTED, why)
        move.set(settled=True)
        tell_ruled(move.d, move.row, [asked.by], agreed=False)
    return move.row


def rule_extension(by: By, request: Request, *, agreed: bool, reason: str = "") -> Request:
    """Allow more time, or not. The new moment is reckoned from where the old one ends.

    Raises ``PermissionDenied`` without the right to dispatch, ``Fault`` where nothing is asked for any more and
    for a refusal without a reason.
    """
    why = line(reason, REASON) if agreed else said(line(reason, REASON))
    with deed(by, "grid.request.extension", reason=why) as d:
        row = d.lock(request)
        rules.DISPATCH.require(by, row.area)
        asked = row.extensions.select_related("by").filter(ruling=Ruling.OPEN).first()
        deadline = open_deadline(row.of, ANSWER_KIND)
        if asked is None or deadline is None:
            raise _nothing_asked()
        ruling = Ruling.AGREED if agreed else Ruling.REJECTED
        d.change(asked, ruling=ruling, ruled_by=by.user, ruled_at=d.at, ruled_why=why)
        if agreed:
            _extend(d, row, asked, deadline)
        tell_ruled(d, row, [asked.by], agreed=agreed)
        return row


def _extend(d: Any, row: Request, asked: Extension, deadline: Any) -> None:
    more = Limit(asked.amount, Measure(asked.measure))
    moved = move_deadline(d, deadline, reason=asked.reason, by=more)
    d.change(row, due_at=moved.due_at)
    d.fact(measures.EXTENSIONS.code, 1, area=row.area_id, source=row)


def _nothing_asked() -> Fault:
    return Fault(
        "没有等着裁定的延期",
        "no extension is waiting to be ruled on",
        do_zh="请刷新页面，看看现在的状态",
        do_en="Reload the page and look at its present state",
    )
