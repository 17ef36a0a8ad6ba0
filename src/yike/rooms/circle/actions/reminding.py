"""Reminders of bad ratings: once when most of the time has gone, once when all of it has."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from yike.core.calendar.queries import work_clock
from yike.core.outbox.actions import post
from yike.core.outbox.models import Message
from yike.core.record.clock import now
from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.engines.worktime import Reckoning, WorkClock, moments
from yike.rooms.circle import deadlines
from yike.rooms.circle.models import Rating
from yike.rooms.circle.queries.ratings import answerers, running_out

MOST = 80  # per cent of the time gone


def remind_of_ratings() -> int:
    """Post what is due now and was not posted yet; return how many. Run again, it posts nothing twice."""
    clock = work_clock()
    due = [word for row in running_out() for word in _due(row, clock)]
    known = set(Message.objects.filter(key__in=[key for key, *_ in due]).values_list("key", flat=True))
    fresh = [word for word in due if word[0] not in known]
    for key, kind, row, duty, until in fresh:
        _remind(key, kind, row, duty, until)
    return len(fresh)


Word = tuple[str, str, Rating, str, datetime]


def _due(row: Rating, clock: WorkClock) -> list[Word]:
    """Return the reminders of a rating whose time has come: key, kind, rating, duty, until when."""
    found: list[Word] = []
    for duty, until, reckoning in _duties(row, clock):
        mark = f"{row.number}:{duty}:{until:%Y%m%d%H%M}"
        if now() > until + timedelta(minutes=1):
            found.append((f"circle.rating.overdue:{mark}", "circle.rating.overdue", row, duty, until))
        elif (at := moments(reckoning, (MOST,))[0]) and now() >= at:
            found.append((f"circle.rating.due:{mark}", "circle.rating.due", row, duty, until))
    return found


def _duties(row: Rating, clock: WorkClock) -> list[tuple[str, datetime, Reckoning]]:
    duties: list[tuple[str, datetime, Reckoning]] = []
    if row.contact_by:
        duties.append(("contact", row.contact_by, deadlines.contact(row.received_at, clock)))
    if row.mend_by:
        since = row.mend_from or row.received_at
        duties.append(("mend", row.mend_by, deadlines.mending(since, clock)))
    return duties


def _remind(key: str, kind: str, row: Rating, duty: str, until: datetime) -> None:
    title, body = _words(kind == "circle.rating.overdue", duty)
    said = {
        "point": row.point,
        "number": row.number,
        "when": f"{timezone.localtime(until):%Y-%m-%d %H:%M}",
    }
    with deed(By.machine("circle.ratings"), "circle.rating.remind") as d:
        to = answerers(row)
        body = body.format(**said)
        post(d, key=key, kind=kind, title=title.format(**said), body=body, to=to, area=row.area_id)


def _words(late: bool, duty: str) -> tuple[str, str]:
    """Return title and text of a reminder, with places for point, number and moment."""
    with translation.override("zh-hans"):
        if duty == "contact":
            title = _("{point}的差评还没联系，已超期") if late else _("{point}的差评快到联系时限")
            return title, _("{number} 要在 {when} 前联系评价人、核实情况。")
        title = _("{point}的差评还没整改，已超期") if late else _("{point}的差评快到整改时限")
        return title, _("{number} 要在 {when} 前整改好并答复。")
