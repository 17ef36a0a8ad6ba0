"""The chain as it is read: by community, by keeper, by what waits for somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Sum, When
from django.http import Http404

from yike.core.accounts.models import User
from yike.core.record.clock import now
from yike.rooms.almanac.models import MicroGroup
from yike.rooms.almanac.models.issues import IssueVersion
from yike.rooms.almanac.models.packs import ASKED, KeeperLink, Pack, PackPhoto, PackState, Question, Relay
from yike.rooms.almanac.rules import issues as rules

SHOWN = timedelta(days=62)
"""How long a forwarded pack stays on its keeper's page."""


def relays_visible_to(user: Any) -> QuerySet[Relay]:
    """Return the communities' parts of chains in one's areas."""
    rows = Relay.objects.select_related("area", "version__issue__area")
    rows = rows.defer("area__polygon", "version__issue__area__polygon")
    return rules.SEE.visible(rows, user).order_by("area__path")


def access_relay(user: Any, pk: int) -> Relay:
    """Return a community's part of a chain. Raises ``Http404`` outside one's areas."""
    found = relays_visible_to(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Progress:
    """How far one community is (``relay`` None: all together)."""

    relay: Relay | None
    groups: int
    forwarded: int
    silent: int
    waiting: int
    households: int
    reached: int

    @property
    def percent(self) -> float | None:
        """The share of groups that have it, None where there are none."""
        return 100 * self.forwarded / self.groups if self.groups else None

    @property
    def open(self) -> int:
        """How many keepers are asked and have not said anything."""
        return self.groups - self.forwarded - self.waiting


NUMBERS = ("groups", "forwarded", "silent", "waiting", "households", "reached")


def progress(user: Any, version: IssueVersion) -> list[Progress]:
    """Return how far each community in one's areas is, in two queries however many groups there are."""
    relays = list(relays_visible_to(user).filter(version=version))
    rows = Pack.objects.filter(relay__in=relays).exclude(state=PackState.DROPPED)
    done = Q(state=PackState.FORWARDED)
    found = {
        row["relay_id"]: row
        for row in rows.order_by()
        .values("relay_id")
        .annotate(
            groups=Count("pk"),
            forwarded=Count("pk", filter=done),
            silent=Count("pk", filter=Q(state=PackState.SILENT)),
            waiting=Count("pk", filter=Q(state=PackState.WAITING)),
            homes=Sum("households"),
            reached=Sum("households", filter=done),
        )
    }
    return [_progress(relay, found.get(relay.pk, {})) for relay in relays]


def _progress(relay: Relay, row: dict[str, Any]) -> Progress:
    told = {name: row.get("homes" if name == "households" else name) or 0 for name in NUMBERS}
    return Progress(relay, **told)


def together(rows: list[Progress]) -> Progress:
    """Return the sum of communities."""
    return Progress(None, **{name: sum(getattr(row, name) for row in rows) for name in NUMBERS})


def packs_of(relay: Relay, state: str = "") -> QuerySet[Pack]:
    """Return the packs of a community, those nobody has answered first; in one state where it is given."""
    rows = Pack.objects.filter(relay=relay).select_related("group__owner", "group__deputy", "version", "area")
    rows = rows.defer("area__polygon")
    answered = Case(When(state__in=ASKED, then=0), default=1)
    return (rows.filter(state=state) if state else rows).order_by(answered, "group__code")


def late(user: Any) -> QuerySet[Pack]:
    """Return the packs in one's areas whose keepers are silent, the longest first."""
    rows = Pack.objects.filter(state=PackState.SILENT).select_related(
        "group__owner", "group__deputy", "version__issue", "area", "relay__area"
    )
    rows = rows.defer("area__polygon", "relay__area__polygon")
    return rules.SEE.visible(rows, user).order_by("handed_at", "pk")


def photo_of(user: Any, pk: int) -> PackPhoto:
    """Return the photo of a notice board in one's areas. Raises ``Http404``."""
    rows = PackPhoto.objects.select_related("pack__area")
    found = rules.SEE.visible(rows, user, "pack__area__path").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


# --- keepers --------------------------------------------------------------------------------------------


def keeper_of(digest: str) -> User | None:
    """Return whose a link is, None for a link of nobody or of somebody who has left."""
    row = KeeperLink.objects.select_related("user").filter(digest=digest, user__is_active=True).first()
    return row.user if row else None


def keeps_groups(user: Any) -> bool:
    """Return whether somebody is owner or deputy of a group, or still has a link from when they were."""
    groups = MicroGroup.objects.filter(Q(owner=user.pk) | Q(deputy=user.pk))
    return groups.exists() or KeeperLink.objects.filter(user=user.pk).exists()


def packs_for(user: Any) -> QuerySet[Pack]:
    """Return what somebody is asked to forward as owner or deputy, and has forwarded lately; the newest first."""
    rows = Pack.objects.select_related("group", "version__issue__area", "area", "relay")
    rows = rows.defer("area__polygon", "version__issue__area__polygon")
    mine = Q(group__owner=user.pk) | Q(group__deputy=user.pk)
    lately = Q(state=PackState.FORWARDED, forwarded_at__gt=now() - SHOWN)
    return rows.filter(mine, Q(state__in=sorted(ASKED)) | lately).order_by(
        "-version__published_at", "group__code"
    )


def pack_for(user: Any, pk: int) -> Pack:
    """Return a pack that somebody may receipt. Raises ``Http404``."""
    mine = Q(group__owner=user.pk) | Q(group__deputy=user.pk)
    rows = Pack.objects.select_related("group", "version__issue__area", "area", "relay").filter(mine)
    found = rows.exclude(state=PackState.WAITING).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def questions_of(packs: list[Pack]) -> dict[int, list[Question]]:
    """Return what was asked back through these packs, by their numbers."""
    found: dict[int, list[Question]] = {}
    for row in Question.objects.filter(pack__in=packs):
        found.setdefault(row.pack_id, []).append(row)
    return found


# --- questions ------------------------------------------------------------------------------------------


def questions_visible_to(user: Any) -> QuerySet[Question]:
    """Return what groups in one's areas asked, unanswered ones first."""
    asked = Question.objects.select_related("pack__group", "pack__version__issue", "area", "answered_by")
    rows = rules.SEE.visible(asked.defer("area__polygon"), user)
    return rows.order_by(F("answered_at").asc(nulls_first=True), "pk")


def access_question(user: Any, pk: int) -> Question:
    """Return one question. Raises ``Http404`` outside one's areas."""
    found = questions_visible_to(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def last_of(group: MicroGroup) -> list[Pack]:
    """Return what a group got last."""
    rows = Pack.objects.filter(group=group).select_related("version__issue", "relay").order_by("-pk")
    return list(rows[:6])
