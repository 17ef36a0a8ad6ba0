"""What the unit does with a request: sign, refuse, contact, tell how it goes, ask for more time, answer."""

from __future__ import annotations

from typing import Any

from yike.core.accounts.models import Unit, User
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.engines.worktime import Limit
from yike.engines.worktime import Unit as Measure
from yike.rooms.grid import measures, rules
from yike.rooms.grid.actions.requests.moving import Move, answered, moving, replied
from yike.rooms.grid.actions.requests.saying import line, plain, said
from yike.rooms.grid.actions.requests.telling import tell_asked, tell_raised, tell_refused, tell_supervised
from yike.rooms.grid.models import (
    Extension,
    Refusal,
    Reply,
    ReplyKind,
    Request,
    Result,
    Ruling,
    Supervision,
    Way,
)
from yike.rooms.grid.queries.people import in_charge

REASON = 200


def sign(by: By, request: Request) -> Request:
    """Sign for a request: from now on it lies with whoever signed, or in whose place they did, and nobody else."""
    with moving(by, request, "sign") as move:
        move.set(owner=_signer(by, move.row))
    return move.row


def _signer(by: By, row: Request) -> Any:
    """Return whose it becomes: the doer's where they handle it in their own name, else of whom they stand for."""
    if by.user is None:
        return row.owner
    names = rules.handling_for(by.user, row)
    return by.user if by.user.pk in names else User.objects.get(pk=min(names))


def refuse(by: By, request: Request, *, next_unit: Unit, reason: str) -> Request:
    """Say that a request is not one's own unit's, and whose it is; those who dispatch rule on it.

    Raises ``Fault`` without a reason, for the own unit as the next one, and after a refusal was rejected.
    """
    why = said(line(reason, REASON))
    with moving(by, request, "refuse", reason=why) as move:
        row, d = move.row, move.d
        if row.settled:
            raise _settled()
        if next_unit.pk == row.owner_unit_id:
            raise _own_unit()
        d.add(Refusal(request=row, unit=row.owner_unit, next_unit=next_unit, reason=why, by=by.user, at=d.at))
        d.fact(measures.REFUSALS.code, 1, area=row.area_id, source=row)
        tell_refused(d, row)
    return row


def _settled() -> Fault:
    return Fault(
        "退单已经裁定过，不能再退",
        "a refusal was rejected already: it cannot be refused again",
        do_zh="请签收办理；确有困难，签收后可以报请协调或吹哨",
        do_en="Sign for it; where it is too hard, ask the leaders to step in or whistle for help",
    )


def _own_unit() -> Fault:
    return Fault(
        "应由谁办，选的还是本单位",
        "the unit named as the next one is your own",
        do_zh="请写明应由哪个单位办",
        do_en="Name the unit that it belongs to",
    )


def contact(by: By, request: Request, *, words: str, way: str = "", reached: bool = True) -> Request:
    """Note that the person was contacted, or could not be; then handling begins. What was said stays inside.

    Reaching them is hearing back; not reaching them keeps no deadline. Raises ``Fault`` for no words.
    """
    text = said(words)
    with moving(by, request, "contact") as move:
        move.d.add(_reply(move, by, ReplyKind.CONTACT, text, way=Way(way) if way else "", internal=True))
        move.done = reached
        if reached:
            replied(move)
    return move.row


def tell_news(by: By, request: Request, *, words: str) -> Request:
    """Tell the person how it goes; they read it on their page. It is hearing back."""
    text = said(words)
    with moving(by, request, "news") as move:
        move.d.add(_reply(move, by, ReplyKind.NEWS, text))
        replied(move)
    return move.row


def answer(by: By, request: Request, *, words: str, result: str) -> Request:
    """Answer: what it comes to, and in words that the person reads. Raises ``Fault`` for no words."""
    text, outcome = said(words), Result(result)
    with moving(by, request, "answer") as move:
        move.set(result=outcome)
        answered(move)
        move.d.add(_reply(move, by, ReplyKind.ANSWER, text, result=outcome))
    return move.row


def _reply(move: Move, by: By, kind: str, words: str, **more: object) -> Reply:
    return Reply(request=move.row, kind=kind, words=words, by=by.user, at=move.d.at, **more)


def ask_extension(by: By, request: Request, *, amount: int, reason: str, measure: str = "") -> Request:
    """Ask for more time, ``amount`` working days unless ``measure`` says otherwise, while there is still some.

    Raises ``Fault`` without a reason, when the time is over, and while another one waits.
    """
    why, unit = said(line(reason, REASON)), Measure(measure or Measure.WORK_DAY)
    Limit(amount, unit)
    with moving(by, request, "extend", reason=why) as move:
        row, d = move.row, move.d
        if row.due_at is not None and d.at > row.due_at:
            raise _too_late()
        if row.extensions.filter(ruling=Ruling.OPEN).exists():
            raise _waiting()
        asked = Extension(request=row, amount=amount, measure=unit.value, reason=why, by=by.user, at=d.at)
        d.add(asked)
        tell_asked(d, row)
    return row


def _too_late() -> Fault:
    return Fault(
        "已经超期，不能再申请延期",
        "it is late already: no more time can be asked for",
        do_zh="请尽快办理并答复",
        do_en="Please handle and answer it soon",
    )


def _waiting() -> Fault:
    return Fault(
        "已有一个延期申请在等裁定",
        "an extension is waiting to be ruled on already",
        do_zh="请等裁定以后再说",
        do_en="Wait for the ruling",
    )


def raise_it(by: By, request: Request, *, words: str) -> Request:
    """Tell the leaders of what the unit cannot settle by itself, and what it needs; its time runs on.

    It stays in the office. Raises ``Fault`` for no words, and where nobody could be told.
    """
    text = said(words)
    with moving(by, request, "raise") as move:
        if not in_charge(move.row.area):
            raise _nobody_in_charge()
        move.d.add(_reply(move, by, ReplyKind.RAISED, text, internal=True))
        tell_raised(move.d, move.row)
    return move.row


def _nobody_in_charge() -> Fault:
    return Fault(
        "这里现在没有在任的分管领导和街道管理员，没有人收得到",
        "no leader and no administrator of the street is in office here: nobody would be told",
        do_zh="请打电话报告，并请安全员补上任职",
        do_en="Report it by telephone, and ask the security officer to fill the role",
    )


def supervise(by: By, request: Request, *, words: str) -> Request:
    """Put a leader's word on a request: it stands on top until it is closed. Raises ``Fault`` for no words."""
    text = said(plain(words, 300), 300)
    with moving(by, request, "supervise") as move:
        move.d.add(Supervision(request=move.row, words=text, by=by.user, at=move.d.at))
        move.set(supervised=True)
        tell_supervised(move.d, move.row)
    return move.row
