"""What the secret page tells whoever spoke, beside the state: the answer that stands, and what may be done."""

from __future__ import annotations

from yike.rooms.grid.models import Reply, ReplyKind, Request, RequestState

TOLD = (ReplyKind.ANSWER, ReplyKind.CHANNEL)


def answer_of(row: Request) -> Reply | None:
    """Return the last answer, while it stands: not while the matter is handled a second time."""
    if row.answered_at is None:
        return None
    last: Reply | None = row.replies.filter(kind__in=TOLD).last()
    return last


def may_reopen(row: Request) -> bool:
    """Return whether the person may still say that it is not solved."""
    done = row.state in {RequestState.ANSWERED, RequestState.CLOSED}
    return done and not row.channel and (row.round == 1 or row.state == RequestState.ANSWERED)
