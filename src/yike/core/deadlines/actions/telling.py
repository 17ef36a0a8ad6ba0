"""Tell people of the steps that were taken: each person in one message, the most pressing first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yike.core.deadlines.actions.finding import People
from yike.core.deadlines.flows import State
from yike.core.deadlines.kinds import WHOLE, kind
from yike.core.deadlines.models import DeadlineStep
from yike.core.deadlines.queries import untold
from yike.core.outbox.actions import post
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By

LISTED = 20
"""Deadlines named one by one in a message; the others are counted."""


@dataclass(frozen=True, order=True)
class Word:
    """One deadline as a message tells it. Ordered: what is latest and most pressing comes first."""

    urgency: int  # 0: reported upwards, 1: passed, 2: near
    due_at: datetime
    percent: int
    name: str
    kind: str
    of: str


def tell(by: By) -> int:
    """Tell of every step that was taken and not told of yet; return how many people were told.

    What has ended or been moved since is passed over.
    """
    with deed(by, "deadlines.tell") as d:
        steps = list(untold().select_for_update(of=("self",), skip_locked=True))
        words = _words(steps)
        for user, told in words.items():
            _post(d, user, sorted(told.values()))
        for step in steps:
            step.told_at = d.at
        d.tick_many(steps, ("told_at",))
    return len(words)


def _words(steps: Iterable[DeadlineStep]) -> dict[Any, dict[int, Word]]:
    """Return for each person the deadlines to tell of, each by its last step."""
    people = People()
    words: dict[Any, dict[int, Word]] = {}
    for step in steps:
        row = step.deadline
        if row.state != State.RUNNING or row.round != step.round:
            continue
        urgency = 0 if step.escalated else 1 if step.percent == WHOLE else 2
        word = Word(urgency, step.due_at, step.percent, row.name, row.kind, row.of)
        for user in people.told(row, step.tell):
            words.setdefault(user, {})[row.pk] = word  # steps come in order: the last one stays
    return words


def _post(d: Deed, user: Any, words: list[Word]) -> None:
    with translation.override(user.language or "zh-hans"):
        post(
            d,
            key=f"deadlines:{d.key}:{user.pk}",
            kind="deadlines.due",
            title=title(words),
            body=body(words),
            to=[user],
            area=user.area_id,
        )


def title(words: list[Word]) -> str:
    """Return the title: what it is where it is one, else how many of each."""
    if len(words) == 1:
        said = {"name": words[0].name, "what": kind(words[0].kind).label, "stage": _stage(words[0])}
        return (_("%(name)s %(what)s：%(stage)s") % said)[:80]
    counts = Counter((word.urgency, word.percent if word.urgency > 1 else WHOLE) for word in words)
    return _("时限：%(counts)s") % {"counts": _("，").join(_counted(*key, n) for key, n in _pressing(counts))}


def _pressing(counts: Counter[tuple[int, int]]) -> list[tuple[tuple[int, int], int]]:
    return sorted(counts.items(), key=lambda one: (one[0][0], -one[0][1]))


def _counted(urgency: int, percent: int, n: int) -> str:
    if urgency == 0:
        return ngettext("%(n)d 项超期上报", "%(n)d 项超期上报", n) % {"n": n}
    if urgency == 1:
        return ngettext("%(n)d 项超期", "%(n)d 项超期", n) % {"n": n}
    return ngettext("%(n)d 项用到 %(percent)d%%", "%(n)d 项用到 %(percent)d%%", n) % {
        "n": n,
        "percent": percent,
    }


def _stage(word: Word) -> str:
    if word.urgency == 0:
        return _("超期未办，已上报")
    return _("已超期") if word.urgency == 1 else _("时间用到 %(percent)d%%") % {"percent": word.percent}


def body(words: list[Word]) -> str:
    """Return one line for each of the first deadlines, and how many more there are."""
    lines = [_line(word) for word in words[:LISTED]]
    more = len(words) - LISTED
    if more > 0:
        lines.append(ngettext("还有 %(n)d 项", "还有 %(n)d 项", more) % {"n": more})
    return "\n".join(lines)


def _line(word: Word) -> str:
    due = date_format(timezone.localtime(word.due_at), _("n月j日 D H:i"))
    said = {"name": word.name, "what": kind(word.kind).label, "stage": _stage(word), "due": due}
    return _("%(name)s %(what)s：%(due)s 到期，%(stage)s") % said
