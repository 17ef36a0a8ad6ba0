"""What an issue looks like outside: poster, picture, text for chats, script, table; of a draft as well."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation

from yike.core.look import site
from yike.core.rights.guard import guarded
from yike.engines.notices import script
from yike.rooms.almanac.issue_sheet import workbook
from yike.rooms.almanac.models.issues import Issue, IssueVersion
from yike.rooms.almanac.poster import poster_of
from yike.rooms.almanac.queries import issues as queries
from yike.rooms.almanac.rules import issues as rules
from yike.rooms.almanac.written import chat, content_of, lines_of

Out = Callable[[HttpRequest, Issue, IssueVersion | None], HttpResponse]


def standing(issue: Issue) -> IssueVersion | None:
    """Return the version to show: what went out, or none while its entries are being written."""
    return None if issue.edited else queries.last_version(issue)


def content(issue: Issue, version: IssueVersion | None) -> Any:
    """Return the content to show."""
    return version.content if version else content_of(issue)


def public_address(request: HttpRequest, issue: Issue) -> str:
    """Return the whole address of the public page; "" before there is one."""
    return site.address(request, reverse("on:issue", args=[issue.pk])) if issue.version else ""


def poster(request: HttpRequest, issue: Issue, version: IssueVersion | None) -> Any:
    """Return the poster, in Chinese whoever looks: it hangs in the street."""
    with translation.override("zh-hans"):
        return poster_of(issue, version, lines_of(content(issue, version)), public_address(request, issue))


def _a4(request: HttpRequest, issue: Issue, version: IssueVersion | None) -> HttpResponse:
    return pdf(poster(request, issue, version).pdf("a4"), f"yueli-{issue.month:%Y-%m}-a4.pdf")


def _a3(request: HttpRequest, issue: Issue, version: IssueVersion | None) -> HttpResponse:
    return pdf(poster(request, issue, version).pdf("a3"), f"yueli-{issue.month:%Y-%m}-a3.pdf")


def _picture(request: HttpRequest, issue: Issue, version: IssueVersion | None) -> HttpResponse:
    return HttpResponse(poster(request, issue, version).png(), content_type="image/png")


def _text(request: HttpRequest, issue: Issue, version: IssueVersion | None) -> HttpResponse:
    with translation.override("zh-hans"):
        told = chat(issue, version, public_address(request, issue))
    return plain("\n\n".join(told))


def _script(_request: HttpRequest, issue: Issue, version: IssueVersion | None) -> HttpResponse:
    with translation.override("zh-hans"):
        rows = [one.notice for one in lines_of(content(issue, version))]
    return plain(script(issue.area.name, issue.number or 1, rows))


def _xlsx(_request: HttpRequest, issue: Issue, version: IssueVersion | None) -> HttpResponse:
    made = workbook(issue, lines_of(content(issue, version)))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    answer = HttpResponse(made, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="yueli-{issue.month:%Y-%m}.xlsx"'
    return answer


def plain(text: str) -> HttpResponse:
    """Answer plain text."""
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def pdf(made: bytes, name: str) -> HttpResponse:
    """Answer a PDF to look at."""
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


OUTS: dict[str, Out] = {
    "a4": _a4,
    "a3": _a3,
    "picture": _picture,
    "text": _text,
    "script": _script,
    "xlsx": _xlsx,
}


@guarded(rules.SEE)
def out(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Answer one of the forms of an issue, as it stands now."""
    row = queries.access_issue(request.user, pk)
    if what not in OUTS:
        raise Http404
    return OUTS[what](request, row, standing(row))
