"""Receipts: by the keeper's tap, a reply, a photo, the robot's answer, or the community for a keeper."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from yike.core.deadlines.actions import cancel_deadline, meet_deadline
from yike.core.deadlines.models import Deadline
from yike.core.outbox.flows import State
from yike.core.outbox.models import Delivery
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.engines.pictures.clean import clean_photo
from yike.rooms.almanac.models.issues import VersionKind
from yike.rooms.almanac.models.packs import ASKED, OPEN, Pack, PackPhoto, PackState, Receipt, Relay
from yike.rooms.almanac.pace import CHUNK
from yike.rooms.almanac.rules import issues as rules

GROUPS, HOMES = "almanac.groups_reached", "almanac.households_told"


def forwarded(
    by: By, pack: Pack, *, receipt: str = Receipt.TAP, photo: tuple[str, bytes] | None = None
) -> Pack:
    """Note that a keeper has forwarded a pack, once; pressed again, nothing more happens.

    ``by`` is the keeper whose secret link was opened (the caller has made sure). ``photo`` (name, content) shows
    the notice board. Raises ``Fault`` for a pack that need not be forwarded any more, and for a bad photo.
    """
    picture = clean_photo(photo[1], photo[0]) if photo else None
    with deed(by, "almanac.pack.forwarded") as d:
        pack = _fresh(d, pack)
        if pack.state == PackState.FORWARDED:
            return pack
        if pack.state not in ASKED:
            raise Fault(
                "这一份不用转了，已经有新的一版",
                "this one need not be forwarded any more: there is a newer one",
                do_zh="请回到上一页，转最新的一份",
                do_en="Go back and forward the newest one",
            )
        if picture is not None:
            d.add(PackPhoto(pack=pack, jpeg=picture.jpeg, kept_at=d.at))
        _received(d, [(pack, d.at)], receipt)
        return pack


def _fresh(d: Deed, pack: Pack) -> Pack:
    fresh = d.lock(pack)
    fresh.version, fresh.area = pack.version, pack.area
    return fresh


def mark_opened(by: By, packs: Iterable[Pack]) -> None:
    """Keep when a keeper first saw these packs."""
    fresh = [pack for pack in packs if pack.opened_at is None]
    if fresh:
        with deed(by, "almanac.pack.open") as d:
            for pack in fresh:
                pack.opened_at = d.at
            d.tick_many(fresh, ["opened_at"])


def tick(by: By, packs: Iterable[Pack], *, moments: dict[int, datetime] | None = None) -> int:
    """Note for keepers that their groups have it; return for how many that was new.

    ``moments`` says when, by the numbers of packs, where that is known: not before a pack was handed over and not
    later than now. Raises ``Fault`` for a moment outside.
    """
    with deed(by, "almanac.pack.tick") as d:
        rows = _locked([pack.pk for pack in packs])
        told = [(row, (moments or {}).get(row.pk, d.at)) for row in rows]
        for row, at in told:
            rules.TICK.require(by, row.area)
            _refuse_moment(row, at, d.at)
        _received(d, told, Receipt.STAFF if by.user else Receipt.TAP)
        return len(told)


def _locked(pks: list[int]) -> list[Pack]:
    rows = Pack.objects.filter(pk__in=pks, state__in=sorted(ASKED)).select_related(
        "area", "version__issue", "group"
    )
    return list(rows.defer("area__polygon").order_by("pk").select_for_update(of=("self",)))


def _refuse_moment(pack: Pack, at: datetime, now: datetime) -> None:
    if not (pack.handed_at or at) <= at <= now:
        raise Fault(
            f"{timezone.localtime(at):%m-%d %H:%M} 还没交给群主，或在将来",
            f"{timezone.localtime(at):%m-%d %H:%M} is before it was handed over, or to come",
            do_zh="请改时间",
            do_en="Give another time",
        )


def robots_delivered(by: By, *, chunk: int = CHUNK) -> int:
    """Take what robots have said for a receipt, with the moment at which they said it; return how many."""
    with deed(by, "almanac.pack.robot") as d:
        rows = Pack.objects.filter(message__isnull=False, state__in=sorted(ASKED))
        rows = rows.filter(Exists(_said())).select_related("group", "area", "version__issue")
        rows = rows.defer("area__polygon")
        packs = list(rows.order_by("pk").select_for_update(of=("self",))[:chunk])
        sent = _sent(packs)
        told = [(one, at) for one in packs if (at := sent.get((one.message_id, one.group.endpoint_id)))]
        _received(d, told, Receipt.ROBOT)
        return len(told)


def _said() -> QuerySet[Delivery]:
    """Return what the robot of a pack's group has said of it: one that is silent holds up no other."""
    rows = Delivery.objects.filter(message=OuterRef("message"), endpoint=OuterRef("group__endpoint"))
    return rows.filter(state=State.SENT, sent_at__isnull=False)


