"""Lists of nodes by their time, one per decisecond: the queue of Dial (1969). A node is in at most one list.

``head`` holds the first node of each list, ``after`` and ``before`` a node's neighbours in its list; -1 is none.
"""

# mypy: disable-error-code="no-untyped-def"
from __future__ import annotations

from numba import njit


@njit(cache=True)
def link(head, after, before, v, time):
    """Put node v at the head of the list of that time."""
    after[v], before[v] = head[time], -1
    if head[time] >= 0:
        before[head[time]] = v
    head[time] = v


@njit(cache=True)
def unlink(head, after, before, v, time):
    """Take node v out of the list of that time."""
    if before[v] >= 0:
        after[before[v]] = after[v]
    else:
        head[time] = after[v]
    if after[v] >= 0:
        before[after[v]] = before[v]
