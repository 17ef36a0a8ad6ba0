"""An activity in a published issue changes: whoever compiles learns that the calendar is not true any more."""

from __future__ import annotations

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from yike.core.accounts.models import User
from yike.core.outbox.actions import post
from yike.core.outbox.models import Urgency
from yike.core.record.clock import today
from yike.core.record.deed import Deed
from yike.rooms.almanac.gathering import compared
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.issues import OUT, Entry, Issue
from yike.rooms.almanac.queries.activities import around
from yike.rooms.almanac.rules import issues as rules

KIND = "almanac.issue.untrue"


def warn_compilers(d: Deed, activity: Activity, *, off: bool) -> None:
    """Tell those who compile each issue that names the activity and is out; once for an issue in one deed."""
    rows = Entry.objects.filter(activity=activity, dropped=False, issue__state__in=sorted(OUT))
    rows = rows.filter(issue__version__gt=0).select_related("issue__area", "issue__made_by")
    for row in rows.defer("issue__area__polygon"):
        if compared(row, activity, off=off).changed and (row.until or row.day or today()) >= today():
            _warn(d, row.issue, activity)


def _warn(d: Deed, issue: Issue, activity: Activity) -> None:
    last = issue.versions.order_by("-number").first()
    page = f"{last.base if last else ''}{reverse('almanac:issue', args=[issue.pk])}"
    with translation.override("zh-hans"):
        title = _("已发布的月历要勘误：{title}").format(title=activity.title)
        body = _("“{issue}”里的这场活动变了，群里转的还是原来的。请打开勘误：{page}")
        body = body.format(issue=issue.title, page=page)
    key = f"{KIND}:{issue.pk}:{d.key}"
    whom = _compilers(issue)
    if whom:
        post(
            d,
            key=key,
            kind=KIND,
            title=title,
            body=body,
            to=whom,
            area=issue.area_id,
            urgency=Urgency.AT_ONCE,
        )


def _compilers(issue: Issue) -> list[User]:
    """Return who compiled an issue, all who may where that one does not any more."""
    maker = issue.made_by
    if maker is not None and maker.is_active and rules.COMPILE.allows(maker, issue.area):
        return [maker]
    return around(issue.area, rules.COMPILE.roles)
