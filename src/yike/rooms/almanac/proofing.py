"""Entries proof-read: the engine asked, with the pages of this house."""

from __future__ import annotations

from yike.core.look.leading import leads
from yike.engines.notices import Remark, proofread
from yike.rooms.almanac import gathering
from yike.rooms.almanac.models.issues import Entry, Issue


def remarks_of(entry: Entry, issue: Issue) -> list[Remark]:
    """Return what proof-reading says of an entry, the grave remarks first: its activity has changed, its words."""
    return [*gathering.remarks(entry), *proofread(entry.notice, month=issue.month, leads=leads)]


def grave_of(entry: Entry, issue: Issue) -> list[Remark]:
    """Return what has to be mended before the issue goes to its reviewers."""
    return [one for one in remarks_of(entry, issue) if one.grave]
