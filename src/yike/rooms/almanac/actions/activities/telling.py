"""Who is told what about an activity, by the outbox, in the deed of the change itself."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from yike.core.accounts.models import User
from yike.core.outbox.actions import post
from yike.core.outbox.models import Urgency
from yike.core.record.deed import Deed
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.queries.activities import approvers, concerned

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


def when(row: Activity) -> str:
    """Return day and hours in the office's time: 2026-11-27 09:00–11:00."""
    since, until = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
    last = f"{until:%H:%M}" if since.date() == until.date() else f"{until:%m-%d %H:%M}"
    return f"{since:%Y-%m-%d %H:%M}–{last}"


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


def tell_changed(d: Deed, row: Activity) -> None:
    """Tell everybody that it takes place at another time or place."""
    with translation.override("zh-hans"):
        title = _("活动有变：{title}").format(title=row.title)
        body = _("现在是：{when} · {where}。").format(when=when(row), where=row.where)
    tell(d, row, "almanac.activity.changed", (title, body), concerned(row), Urgency.AT_ONCE)


def tell_called_off(d: Deed, row: Activity, *, postponed: bool) -> None:
    """Tell everybody that it does not take place, or not on that day, and why."""
    with translation.override("zh-hans"):
        heading = _("活动延期：{title}") if postponed else _("活动取消：{title}")
        body = _("原定 {when} · {where}。原因：{reason}。").format(
            when=when(row), where=row.where, reason=row.called_off
        )
    text = heading.format(title=row.title), body
    tell(d, row, "almanac.activity.called_off", text, concerned(row), Urgency.AT_ONCE)
