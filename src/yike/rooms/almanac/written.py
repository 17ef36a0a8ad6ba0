"""An issue as it is written: the content of a version, its notices, its text for chats."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.utils.translation import gettext as _

from yike.engines.notices import CHANNELS, Notice, line, parts
from yike.rooms.almanac.models.issues import CONTENT, Entry, Issue, IssueVersion, VersionKind, audience_words

_DAYS, _TIMES = ("day", "until"), ("start", "end")


def content_of(issue: Issue) -> list[dict[str, Any]]:
    """Return the entries of an issue as they stand now, as plain JSON."""
    rows = issue.entries.filter(dropped=False).select_related("area").defer("area__polygon")
    return [plain(row) for row in rows]


def plain(entry: Entry) -> dict[str, Any]:
    """Return an entry as plain JSON."""
    told = {name: getattr(entry, name) for name in CONTENT}
    told |= {name: told[name].isoformat() if told[name] else None for name in _DAYS}
    told |= {name: f"{told[name]:%H:%M}" if told[name] else None for name in _TIMES}
    more = {"kind": entry.kind, "strand": entry.strand, "audience": list(entry.audience)}
    return {
        **told,
        **more,
        "entry": entry.first_id or entry.pk,
        "area": entry.area_id,
        "area_name": entry.area.name,
        "activity": entry.activity_id,
    }


@dataclass(frozen=True)
class Line:
    """One entry of a version: what the engine reads, and to whom and where it belongs."""

    notice: Notice
    entry: int
    kind: str
    strand: str
    audience: tuple[str, ...]
    area: int
    area_name: str
    activity: int | None

    @property
    def uid(self) -> str:
        """Return its name in calendars, the same in every version; an activity's entry has the activity's."""
        return f"activity-{self.activity}@yike" if self.activity else f"entry-{self.entry}@yike"

    @property
    def line(self) -> str:
        """Return it on one line."""
        return line(self.notice)


def lines_of(content: Iterable[Mapping[str, Any]]) -> list[Line]:
    """Return the entries of a version."""
    return [_line(one) for one in content]


def struck(former: Iterable[IssueVersion], here: Collection[str]) -> list[Line]:
    """Return what former versions said that is not among the names ``here`` any more, in its latest words, once."""
    found: dict[str, Line] = {}
    for version in sorted(former, key=lambda one: one.turn):
        found |= {one.uid: one for one in lines_of(version.content) if one.uid not in here}
    return list(found.values())


def _line(one: Mapping[str, Any]) -> Line:
    told: dict[str, Any] = {name: one[name] for name in CONTENT}
    told |= {name: date.fromisoformat(told[name]) if told[name] else None for name in _DAYS}
    told |= {name: time.fromisoformat(told[name]) if told[name] else None for name in _TIMES}
    notice = Notice(**told, audience=audience_words(one["audience"]))
    more = {name: one[name] for name in ("entry", "kind", "strand", "area", "area_name", "activity")}
    return Line(notice, audience=tuple(one["audience"]), **more)


def head(issue: Issue, version: IssueVersion | None) -> str:
    """Return the first line of the text for chats."""
    said = {"street": issue.area.name, "title": issue.title, "number": issue.number or "—"}
    kind = version.kind if version else VersionKind.FIRST
    if kind == VersionKind.WITHDRAWAL:
        return _("【撤回】{street}第 {number} 期《{title}》作废，请不要再转").format(**said)
    if kind == VersionKind.CORRECTION:
        return _("【更正】{street}第 {number} 期《{title}》，以这一版为准").format(**said)
    return _("【便民月历】{street}第 {number} 期《{title}》").format(**said)


def chat(issue: Issue, version: IssueVersion | None, url: str, platform: str = "wecom") -> list[str]:
    """Return the text for a chat, in as many messages as its channel needs."""
    content = version.content if version else content_of(issue)
    rows = [f"{n}. {one.line}" for n, one in enumerate(lines_of(content), 1)]
    why = [_("原因：{reason}").format(reason=version.reason)] if version and version.reason else []
    foot = _("大字版：{url}").format(url=url) if url else ""
    return parts(head(issue, version), [*why, *rows], foot, CHANNELS[platform])
