"""Somebody asks for the calendar by e-mail. Nothing is sent but one letter that asks whether it was they."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from yike.core.areas.models import Area, AreaLevel, lineage
from yike.core.outbox.actions import keep_mailbox, mailbox_of, owner_of, post
from yike.core.outbox.models import Endpoint, Urgency
from yike.core.record.clock import now
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.core.vault.current import keyring
from yike.core.vault.sealing import blind_index
from yike.engines.faults import Fault
from yike.rooms.almanac.actions.mail.links import leave_link, same, yes_link
from yike.rooms.almanac.models.subscriptions import Subscription, SubscriptionState

CONSENT = "2026-11"
"""The edition of the words that are agreed to: change it when the words on the page change."""
CONFIRM = timedelta(hours=48)
DAY, PAUSE, MOST = timedelta(days=1), timedelta(minutes=10), 3
"""One address is asked at most three times a day, and not twice within ten minutes."""
WAITING = 200
"""So many may wait for their owners' yes in one hour: more is somebody who tries addresses."""


@dataclass(frozen=True)
class Choice:
    """What somebody wants to read; nothing means everything."""

    area: Area | None = None
    audience: str = ""
    strand: str = ""
    language: str = "zh-hans"

    def plain(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        area = self.area.pk if self.area else None
        return {"area": area, "audience": self.audience, "strand": self.strand, "language": self.language}


def ask_for_mail(by: By, *, address: str, choice: Choice, base: str) -> None:
    """Ask the owner of an address whether they want the calendar. ``base`` is where residents reach this house.

    Nothing tells the caller whether the address is known, or was asked too often: then no letter goes out.
    Raises ``Fault`` for what is no address, and where very many are waiting to be confirmed.
    """
    mailbox_of(address)  # raises for what is no address
    _refuse_flood()
    with suppress(IntegrityError):  # the same address, in this very moment: that press has asked
        _asked(by, address, choice, base)


def _refuse_flood() -> None:
    fresh = Subscription.objects.filter(
        state=SubscriptionState.ASKED, asked_at__gt=now() - timedelta(hours=1)
    )
    if fresh.count() >= WAITING:
        raise Fault(
            "现在申请订阅的人太多",
            "too many people subscribe just now",
            do_zh="请过一个小时再来",
            do_en="Come back in an hour",
        )


def _asked(by: By, address: str, choice: Choice, base: str) -> None:
    with deed(by, "almanac.mail.ask") as d:
        d.lock(
            street_of(None)
        )  # one asks after the other: who asks beside another would not count their letter
        box = blind_index(keyring(), "mailbox", owner_of(address))
        mails = _mailed(address, box, d.at)
        if len(mails) >= MOST or any(one > d.at - PAUSE for one in mails):
            return
        row = _row(d, address, choice)
        told = [*(one for one in row.mailed if datetime.fromisoformat(one) in mails), d.at.isoformat()]
        d.change(row, asks=row.asks + 1, asked_at=d.at, wanted=choice.plain(), mailed=told, box=box)
        _write(d, row, choice, base)


def _mailed(address: str, box: str, at: datetime) -> list[datetime]:
    """Return when letters of the last day went to an address, and to others of its box: a "+tag" makes no other."""
    rows = Subscription.objects.filter(Q(box=box) | Q(endpoint=mailbox_of(address)))
    moments = (datetime.fromisoformat(one) for some in rows.values_list("mailed", flat=True) for one in some)
    return [one for one in moments if one > at - DAY]


def _row(d: Deed, address: str, choice: Choice) -> Subscription:
    """Return the row of an address, locked; made where there is none."""
    endpoint = keep_mailbox(d, address=address, area=street_of(choice.area))
    row: Subscription | None = Subscription.objects.filter(endpoint=endpoint).first()
    return d.lock(row) if row else d.add(Subscription(endpoint=endpoint, asked_at=d.at))


def street_of(area: Area | None) -> Area:
    """Return the street of a community, the first one for nothing named. Raises ``Fault`` where there is none."""
    rows = Area.objects.open().light().filter(level=AreaLevel.STREET)
    found: Area | None = (rows.filter(path__in=lineage(area.path)) if area else rows).order_by("path").first()
    if found is None:
        raise Fault(
            "这里还没有街道",
            "there is no street here yet",
            do_zh="请等街道登记好以后再来",
            do_en="Come back once the street is entered",
        )
    return found


def _write(d: Deed, row: Subscription, choice: Choice, base: str) -> None:
    """Write the letter that asks; at once, as its reader waits for it."""
    yes = base.rstrip("/") + reverse("on:mail_yes", args=[yes_link(row.pk, row.asks)])
    leave = base.rstrip("/") + reverse("on:mail_leave", args=[leave_link(row.pk)])
    with translation.override(choice.language):
        title = _("请确认：订阅便民月历")
        who = _("有人用这个邮箱订阅{street}的便民月历。是您，就打开下面的网址按“确认”：")
        else_ = _("48 小时内有效。不是您，什么都不用做，这个邮箱会自己清除。")
        stop = _("不想再收到这样的信：{leave}").format(leave=leave)
        body = "\n".join([who.format(street=row.endpoint.area.name), yes, "", else_, stop])
    post(
        d,
        key=f"almanac.mail.ask:{row.pk}:{row.asks}",
        kind="almanac.mail.ask",
        title=title,
        body=body,
        to=[row.endpoint],
        area=row.endpoint.area_id,
        urgency=Urgency.AT_ONCE,
        expires=d.at + CONFIRM,
        subject=row.recorded_subject(),
        leave=leave,
    )


def confirm_mail(by: By, row: Subscription, *, link: str) -> Subscription:
    """Take the owner's yes; pressed again, it changes nothing. Raises ``Fault`` once it is too late."""
    with deed(by, "almanac.mail.confirm") as d:
        row = d.lock(row)
        if not valid(row, link, d.at):
            raise Fault(
                "这个链接过期了",
                "this link is too old",
                do_zh="请重新订阅一次，会收到新的信",
                do_en="Subscribe again and you will get another letter",
            )
        if not row.wanted:
            return row
        known = row.confirmed_at or d.at
        told = {**row.wanted}
        area = told.pop("area")
        home = street_of(Area.objects.light().filter(pk=area).first())
        _move(d, row.endpoint, home)
        state = SubscriptionState.CONFIRMED
        return d.change(
            row, **told, area_id=area, state=state, wanted={}, confirmed_at=known, consent=CONSENT
        )


def _move(d: Deed, endpoint: Endpoint, street: Area) -> None:
    if endpoint.area_id != street.pk:
        d.change(d.lock(endpoint), area=street)


def valid(row: Subscription, link: str, at: datetime) -> bool:
    """Return whether a link confirms: that of the last letter, within 48 hours, or again after it did."""
    right = same(link, yes_link(row.pk, row.asks)) and row.state != SubscriptionState.ENDED
    return right and (not row.wanted or row.asked_at > at - CONFIRM)
