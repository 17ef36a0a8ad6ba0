"""Who is told what about an activity, by the outbox, in the deed of the change itself."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import translation
from django.utils.translation import gettext as _

from yike.core.accounts.models import User
from yike.core.outbox.actions import post
from yike.core.outbox.models import Urgency
from yike.core.record.deed import Deed
from yike.rooms.almanac.actions.issues.warning import warn_compilers
from yike.rooms.almanac.actions.signups.telling import tell_signed_up
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.signups import Call
from yike.rooms.almanac.queries.activities import approvers, concerned
from yike.rooms.almanac.saying import when

_NORMAL = Urgency.NORMAL


def tell(
    d: Deed, row: Activity, kind: str, text: tuple[str, str], to: Iterable[User], urgency: Urgency = _NORMAL
) -> None:
    """Post title and body about an activity to some people, once in this deed; the doer is not told."""
    doer = d.by.user.pk if d.by.user else None
    whom = [one for one in dict.fromkeys(to) if one.pk != doer]
    if whom:
        heading, body = text
        key = f"{kind}:{row.pk}:{d.key}"
        post(d, key=key, kind=kind, title=heading, body=body, to=whom, area=row.area_id, urgency=urgency)


def tell_asked(d: Deed, row: Activity) -> None:
    """Tell those who approve that a plan waits."""
    with translation.override("zh-hans"):
        text = _("活动待审批：{title}").format(title=row.title), f"{when(row)} · {row.where}"
    tell(d, row, "almanac.activity.asked", text, approvers(row))


def tell_approved(d: Deed, row: Activity) -> None:
    """Tell who planned it, and the units that hold it with others, that it takes place."""
    with translation.override("zh-hans"):
        text = _("活动已同意：{title}").format(title=row.title), f"{when(row)} · {row.where}"
    tell(d, row, "almanac.activity.approved", text, concerned(row))


def tell_returned(d: Deed, row: Activity, reason: str) -> None:
    """Tell who planned it what has to be changed."""
    with translation.override("zh-hans"):
        text = _("活动退回修改：{title}").format(title=row.title), reason
    tell(d, row, "almanac.activity.returned", text, concerned(row))


def tell_changed(d: Deed, row: Activity, *, staff: bool = True) -> None:
    """Tell everybody that it takes place at another time or place; those who hold it too, where ``staff``."""
    with translation.override("zh-hans"):
        title = _("活动有变：{title}").format(title=row.title)
        body = _("现在是：{when} · {where}。").format(when=when(row), where=row.where)
    if staff:
        tell(d, row, "almanac.activity.changed", (title, body), concerned(row), Urgency.AT_ONCE)
    warn_compilers(d, row, off=False)
    tell_signed_up(d, row, "almanac.activity.changed", (title, body), Call.CHANGED)


def tell_called_off(d: Deed, row: Activity, *, postponed: bool, staff: bool = True) -> None:
    """Tell everybody that it does not take place, or not on that day, and why."""
    with translation.override("zh-hans"):
        heading = _("活动延期：{title}") if postponed else _("活动取消：{title}")
        body = _("原定 {when} · {where}。原因：{reason}。").format(
            when=when(row), where=row.where, reason=row.called_off
        )
    text = heading.format(title=row.title), body
    if staff:
        tell(d, row, "almanac.activity.called_off", text, concerned(row), Urgency.AT_ONCE)
    warn_compilers(d, row, off=True)
    tell_signed_up(d, row, "almanac.activity.called_off", text, Call.CANCELLED)
