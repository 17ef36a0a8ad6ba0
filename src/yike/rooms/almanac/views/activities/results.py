"""The result sheet of a contest, to be printed and signed, and as a table; each version, once it is published."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from yike.core.rights.guard import guarded
from yike.rooms.almanac.printed.result import Result
from yike.rooms.almanac.queries import activities, appeals, contests
from yike.rooms.almanac.rules import activities as rules

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _result(request: HttpRequest, pk: int, number: int) -> Result:
    contest = contests.access_contest(activities.access_activity(request.user, pk))
    sheets = {one.number: one for one in appeals.sheets_of(contest)}
    if number not in sheets:
        raise Http404
    return Result(contest, sheets[number], max(sheets))


def _named(answer: HttpResponse, how: str, name: str) -> HttpResponse:
    answer["Content-Disposition"] = f'{how}; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@guarded(rules.DESK)
def sheet(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Answer one version of the result sheet as PDF."""
    made = _result(request, pk, number)
    name = f"result-{made.contest.activity.code}-{number}.pdf"
    return _named(HttpResponse(made.pdf(), content_type="application/pdf"), "inline", name)


@guarded(rules.DESK)
def table(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Answer one version of the result as XLSX."""
    made = _result(request, pk, number)
    name = f"result-{made.contest.activity.code}-{number}.xlsx"
    return _named(HttpResponse(made.xlsx(), content_type=XLSX), "attachment", name)
