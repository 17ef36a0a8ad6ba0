"""After an activity: what the survey says, opinions made requests, questions given to somebody and answered."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yike.core.accounts.views.acting import Page, act, sent
from yike.core.look.faults import told
from yike.core.look.pages import paged
from yike.core.record.clock import now
from yike.core.record.voices import may_hand_on
from yike.core.rights.by import By, by_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault
from yike.rooms.almanac.actions import after as actions
from yike.rooms.almanac.forms import after as forms
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.after import Opinion
from yike.rooms.almanac.queries import activities
from yike.rooms.almanac.queries import after as queries
from yike.rooms.almanac.rules import activities as rules
from yike.rooms.almanac.views.activities.helpers import planned


@guarded(rules.DESK)
def after(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what came of an activity."""
    row = activities.access_activity(request.user, pk)
    (number, survey), (spot, at_exit) = queries.survey(row), queries.at_exit(row, now())
    may = rules.may_plan(request.user, row)
    shown = {
        "activity": row,
        "number": number,
        "survey": survey,
        "spot": spot,
        "at_exit": at_exit,
        "closes": row.ends_at + queries.SPOT,
        "opinions": queries.opinions_of(row),
        "tasks": queries.tasks_of(row),
        "told": queries.told_of(row),
        "may": may,
        "may_hand": may and may_hand_on(request.user, row.area),
    }
    return render(request, "almanac/after.html", shown)


def _page(row: Activity, title: str, button: str, lead: str = "") -> Page:
    back = reverse("almanac:after", args=[row.pk])
    return Page(title, button, back, _("已记下。"), lead, whose=row.title)


@guarded(rules.PLAN)
def take_opinions(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down opinions, one a line."""
    row = planned(request, pk)
    form = forms.OpinionsForm(sent(request))
    page = _page(
        row, _("记意见"), _("记下"), _("记下以后，要办的转成诉求，编号、时限都有；只是感谢的不用办。")
    )

    def do() -> object:
        return actions.take_opinions(by_of(request), row, form.cleaned_data["words"].splitlines())

    return act(request, form, page, do, template="almanac/activity_go.html", activity=row)


OPINION: dict[str, Callable[[By, Opinion], Opinion]] = {"hand": actions.hand, "note": actions.note}


@guarded(rules.PLAN)
@require_POST
def go_opinion(request: HttpRequest, pk: int, one: int, verb: str) -> HttpResponse:
    """Make an opinion a request, or note that it asks for nothing."""
    row = planned(request, pk)
    opinion = queries.access_opinion(row, one)
    if verb not in OPINION:
        raise Http404
    try:
        done = OPINION[verb](by_of(request), opinion)
    except Fault as fault:
        messages.error(request, told(fault))
    else:
        word = _("已转成诉求 {number}。").format(number=done.number) if done.number else _("已记下。")
        messages.success(request, word)
    return redirect("almanac:after", row.pk)


@guarded(rules.PLAN)
def ask_later(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a question to somebody."""
    row = planned(request, pk)
    form = forms.TaskForm(request.user, sent(request))
    page = _page(row, _("记一个要答的提问"), _("交给他"), _("他会收到通知，“今天”页上也看得到。"))

    def do() -> object:
        return actions.ask_later(by_of(request), row, **form.cleaned_data)

    return act(request, form, page, do, template="almanac/activity_go.html", activity=row)


@guarded(rules.MINE)
def tasks(request: HttpRequest) -> HttpResponse:
    """Show what this person has to answer."""
    return render(request, "almanac/tasks.html", {"page": paged(request, queries.mine(request.user))})


@guarded(rules.MINE)
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a question; its owner answers it."""
    row = queries.access_task(request.user, pk)
    if not queries.may_answer_task(request.user, row):
        return render(request, "almanac/task.html", {"task": row})
    form = forms.AnswerForm(sent(request))
    back = reverse("almanac:tasks")
    lead = _("{day} 以前答复。").format(day=row.due)
    page = Page(row.words, _("答复好了"), back, _("已记下。"), lead, whose=row.activity.title)

    def do() -> object:
        return actions.answer_task(by_of(request), row, **form.cleaned_data)

    return act(request, form, page, do)