def _sent(packs: list[Pack]) -> dict[tuple[int, int], datetime]:
    rows = Delivery.objects.filter(message__in={one.message_id for one in packs}, state=State.SENT)
    return {(m, e): at for m, e, at in rows.values_list("message_id", "endpoint_id", "sent_at") if at}


def _received(d: Deed, told: list[tuple[Pack, datetime]], receipt: str) -> None:
    """Write receipts and their facts, and end the deadlines of communities that have all their groups."""
    by = d.by.user
    for pack, at in told:
        pack.state, pack.forwarded_at, pack.receipt = PackState.FORWARDED, at, receipt
        pack.forwarded_by_id, pack.ask_at = by.pk if by else None, None
    packs = [pack for pack, _at in told]
    d.renew_many(packs, ["state", "forwarded_at", "receipt", "forwarded_by"])
    d.tick_many(packs, ["ask_at"])
    _count(d, packs)
    close(d, {pack.relay_id for pack in packs})


def _count(d: Deed, packs: list[Pack]) -> None:
    """Count each group, and its households once for an issue: a correction reaches nobody new."""
    counted = _had(packs)
    for pack in packs:
        if pack.version.kind == VersionKind.WITHDRAWAL or pack.forwarded_at is None:
            continue
        day = timezone.localdate(pack.forwarded_at)
        subject = f"almanac.microgroup:{pack.group_id}"
        d.fact(GROUPS, 1, area=pack.area_id, source=pack, subject=subject, day=day)
        if (pack.version.issue_id, pack.group_id) not in counted:
            d.fact(HOMES, pack.households, area=pack.area_id, source=pack, day=day)


def _had(packs: list[Pack]) -> set[tuple[int, int]]:
    """Return which of these (issue, group) had another version of it before; asked only for corrections."""
    again = [pack for pack in packs if pack.asked_before]
    if not again:
        return set()
    rows = Pack.objects.filter(
        version__issue__in={pack.version.issue_id for pack in again},
        group__in={pack.group_id for pack in again},
        state=PackState.FORWARDED,
    )
    return set(rows.exclude(pk__in=[one.pk for one in packs]).values_list("version__issue_id", "group_id"))


def close(d: Deed, relays: set[int]) -> None:
    """End what a community has to see to, where no pack of it is open any more.

    It is done where all groups have it; where a newer version took the place of some, nobody waits for it.
    """
    waiting = set(
        Pack.objects.filter(relay__in=relays, state__in=sorted(OPEN)).values_list("relay_id", flat=True)
    )
    dropped = Pack.objects.filter(relay=OuterRef("pk"), state=PackState.DROPPED)
    rows: Any = Relay.objects.filter(pk__in=relays - waiting, done_at=None, version__spread_at__isnull=False)
    for row in rows.annotate(dropped=Exists(dropped)):
        if not row.dropped:
            d.change(row, done_at=d.at)
        _end(d, row, cancel_deadline if row.dropped else meet_deadline)


def _end(d: Deed, relay: Relay, end: Callable[[Deed, Deadline], Deadline]) -> None:
    open_one = Deadline.objects.filter(of=relay.of, state__in=["running", "paused"]).first()
    if open_one is not None:
        end(d, open_one)
