"""Within a day before: whoever signed up with an account is reminded, and whoever leads it learns how many come."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from yike.core.outbox.actions import post
from yike.core.outbox.models import Message
from yike.core.record.clock import now
from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.rooms.almanac.models.activities import Activity, ActivityState, SignUp
from yike.rooms.almanac.models.signups import Registration, Seats, SignUpState
from yike.rooms.almanac.saying import when

BEFORE = timedelta(hours=24)


def _heading(row: Activity, at: datetime) -> str:
    """Return the words for the day on which it begins: within 24 hours that is today or tomorrow."""
    soon = timezone.localdate(row.starts_at) == timezone.localdate(at)
    return _("今天的活动：{title}") if soon else _("明天的活动：{title}")


def remind() -> int:
    """Remind of all that begins within 24 hours, once for each hour it is to begin at; return of how many."""
    at = now()
    rows = Activity.objects.filter(
        state=ActivityState.OPEN, signup=SignUp.OPEN, starts_at__gt=at, starts_at__lte=at + BEFORE
    )
    return sum(_reminded(row) for row in rows.select_related("leader", "made_by"))


def _reminded(row: Activity) -> int:
    key = f"almanac.signup.remind:{row.pk}:{row.starts_at.timestamp():.0f}"
    if Message.objects.filter(key=key).exists():
        return 0
    with deed(By.machine("almanac.remind"), "almanac.signup.remind") as d, translation.override("zh-hans"):
        title = _heading(row, d.at).format(title=row.title)
        body = f"{when(row)} · {row.where}"
        booked = Registration.objects.filter(activity=row, state=SignUpState.BOOKED, user__is_active=True)
        users = [one.user for one in booked.select_related("user")]
        if users:
            kind = "almanac.signup.remind"
            post(d, key=f"{key}:all", kind=kind, title=title, body=body, to=users, area=row.area_id)
        seats = Seats.objects.filter(activity=row).first() or Seats()
        counted = {"n": seats.taken, "m": seats.waiting}
        more = _("报上 {n} 人，候补 {m} 个；留电话没有账号的，请打电话提醒。").format(**counted)
        to = [one for one in (row.leader or row.made_by,) if one is not None and one.is_active]
        body, kind = f"{body}\n{more}", "almanac.signup.remind"
        post(d, key=key, kind=kind, title=title, body=body, to=to, area=row.area_id)
    return 1
