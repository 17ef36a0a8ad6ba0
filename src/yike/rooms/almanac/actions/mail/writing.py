"""Write each version of an issue to those who read it by e-mail: once each, by day, thirty in a minute.

The version keeps how far it has come; cursor and letters are written in one transaction, and a letter's key names
version and reader. Killed anywhere, the next run goes on, and nobody gets two.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from yike.core.areas.models import Area, lineage
from yike.core.outbox.actions import post
from yike.core.outbox.models import Message
from yike.core.outbox.quiet import quiet
from yike.core.outbox.register import mail_ready
from yike.core.record.clock import now
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.rooms.almanac.actions.mail.links import leave_link
from yike.rooms.almanac.models.issues import IssueVersion, VersionKind
from yike.rooms.almanac.models.subscriptions import Subscription, SubscriptionState
from yike.rooms.almanac.written import Line, head, lines_of

BATCH = 30
"""Letters of one run, of which there is one a minute: small mail servers want no more."""


def mail_out(by: By, *, batch: int = BATCH) -> int:
    """Write the next letters of the versions that are not sent to everybody yet; return how many. Not by night."""
    if quiet(now()) or not mail_ready():
        return 0
    total = 0
    for version in IssueVersion.objects.filter(mailed_at=None).order_by("pk"):
        while total < batch:
            count, over = _step(by, version, batch - total)
            total += count
            if over:
                break
    return total


def _step(by: By, version: IssueVersion, most: int) -> tuple[int, bool]:
    """Write to the next readers of a version; return how many got a letter, and whether that were all."""
    with deed(by, "almanac.mail.write") as d:
        version = d.lock(version)
        if version.mailed_at is not None:
            return 0, True
        rows = [] if d.lock(version.issue).version > version.number else _next(version, most)
        if not rows:
            d.change(version, mailed_at=d.at)
            return 0, True
        count = sum(_written(d, version, row) for row in rows)
        version.mailed = rows[-1].pk
        d.tick_many([version], ["mailed"])
        return count, False


def _next(version: IssueVersion, most: int) -> list[Subscription]:
    """Return the next readers: who had confirmed when it was published."""
    rows = Subscription.objects.filter(
        state=SubscriptionState.CONFIRMED,
        confirmed_at__lte=version.published_at,
        endpoint__area=version.issue.area_id,
        pk__gt=version.mailed,
    )
    return list(rows.select_related("endpoint", "area").defer("area__polygon").order_by("pk")[:most])


def _key(version: int, row: Subscription) -> str:
    return f"almanac.mail:{version}:{row.pk}"


def _written(d: Deed, version: IssueVersion, row: Subscription) -> bool:
    """Write one letter where there is something to say to a reader who has not left; return whether there was."""
    if d.lock(row).state != SubscriptionState.CONFIRMED:
        return False
    former = version.issue.versions.filter(number__lt=version.number).values_list("pk", flat=True)
    had = Message.objects.filter(key__in=[_key(pk, row) for pk in former]).exists()
    lines = _wanted(row, lines_of(version.content))
    if not had and (version.kind == VersionKind.WITHDRAWAL or not lines):
        return False
    leave = version.base + reverse("on:mail_leave", args=[leave_link(row.pk)])
    with translation.override(row.language):
        title, body = head(version.issue, version), _body(version, lines, leave)
    post(
        d,
        key=_key(version.pk, row),
        kind="almanac.mail",
        title=title,
        body=body,
        to=[row.endpoint],
        area=version.issue.area_id,
        subject=row.recorded_subject(),
        leave=leave,
    )
    return True


def _wanted(row: Subscription, lines: Iterable[Line]) -> list[Line]:
    """Return the entries that somebody wants to read: what is for everybody is for them, too."""
    near = _near(row.area) if row.area else None
    return [
        one
        for one in lines
        if (near is None or one.area in near)
        and (not row.audience or not one.audience or row.audience in one.audience)
        and (not row.strand or row.strand == one.strand)
    ]


def _near(area: Area) -> set[int]:
    """Return the areas that an area lies in, or that lie in it."""
    inside = Area.objects.filter(path__startswith=area.path)
    return set((inside | Area.objects.filter(path__in=lineage(area.path))).values_list("pk", flat=True))


def _body(version: IssueVersion, lines: list[Line], leave: str) -> str:
    url = version.base + reverse("on:issue", args=[version.issue_id])
    why = [_("原因：{reason}").format(reason=version.reason)] if version.reason else []
    rows = [f"{n}. {one.line}" for n, one in enumerate(lines, 1)]
    foot = [
        _("大字版：{url}").format(url=url),
        "",
        _("您订了便民月历，所以收到这封信。不想再收：{leave}").format(leave=leave),
    ]
    return "\n".join([*why, *rows, "", *foot])
