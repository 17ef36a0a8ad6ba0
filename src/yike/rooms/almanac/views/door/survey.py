"""Three taps after an activity, by the personal link; without scripts, and without telling who it was."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yike.core.look.errors import too_often as refused
from yike.core.look.faults import told
from yike.core.look.often import WINDOW
from yike.core.rights.by import By
from yike.core.rights.guard import public
from yike.engines.faults import Fault
from yike.rooms.almanac.actions import after as actions
from yike.rooms.almanac.models.signups import Registration
from yike.rooms.almanac.queries import after as queries
from yike.rooms.almanac.views.door.activity import PRIVATE
from yike.rooms.almanac.views.door.mine import WHY, TooMany, opened

TAPS = frozenset({"1", "2", "3"})


@public(WHY)
def survey(request: HttpRequest, link: str) -> HttpResponse:
    """Ask one question after another, each with three buttons; the third tap writes all three."""
    try:
        row = opened(request, link)
    except TooMany:
        return refused(request, wait_seconds=WINDOW)
    if not row.surveyed and not queries.may_answer(row):
        raise Http404
    said = {name: request.POST[name] for name in queries.QUESTIONS if request.POST.get(name) in TAPS}
    wrong, left = "", [name for name in queries.QUESTIONS if name not in said]
    if request.method == "POST" and not left and not row.surveyed:
        wrong = _written(row, said)
    return _page(request, row, link, said, left, wrong)


def _written(row: Registration, said: dict[str, str]) -> str:
    """Write the answers; return what is wrong, or nothing."""
    try:
        actions.take_survey(
            By(None, _("来过的人"), "web"), row, **{name: int(tap) for name, tap in said.items()}
        )
    except Fault as fault:
        return told(fault)
    row.surveyed = True
    return ""


def _page(
    request: HttpRequest, row: Registration, link: str, said: dict[str, str], left: list[str], wrong: str
) -> HttpResponse:
    asked = None if row.surveyed or not left else queries.QUESTIONS[left[0]]
    shown = {
        "activity": row.activity,
        "link": link,
        "done": row.surveyed,
        "said": said.items(),
        "name": left[0] if left else "",
        "question": asked[0] if asked else "",
        "answers": list(enumerate(asked[1], 1)) if asked else [],
        "step": len(queries.QUESTIONS) - len(left) + 1,
        "wrong": wrong,
    }
    answer = render(request, "on/survey.html", shown, status=422 if wrong else 200)
    answer["Cache-Control"] = PRIVATE
    answer["X-Robots-Tag"] = "noindex"
    return answer
