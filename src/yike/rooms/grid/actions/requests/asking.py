"""Asking back, and what the person says on the secret page: solved, not solved, one more word, never mind."""

from __future__ import annotations

from datetime import timedelta

from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.grid import measures
from yike.rooms.grid.actions.requests.moving import Move, moving, reopen
from yike.rooms.grid.actions.requests.saying import plain, said
from yike.rooms.grid.actions.requests.taking import digest
from yike.rooms.grid.actions.requests.telling import tell_again, tell_unsolved, tell_word
from yike.rooms.grid.flows.requests import REQUEST
from yike.rooms.grid.models import Echo, Reply, ReplyKind, Request, RequestState, Revisit, Solved
from yike.rooms.grid.models.requests import OPEN

LATEST = timedelta(days=30)  # after closing, somebody may still say that it is not solved
MOST_WORDS = 20  # remarks of the person: a conversation, not a chat


def revisit(
    by: By,
    request: Request,
    *,
    reached: bool = True,
    solved: str = "",
    satisfied: bool | None = None,
    words: str = "",
) -> Request:
    """Note how somebody who was asked back sees it: content, it is closed; not, it is handled once more.

    Nobody reached: it is closed and counts in no rate. Raises ``Fault`` where a reached person said nothing.
    """
    text = plain(words)
    if reached and not solved:
        raise _unsaid()
    with moving(by, request, "revisit") as move:
        _heard(move, by, text, solved if reached else "", satisfied if reached else None, reached=reached)
    return move.row


def _unsaid() -> Fault:
    return Fault(
        "没有选是否解决",
        "it does not say whether it is solved",
        do_zh="联系上了就请选一项；没联系上也请注明",
        do_en="Choose one where the person was reached, or say that they were not",
    )


def _heard(
    move: Move, by: By, words: str, solved: str, satisfied: bool | None, *, reached: bool = True
) -> None:
    d, row = move.d, move.row
    said_so = {"solved": Solved(solved) if solved else "", "satisfied": satisfied, "reached": reached}
    d.add(Revisit(request=row, words=words, by=by.user, at=d.at, **said_so))
    move.set(solved=said_so["solved"], satisfied=satisfied)
    unhappy = solved == Solved.NO or (satisfied is False and solved != Solved.YES)
    if unhappy and row.round == 1:
        _again(move)
        return
    move.set(closed_at=row.closed_at or d.at)
    if unhappy:
        tell_unsolved(d, row)


def _again(move: Move) -> None:
    """Begin the second handling with whoever had it, else (they have left) with their unit, else by dispatching."""
    row = move.row
    left = row.owner is not None and not row.owner.is_active
    if left:
        move.let_go()
    reopen(move)
    with_unit = left and row.owner_unit is not None and row.owner_unit.active
    nobody = RequestState.DISPATCHED if with_unit else RequestState.REGISTERED
    move.go(RequestState.HANDLING if row.owner_id else nobody)
    tell_again(move.d, row)


def confirm(by: By, request: Request, *, satisfied: bool | None = None, words: str = "") -> Request:
    """Note that the person says on their page that it is solved; then it is closed."""
    text = plain(words)
    with moving(by, request, "confirm", asked=False) as move:
        _heard(move, by, text, Solved.YES, satisfied)
    return move.row


def say_unsolved(by: By, request: Request, *, words: str) -> Request:
    """Note that the person says on their page that it is not solved: it is handled once more, for all to see.

    After the second handling it is closed, and the leaders are told, once. Raises ``Fault`` without a word of why,
    more than 30 days after it was closed, and once it is closed after the second handling.
    """
    text = said(words)
    with moving(by, request, "again", asked=False) as move:
        row = move.row
        if row.closed_at is not None and move.d.at > row.closed_at + LATEST:
            raise _long_closed()
        if row.channel:
            raise _elsewhere()
        if row.state == RequestState.CLOSED and row.round > 1:
            raise _handled_twice()
        move.go(RequestState.CLOSED)
        _heard(move, by, text, Solved.NO, False)
    return move.row


def _long_closed() -> Fault:
    return Fault(
        "办结已经超过 30 天",
        "it was closed more than 30 days ago",
        do_zh="请重新说一次，写上原来的登记号",
        do_en="Please say it anew, with its former number",
    )


def _handled_twice() -> Fault:
    return Fault(
        "这件事已经办过两次，街道领导也知道了",
        "this has been handled twice, and the leaders of the street office know",
        do_zh="有新情况请重新说一次，写上原来的登记号",
        do_en="If something is new, please say it anew, with its former number",
    )


def _elsewhere() -> Fault:
    return Fault(
        "这件事不由街道办理，已经告知渠道",
        "this is not settled here: you were told where to go",
        do_zh="请走告知的渠道；有新情况可以补充一句",
        do_en="Please go there; if something is new, add a word",
    )


def add_word(by: By, request: Request, *, words: str) -> Request:
    """Add one more word of the person's, as long as it is open. Who works on it is told. Raises ``Fault``."""
    text = said(words)
    with deed(by, "grid.request.word") as d:
        row = d.lock(request)
        if row.state not in OPEN:
            REQUEST.step("withdraw", row.state)
        if row.replies.filter(kind=ReplyKind.REMARK).count() >= MOST_WORDS:
            raise _many_words()
        d.add(Reply(request=row, kind=ReplyKind.REMARK, words=text, at=d.at))
        tell_word(d, row)
        return row


def _many_words() -> Fault:
    return Fault(
        f"已经补充了 {MOST_WORDS} 次",
        f"{MOST_WORDS} words have been added already",
        do_zh="还有要说的，请打街道的电话",
        do_en="For more please telephone the street office",
    )


def withdraw(by: By, request: Request) -> Request:
    """Take a request back, at the wish of whoever made it. Nothing is deleted."""
    with moving(by, request, "withdraw", asked=False) as move:
        move.set(closed_at=move.d.at, due_at=None, reply_by=None)
    return move.row


def echo(by: By, request: Request, *, link: str) -> Echo:
    """Note that somebody has the same trouble; sent again with the same link, it counts once."""
    kept = digest(link)
    there: Echo | None = Echo.objects.filter(link_hash=kept).first()
    if there is not None:
        return there
    with deed(by, "grid.request.echo") as d:
        row = d.lock(request)
        there = Echo.objects.filter(link_hash=kept).first()  # pressed twice: the other press was first
        if there is not None:
            return there
        if row.state not in OPEN:
            REQUEST.step("withdraw", row.state)
        d.change(row, echoes=row.echoes + 1)
        d.fact(measures.ECHOES.code, 1, area=row.area_id, source=row)
        return d.add(Echo(request=row, link_hash=kept, at=d.at))
