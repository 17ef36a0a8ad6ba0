"""A flow: the states of a thing and the arrows between them, as a table that pages and documents are drawn from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from yike.core.rights.right import Right
from yike.engines.faults import Fault


@dataclass(frozen=True)
class Arrow:
    """One arrow: from any of the states ``since`` to the state ``to``, called ``verb``.

    ``right`` is who may go it; None means only the machine. ``label`` is what its button or its line in the
    timeline says; ``kind`` is the look of the button.
    """

    verb: str
    since: frozenset[str]
    to: str
    label: str | Promise
    right: Right | None = None
    kind: str = ""


def arrow(
    verb: str, since: Iterable[str], to: str, label: str | Promise, right: Right | None = None, kind: str = ""
) -> Arrow:
    """Return an arrow; one line of a table."""
    return Arrow(verb, frozenset(map(str, since)), str(to), label, right, kind)


class Flow:
    """The table of one kind of thing."""

    def __init__(self, *arrows: Arrow) -> None:
        self._arrows = {one.verb: one for one in arrows}
        if len(self._arrows) < len(arrows):
            raise ValueError("two arrows have the same verb")

    def __iter__(self) -> Iterator[Arrow]:
        return iter(self._arrows.values())

    def __getitem__(self, verb: str) -> Arrow:
        return self._arrows[verb]

    def step(self, verb: str, state: str) -> Arrow:
        """Return the arrow of ``verb``. Raises ``Fault`` where it does not start at ``state``."""
        found = self._arrows[verb]
        if state not in found.since:
            raise Fault(
                "现在不能这样做：它的状态已经变了",
                "this cannot be done now: its state has changed",
                do_zh="请刷新页面，看看现在的状态",
                do_en="Reload the page and look at its present state",
            )
        return found

    def open_to(self, user: Any, state: str, area: Any = None) -> list[Arrow]:
        """Return the arrows a person may go from ``state``, in the order of the table: the buttons of the page."""
        return [
            one
            for one in self
            if state in one.since and one.right is not None and one.right.allows(user, area)
        ]
