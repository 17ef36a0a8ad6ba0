"""The list of issues, the page of one with its proof-reading, and the form on which one is begun."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yike.core.accounts.views.acting import Page, act, sent
from yike.core.look.pages import paged
from yike.core.record.clock import today
from yike.core.record.queries import timeline
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.rooms.almanac.actions import issues as actions
from yike.rooms.almanac.flows.issues import ISSUE
from yike.rooms.almanac.forms.issues import BeginForm
from yike.rooms.almanac.gathering import now_of
from yike.rooms.almanac.models.issues import LINE_MOST, Entry, Issue, IssueState
from yike.rooms.almanac.proofing import remarks_of
from yike.rooms.almanac.queries import gathering, packs
from yike.rooms.almanac.queries import issues as queries
from yike.rooms.almanac.rules import issues as rules
from yike.rooms.almanac.written import Line, lines_of, plain

STEPS = (
    IssueState.GATHERING,
    IssueState.PROOFING,
    IssueState.FIRST,
    IssueState.SECOND,
    IssueState.SIGNING,
    IssueState.SIGNED,
    IssueState.PUBLISHED,
)


@guarded(rules.SEE)
def issues(request: HttpRequest) -> HttpResponse:
    """Show the issues of one's street, the newest first."""
    context = {
        "page": paged(request, queries.listed(request.user)),
        "may_begin": rules.COMPILE.allows(request.user),
        "late": packs.late(request.user).count(),
        "may_propose": rules.PROPOSE.allows(request.user),
        "untrue": gathering.untrue(request.user),
        "asked": packs.questions_visible_to(request.user).filter(answered_at=None).count(),
    }
    return render(request, "almanac/issues.html", context)


@guarded(rules.COMPILE)
def begin(request: HttpRequest) -> HttpResponse:
    """Begin the issue of a month: it gathers what is planned."""
    following = today().replace(day=28) + timedelta(days=7)
    form = BeginForm(request.user, sent(request), initial={"month": f"{following:%Y-%m}"})
    page = Page(_("编下个月的月历"), _("开始征集"), reverse("almanac:issues"), _("已开始征集。"), _lead())
    return act(
        request, form, page, lambda: redirect(actions.begin_issue(by_of(request), **form.cleaned_data))
    )


def _lead() -> str:
    return _("这个月里已经同意的活动、站点的变动和平时记下的通知会自己进来。")


@guarded(rules.SEE)
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an issue: where it stands, its entries with what proof-reading says, what went out."""
    return render(request, "almanac/issue.html", shown(request, queries.access_issue(request.user, pk)))


def shown(request: HttpRequest, row: Issue) -> dict[str, Any]:
    """Return what the page of an issue shows to this person."""
    entries = queries.entries_of(row)
    told = [_told(request, one, row, n) for n, one in enumerate(entries, 1)]
    version = queries.last_version(row)
    return {
        "issue": row,
        "entries": told,
        "kept": sum(not one.dropped for one in entries),
        "grave": sum(one["grave"] for one in told),
        "untrue": [one["row"] for one in told if one["changed"]] if row.out else [],
        "arrows": arrows(request.user, row),
        "approvals": queries.approvals_of(row),
        "steps": [str(one.label) for one in STEPS],
        "at": _at(row),
        "version": version,
        "versions": queries.versions_of(row),
        "may_add": _may_add(request.user, row),
        "may_schedule": row.state == IssueState.SIGNED and rules.COMPILE.allows(request.user, row.area),
        "may_gather": row.edited and rules.COMPILE.allows(request.user, row.area),
        "history": timeline(row.recorded_subject()),
        "most": LINE_MOST,
    }


def _may_add(user: Any, row: Issue) -> bool:
    return (
        row.edited
        and queries.writable_areas(user, row).exists()
        and (row.state == IssueState.GATHERING or rules.COMPILE.allows(user, row.area))
    )


def arrows(user: Any, row: Issue) -> list[Any]:
    """Return the buttons of this person; who has looked in this round has none of the looks."""
    done = row.approvals.filter(round=row.round, by=user.pk).exists()
    looks = {"first", "second", "sign"}
    return [one for one in ISSUE.open_to(user, row.state, row.area) if not (done and one.verb in looks)]


def _at(row: Issue) -> int:
    """Return how many steps are behind it, for the row of steps."""
    if row.state == IssueState.CORRECTING:
        return 1
    return STEPS.index(IssueState(row.state)) if row.state in STEPS else len(STEPS)


def _told(request: HttpRequest, entry: Entry, row: Issue, order: int) -> dict[str, Any]:
    """Return an entry with its line in the chat and what proof-reading says in the reader's language."""
    english = (get_language() or "").startswith("en")
    remarks = [] if entry.dropped else remarks_of(entry, row)
    now = now_of(entry)
    line = _line(entry).line
    return {
        "row": entry,
        "order": order,
        "line": line,
        "length": len(line),
        "remarks": [(one.grave, one.text("en" if english else "zh")) for one in remarks],
        "grave": any(one.grave for one in remarks),
        "changed": now.changed and not entry.dropped,
        "off": now.off,
        "may_write": queries.may_write(request.user, row, entry.area),
    }


def _line(entry: Entry) -> Line:
    return lines_of([plain(entry)])[0]
