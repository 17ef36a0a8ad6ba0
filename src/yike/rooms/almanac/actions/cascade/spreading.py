"""Spread a version: one forward pack for each micro-group that it concerns, once, whatever happens in between.

The version keeps how far it has come; cursor, packs and messages are written in one transaction. Killed anywhere,
the next run goes on where the last whole chunk ended; the database refuses a second pack for a group.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from yike.core.areas.models import Area, AreaLevel, lineage
from yike.core.deadlines.actions import start_deadline
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.rooms.almanac.actions.cascade.handing import give, tell_community, tell_rest, tell_robots
from yike.rooms.almanac.actions.cascade.links import make_links
from yike.rooms.almanac.actions.cascade.receiving import close
from yike.rooms.almanac.models import MicroGroup
from yike.rooms.almanac.models.issues import IssueVersion, VersionKind
from yike.rooms.almanac.models.packs import OPEN, Pack, PackState, Relay
from yike.rooms.almanac.pace import CHUNK, WEEK, WHOLE, not_before


def spread_all(by: By) -> int:
    """Go on with all versions that are not spread yet; return how many packs were made."""
    rows = IssueVersion.objects.filter(spread_at=None).order_by("pk")
    return sum(spread(by, row) for row in rows)


def spread(by: By, version: IssueVersion, *, most: int | None = None, chunk: int = CHUNK) -> int:
    """Make the packs of a version, chunk by chunk, at most about ``most``; return how many.

    Safe to run twice at once and to be killed: each group gets one pack. A version that has a newer one ends there.
    """
    made = 0
    while most is None or made < most:
        count, over = _step(by, version, chunk)
        made += count
        if over:
            break
    return made


def _step(by: By, version: IssueVersion, chunk: int) -> tuple[int, bool]:
    """Make the packs of the next groups; return how many, and whether all are made."""
    with deed(by, "almanac.pack.make") as d:
        version = d.lock(version)
        if version.spread_at is not None:
            return 0, True
        newer = _has_newer(d, version)
        groups = [] if newer else list(_groups(version)[:chunk])
        if not groups:
            if not newer:
                tell_rest(d, version)
            d.change(version, spread_at=d.at)
            close(d, set(version.relays.values_list("pk", flat=True)))
            return 0, True
        _drop_former(d, version, groups)
        packs = _made(d, version, [one for one in groups if _concerned(version, one)])
        version.cursor = groups[-1].pk
        d.tick_many([version], ["cursor"])
        return packs, False


def _has_newer(d: Deed, version: IssueVersion) -> bool:
    """Return whether a correction or withdrawal took its place; none does until this deed ends."""
    return d.lock(version.issue).version > version.number


def _groups(version: IssueVersion) -> QuerySet[MicroGroup]:
    """Return the groups of the street that were not looked at yet, in order.

    ``had`` is whether a former version was handed over, also where a newer one has taken its place since.
    """
    rows = MicroGroup.objects.select_related("area", "owner", "deputy", "endpoint").defer("area__polygon")
    street = Area.objects.only("path").get(issues=version.issue_id)
    rows = rows.filter(area__path__startswith=street.path, pk__gt=version.cursor)
    former = Pack.objects.filter(version__issue=version.issue_id).exclude(version=version.pk)
    return rows.order_by("pk").annotate(
        had=Exists(former.filter(group=OuterRef("pk"), handed_at__isnull=False))
    )


def _concerned(version: IssueVersion, group: MicroGroup) -> bool:
    """Return whether a group gets the version: a withdrawal goes to those that had it, all else to everybody."""
    return version.kind != VersionKind.WITHDRAWAL or bool(group.had)  # type: ignore[attr-defined]


def _made(d: Deed, version: IssueVersion, groups: list[MicroGroup]) -> int:
    """Write the packs of these groups, and hand out those whose time has come."""
    if not groups:
        return 0
    relays = _relays(d, version, groups)
    recent = {} if version.kind != VersionKind.FIRST else _recent(groups, d.at)
    packs = []
    for group in groups:
        pack = Pack(version=version, group=group, area=group.area, households=group.households)
        pack.relay = relays[group.pk]
        pack.not_before = not_before(d.at, recent.get(group.pk, []), group.most_a_week)
        pack.asked_before = bool(group.had)  # type: ignore[attr-defined]
        packs.append(pack)
    give(d, [pack for pack in packs if pack.not_before <= d.at])
    d.add_many(packs)
    make_links(d, {pk for one in groups for pk in (one.owner_id, one.deputy_id) if pk})
    return len(packs)


def _communities(groups: list[MicroGroup]) -> dict[int, Area]:
    """Return the community of each group, by its number; the group's own area where it lies in none."""
    around = {path for one in groups for path in lineage(one.area.path)}
    rows = Area.objects.light().filter(path__in=around, level=AreaLevel.COMMUNITY)
    found = {row.path: row for row in rows}
    return {
        one.pk: next((found[path] for path in lineage(one.area.path)[::-1] if path in found), one.area)
        for one in groups
    }


def _relays(d: Deed, version: IssueVersion, groups: list[MicroGroup]) -> dict[int, Relay]:
    """Return the relay of each of these groups; that of a new community is made, and its workers are told."""
    communities = _communities(groups)
    rows = Relay.objects.filter(version=version, area__in={one.pk for one in communities.values()})
    rows = rows.select_related("area", "version__issue").defer("area__polygon")
    found = {row.area_id: row for row in rows}
    for area in sorted(communities.values(), key=lambda one: one.path):
        if area.pk not in found:
            found[area.pk] = _begun(d, version, area)
    return {pk: found[area.pk] for pk, area in communities.items()}


def _begun(d: Deed, version: IssueVersion, area: Area) -> Relay:
    row = d.add(Relay(version=version, area=area, made_at=d.at))
    name = f"{version.issue}·{area}"[:80]
    start_deadline(d, of=row.of, kind="almanac.relay", area=area, limit=WHOLE, name=name)
    tell_community(d, row)
    tell_robots(d, row)
    return row


def _recent(groups: Iterable[MicroGroup], at: datetime) -> dict[int, list[datetime]]:
    """Return when these groups were handed packs within the last week, one question for all."""
    rows = Pack.objects.filter(group__in=[one.pk for one in groups]).exclude(state=PackState.DROPPED)
    rows = rows.filter(Q(handed_at__gt=at - WEEK) | Q(state=PackState.WAITING))
    found = defaultdict(list)
    for group, handed, due in rows.values_list("group_id", "handed_at", "not_before"):
        found[group].append(handed or due)
    return found


def _drop_former(d: Deed, version: IssueVersion, groups: list[MicroGroup]) -> None:
    """Drop packs of former versions that nobody has forwarded yet: the new one takes their place.

    A community in which none of the former ones is open any more has nothing to see to for them.
    """
    if version.kind == VersionKind.FIRST:
        return
    rows = Pack.objects.filter(version__issue=version.issue_id, state__in=sorted(OPEN))
    rows = rows.exclude(version=version.pk).filter(group__in=[one.pk for one in groups])
    former = list(rows.select_for_update(of=("self",)))
    for row in former:
        row.state = PackState.DROPPED
    d.renew_many(former, ["state"])
    close(d, {row.relay_id for row in former})
