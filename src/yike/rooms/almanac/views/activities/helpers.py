"""Who helped at an activity, and how long."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yike.core.accounts.views.acting import Page, act, sent
from yike.core.look.faults import told
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault
from yike.rooms.almanac.actions import activities as actions
from yike.rooms.almanac.forms.activities import HelperForm
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.queries import activities as queries
from yike.rooms.almanac.rules import activities as rules


def planned(request: HttpRequest, pk: int) -> Activity:
    """Return an activity that this person may change. Raises ``Http404``."""
    row = queries.access_activity(request.user, pk)
    if not rules.may_plan(request.user, row):
        raise Http404
    return row


@guarded(rules.PLAN)
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Note the time of a volunteer."""
    row = planned(request, pk)
    form = HelperForm(request.user, sent(request))
    page = Page(_("记志愿时长"), _("记下"), row.get_absolute_url(), _("已记下。"), whose=row.title)

    def do() -> object:
        said = form.cleaned_data
        minutes = int(said["hours"] * 60)
        return actions.note_helper(by_of(request), row, user=said["user"], minutes=minutes, task=said["task"])

    return act(request, form, page, do, template="almanac/activity_go.html", activity=row)


@guarded(rules.PLAN)
@require_POST
def drop(request: HttpRequest, pk: int, helping: int) -> HttpResponse:
    """Take out who did not help."""
    row = planned(request, pk)
    found = get_object_or_404(row.helpings, pk=helping)
    try:
        actions.drop_helper(by_of(request), found)
    except Fault as fault:
        messages.error(request, told(fault))
    return redirect(row)
