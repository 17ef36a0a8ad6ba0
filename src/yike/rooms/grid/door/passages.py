"""What has become of a request, in plain words for whoever said it: units are named, persons are not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yike.core.accounts.models import Unit
from yike.core.record.models import HistoryEntry
from yike.core.record.queries import timeline
from yike.rooms.grid.models import Reply, ReplyKind, Request

TOLD = {
    "take": gettext_lazy("收到您说的了"),
    "sign": gettext_lazy("承办单位已经签收"),
    "contact": gettext_lazy("和您联系，开始办理"),
    "refuse": gettext_lazy("承办单位认为该由别的单位办，正在裁定"),
    "reject": gettext_lazy("裁定仍由原单位办"),
    "extension": gettext_lazy("要多一些时间，答复时限改了"),
    "supervise": gettext_lazy("领导已经督办"),
    "again": gettext_lazy("您说没有解决"),
    "confirm": gettext_lazy("您说解决了"),
    "revisit": gettext_lazy("问过您办得怎么样"),
    "withdraw": gettext_lazy("您撤回了"),
    "echo": gettext_lazy("又有人说遇到同样的事"),
}
LONGEST = 200  # rows of history that one page reads


@dataclass(frozen=True)
class Passage:
    """One thing that happened: when, what, and the words that go with it."""

    at: datetime
    what: str
    words: str = ""
    mine: bool = False


def passages(row: Request) -> list[Passage]:
    """Return what happened, the newest first: moves from the history, words from the replies."""
    found = [*moves(row), *_words(row)]
    return sorted(found, key=lambda one: one.at, reverse=True)


def moves(row: Request) -> list[Passage]:
    """Return the moves a request has made, the oldest first, without a word of what was said."""
    entries = [one for one in timeline(row.of, limit=LONGEST) if one.model == "grid.request"]
    names = dict(Unit.objects.values_list("pk", "name")) if any(map(_unit, entries)) else {}
    seen: dict[Any, Passage] = {}
    for entry in reversed(entries):
        told = _told(entry, names)
        if told:
            seen.setdefault(entry.deed, Passage(entry.at, told))
    return list(seen.values())


def _unit(entry: HistoryEntry) -> Any:
    return entry.content.get("after", {}).get("owner_unit")


def _told(entry: HistoryEntry, names: dict[int, str]) -> str:
    """Return what a deed was, in a visitor's words; empty for what is the office's own business."""
    after, verb = entry.content.get("after", {}), entry.verb.removeprefix("grid.request.")
    if verb in {"dispatch", "pass", "agree"}:
        unit = names.get(after.get("owner_unit") or 0, "")
        return _("交给{unit}办").format(unit=unit) if unit else ""
    if verb == "extension" and "due_at" not in after:
        return ""
    return str(TOLD.get(verb, ""))


def _words(row: Request) -> list[Passage]:
    replies = row.replies.filter(internal=False)
    return [Passage(one.at, _said(one), one.words, one.kind == ReplyKind.REMARK) for one in replies]


def _said(reply: Reply) -> str:
    names = {
        ReplyKind.ANSWER: _("答复您"),
        ReplyKind.NEWS: _("告诉您进展"),
        ReplyKind.CHANNEL: _("告诉您该去哪里"),
        ReplyKind.REMARK: _("您补充说"),
    }
    return names.get(ReplyKind(reply.kind), "")
