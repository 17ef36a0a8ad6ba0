"""Three taps after an activity, by the personal link or the code at the exit; without scripts, without names."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from yike.core.look.errors import too_often as refused
from yike.core.look.faults import told
from yike.core.look.often import WINDOW, too_often
from yike.core.record.clock import now
from yike.core.rights.by import By
from yike.core.rights.guard import public
from yike.engines.faults import Fault
from yike.rooms.almanac.actions import after as actions
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.signups import Registration
from yike.rooms.almanac.queries import activities
from yike.rooms.almanac.queries import after as queries
from yike.rooms.almanac.views.door.activity import PRIVATE
from yike.rooms.almanac.views.door.mine import WHY, TooMany, opened

TAPS = frozenset({"1", "2", "3"})
COOKIE = "yike_said"
AN_HOUR = 3600
PRESSES = 200  # from one address in an hour: a hall with one network


def _by() -> By:
    return By(None, _("来过的人"), "web")


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
    return _asked(request, row.activity, said, left, wrong, done=row.surveyed)


def _written(row: Registration, said: dict[str, str]) -> str:
    """Write the answers; return what is wrong, or nothing."""
    try:
        actions.take_survey(_by(), row, **{name: int(tap) for name, tap in said.items()})
    except Fault as fault:
        return told(fault)
    row.surveyed = True
    return ""


@public("whoever stands at the exit may answer")
def on_the_spot(request: HttpRequest, code: str) -> HttpResponse:
    """Ask the same of who came without signing up: the code hangs at the exit, a telephone answers once an hour."""
    row = activities.public_activity(code)
    if not queries.open_on_the_spot(row, now()):
        raise Http404
    said = {name: request.POST[name] for name in queries.QUESTIONS if request.POST.get(name) in TAPS}
    wrong, left = "", [name for name in queries.QUESTIONS if name not in said]
    done = request.COOKIES.get(COOKIE) == row.code
    if request.method != "POST" or left or done:
        return _asked(request, row, said, left, wrong, done=done)
    if too_often(request.META.get("REMOTE_ADDR", ""), f"survey:{row.code}", PRESSES, AN_HOUR):
        return refused(request, wait_seconds=AN_HOUR)
    try:
        actions.take_on_the_spot(_by(), row, **{name: int(tap) for name, tap in said.items()})
    except Fault as fault:
        return _asked(request, row, said, left, told(fault), done=False)
    answer = _asked(request, row, said, left, "", done=True)
    path = reverse("on:survey_here", args=[row.code])
    answer.set_cookie(COOKIE, row.code, max_age=AN_HOUR, path=path, httponly=True, samesite="Lax")
    return answer


def _asked(
    request: HttpRequest, row: Activity, said: dict[str, str], left: list[str], wrong: str, *, done: bool
) -> HttpResponse:
    asked = None if done or not left else queries.QUESTIONS[left[0]]
    shown = {
        "activity": row,
        "done": done,
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
