"""Who reads the monthly calendar by e-mail, as the links in letters and the desk find it."""

from __future__ import annotations

from yike.core.outbox.flows import State
from yike.core.outbox.models import Delivery
from yike.core.record.clock import now
from yike.rooms.almanac.actions.mail.asking import valid
from yike.rooms.almanac.actions.mail.links import leave_link, number_of, same
from yike.rooms.almanac.models.issues import IssueVersion
from yike.rooms.almanac.models.subscriptions import Subscription, SubscriptionState


def by_yes(link: str) -> Subscription | None:
    """Return what a link confirms; None where it is wrong or too old."""
    row = _row(link)
    return row if row is not None and valid(row, link, now()) else None


def by_leave(link: str) -> Subscription | None:
    """Return what a link ends, also once it has ended."""
    row = _row(link)
    return row if row is not None and same(link, leave_link(row.pk)) else None


def _row(link: str) -> Subscription | None:
    rows = Subscription.objects.select_related("endpoint__area", "area")
    rows = rows.defer("endpoint__area__polygon", "area__polygon")
    return rows.filter(pk=number_of(link)).first()


def readers(area: int) -> int:
    """Return how many read the calendar of a street by e-mail."""
    return Subscription.objects.filter(state=SubscriptionState.CONFIRMED, endpoint__area=area).count()


def letters(version: IssueVersion) -> dict[str, int]:
    """Return how many letters of a version were written, and how many have gone out."""
    rows = Delivery.objects.filter(message__key__startswith=f"almanac.mail:{version.pk}:")
    return {"written": rows.count(), "sent": rows.filter(state=State.SENT).count()}
