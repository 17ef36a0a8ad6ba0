"""All that is read of requests."""

from __future__ import annotations

from yike.rooms.grid.queries.requests.finding import (
    access_request,
    by_link,
    echo_by_link,
    find_order,
    find_phone,
    requests,
)
from yike.rooms.grid.queries.requests.queue import (
    Wanted,
    counts,
    find_words,
    late,
    mine,
    queue,
    stuck,
    to_dispatch,
    to_revisit,
    to_rule,
)

__all__ = [
    "Wanted",
    "access_request",
    "by_link",
    "counts",
    "echo_by_link",
    "find_order",
    "find_phone",
    "find_words",
    "late",
    "mine",
    "queue",
    "requests",
    "stuck",
    "to_dispatch",
    "to_revisit",
    "to_rule",
]
