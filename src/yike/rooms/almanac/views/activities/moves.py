"""The moves of an activity: each asks only for what it needs, and leads back to its page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from yike.core.accounts.views.acting import Page, act, sent
from yike.core.record.clock import today
from yike.core.rights.by import By, by_of
from yike.core.rights.flow import Arrow
from yike.core.rights.guard import guarded
from yike.rooms.almanac.actions import activities as actions
from yike.rooms.almanac.actions.activities.series import cancel_following
from yike.rooms.almanac.flows.activities import ACTIVITY
from yike.rooms.almanac.forms.activities import ReasonForm, RescheduleForm, SummaryForm
from yike.rooms.almanac.forms.series import FOLLOWING, SessionReasonForm
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.queries import activities as queries
from yike.rooms.almanac.rules import activities as rules

MOVES: dict[str, Callable[..., Activity]] = {
    "ask": actions.ask,
    "approve": actions.approve,
    "return": actions.give_back,
    "begin": actions.begin,
    "end": actions.end,
    "archive": actions.archive,
    "reschedule": actions.reschedule,
    "postpone": actions.postpone,
    "cancel": actions.cancel,
}
FORMS: dict[str, type[django_forms.Form]] = {
    "archive": SummaryForm,
    "return": ReasonForm,
    "postpone": ReasonForm,
    "cancel": ReasonForm,
    "reschedule": RescheduleForm,
}


def arrows(user: Any, activity: Activity) -> list[Arrow]:
    """Return the arrows this person may go from here, in the order of the table."""
    here = [one for one in ACTIVITY if activity.state in one.since and _timely(one, activity)]
    return [one for one in here if rules.may_go(user, one, activity)]


def _timely(arrow: Arrow, activity: Activity) -> bool:
    """Return whether its day has come, for what is pressed on the day."""
    return arrow.verb != "begin" or timezone.localdate(activity.starts_at) <= today()


@guarded(rules.DESK)
def go(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Move an activity on; what needs words asks for them first."""
    row = queries.access_activity(request.user, pk)
    arrow = next((one for one in ACTIVITY if one.verb == verb), None)
    if arrow is None or not rules.may_go(request.user, arrow, row):
        raise Http404
    form = _form_for(row, verb)(sent(request))
    danger = "danger" if verb == "cancel" else "main"
    page = Page(
        str(arrow.label),
        str(arrow.label),
        row.get_absolute_url(),
        _("已记下。"),
        _lead(verb),
        danger,
        row.title,
    )
    return act(
        request,
        form,
        page,
        lambda: _moved(by_of(request), row, verb, dict(form.cleaned_data)),
        template="almanac/activity_go.html",
        activity=row,
    )


def _form_for(row: Activity, verb: str) -> type[django_forms.Form]:
    """Return what is asked for; of a session of a series that is cancelled, whether those after it are too."""
    if verb == "cancel" and row.series_id:
        return SessionReasonForm
    return FORMS.get(verb, django_forms.Form)


def _moved(by: By, row: Activity, verb: str, said: dict[str, Any]) -> object:
    following = said.pop("scope", "") == FOLLOWING
    return cancel_following(by, row, **said) if following else MOVES[verb](by, row, **said)


def _lead(verb: str) -> str:
    said = {
        "ask": _("送审以后，审批的人马上收到通知，两个工作日内要有结果。"),
        "approve": _("同意以后，居民就能看到；要报名的就可以报名了。"),
        "begin": _("到了时间会自动开始；提前到场可以现在按。"),
        "end": _("到了时间会自动结束。结束以后五个工作日内写总结。"),
        "archive": _("归档时写下数字，以后不再变。"),
        "cancel": _("报了名的人、主办和协办单位都会收到通知，原因他们看得到。"),
        "postpone": _("报了名的人都会收到通知；场地先让出来。"),
        "reschedule": _("报了名的人都会收到新的时间。"),
    }
    return said.get(verb, "")
