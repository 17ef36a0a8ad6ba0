"""Proposals for new points, worked out once for each town beside whoever asks: the page, its map, its form.

The first on a machine compiles code for some seconds; a reader is told so meanwhile, and no other page waits.
"""

from __future__ import annotations

from collections import OrderedDict
from concurrent.futures import Future
from concurrent.futures import wait as finished
from threading import Lock, Thread
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from django.conf import settings

from yike.rooms.circle.board.asked import ANY, Asked

if TYPE_CHECKING:
    from yike.rooms.circle.walking.siting import Proposal, Search
    from yike.rooms.circle.walking.town import Town

MOST_KEPT = 16
PATIENCE_S = 3.0  # that a reader waits; then the page looks again by itself
Work = Future["Proposal"]
Known = OrderedDict[tuple[str, "Search"], Work]
_known: WeakKeyDictionary[Town, Known] = WeakKeyDictionary()  # no town is held for it
_lock = Lock()


def proposal(town: Town, kind: str, search: Search) -> Proposal | None:
    """Return where new points of a kind should go, whatever the hours; None while that is being worked out.

    Raises ``Fault`` as the town does.
    """
    work = _work(town, kind, search)
    if not finished([work], PATIENCE_S if settings.YIKE_LOAD_APART else None).done:
        return None
    return work.result()


def _work(town: Town, kind: str, search: Search) -> Work:
    with _lock:
        known, key = _known.setdefault(town, OrderedDict()), (kind, search)
        work = known.get(key)
        if work is None or (work.done() and work.exception() is not None):
            work = known[key] = Future()
            Thread(target=_begin, args=(work, town, kind, search), name="sites", daemon=True).start()
        known.move_to_end(key)
        while len(known) > MOST_KEPT:
            known.popitem(last=False)
        return work


def _begin(work: Work, town: Town, kind: str, search: Search) -> None:
    try:
        work.set_result(town.sites(Asked(kind, day=ANY).question, kind, search))
    except BaseException as error:  # told to whoever asks; a thread has nobody to tell
        work.set_exception(error)
