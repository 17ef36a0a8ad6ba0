"""Agreements as the desk finds them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone

from yike.core.accounts.models import Unit
from yike.core.areas.models import Area
from yike.core.record.clock import today
from yike.rooms.almanac.models.activities import OFF, Activity, ActivityHost, ActivityState
from yike.rooms.almanac.models.agreements import (
    ENDS_SOON,
    PARTNERS,
    SIGNED,
    Agreement,
    AgreementLine,
    AgreementParty,
    AgreementRating,
    AgreementState,
    LineKind,
    LineState,
    UnderAgreement,
)
from yike.rooms.almanac.queries.activities import units_for as _units_for
from yike.rooms.almanac.rules import agreements as rules

OFFERED = 200  # activities to choose from


def _rows() -> QuerySet[Agreement]:
    """Return all agreements with their parties: two queries, however many rows."""
    parties = AgreementParty.objects.select_related("unit")
    rows = Agreement.objects.select_related("area", "owner", "made_by").defer("area__polygon")
    return rows.prefetch_related(Prefetch("parties", parties))


def visible_to(user: Any) -> QuerySet[Agreement]:
    """Return the agreements of one's areas, and those one's unit is a party to."""
    seen = Q(pk__in=[])
    for path in rules.SEE.paths(user):
        seen |= Q(area__path__startswith=path)
    if getattr(user, "unit_id", None) and rules.DESK.allows(user):
        seen |= Q(Exists(AgreementParty.objects.filter(agreement=OuterRef("pk"), unit=user.unit_id)))
    return _rows().filter(seen)


def access_agreement(user: Any, pk: int) -> Agreement:
    """Return one agreement. Raises ``Http404`` where one may not see it."""
    found = visible_to(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def shown(rows: QuerySet[Agreement], show: str) -> QuerySet[Agreement]:
    """Return those in force, the drafts, those that end soon, or all."""
    if show == "all":
        return rows.order_by("-begins", "-pk")
    if show == "draft":
        return rows.filter(state=AgreementState.DRAFT).order_by("ends", "pk")
    force = rows.filter(state=AgreementState.IN_FORCE).order_by("ends", "pk")
    return force.filter(ends__lte=today() + timedelta(days=ENDS_SOON)) if show == "soon" else force


def how_many(rows: QuerySet[Agreement]) -> dict[str, int]:
    """Return how many are in force, end soon and are drafts, in one query."""
    soon = Q(state=AgreementState.IN_FORCE, ends__lte=today() + timedelta(days=ENDS_SOON))
    return rows.order_by().aggregate(
        force=Count("pk", filter=Q(state=AgreementState.IN_FORCE)),
        soon=Count("pk", filter=soon),
        draft=Count("pk", filter=Q(state=AgreementState.DRAFT)),
    )


def find(rows: QuerySet[Agreement], text: str) -> QuerySet[Agreement]:
    """Return those whose title, number or party holds ``text``; all for an empty one."""
    if not (wanted := text.strip()):
        return rows
    party = AgreementParty.objects.filter(agreement=OuterRef("pk"), unit__name__contains=wanted)
    return rows.filter(Q(title__contains=wanted) | Q(number__icontains=wanted) | Q(Exists(party)))


_HELD = Q(
    under__activity__starts_at__date__gte=F("begins"),
    under__activity__starts_at__date__lte=Coalesce("ended_on", "ends"),
) & ~Q(under__activity__state__in=OFF)
"""What ``UnderAgreement.counts``."""


def counted(rows: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Return them with how many projects they have (``projects``), how many are ``done``, what ``held`` counts."""
    project = Q(lines__kind=LineKind.PROJECT) & ~Q(lines__state=LineState.DROPPED)
    done = Q(lines__kind=LineKind.PROJECT, lines__state=LineState.DONE)
    return rows.annotate(
        projects=Count("lines", filter=project, distinct=True),
        done=Count("lines", filter=done, distinct=True),
        held=Count("under", filter=_HELD, distinct=True),
    )


def lines_of(row: Agreement) -> dict[str, list[AgreementLine]]:
    """Return the three lists."""
    rows = AgreementLine.objects.filter(agreement=row).select_related("unit", "need", "resource")
    found: dict[str, list[AgreementLine]] = {kind: [] for kind in LineKind.values}
    for line in rows.order_by("pk"):
        line.agreement = row
        found[line.kind].append(line)
    return found


def access_line(row: Agreement, pk: int) -> AgreementLine:
    """Return one line of an agreement that was found for somebody. Raises ``Http404``."""
    found: AgreementLine | None = (
        AgreementLine.objects.filter(agreement=row, pk=pk).select_related("agreement", "unit").first()
    )
    if found is None:
        raise Http404
    return found


def under_of(row: Agreement) -> list[UnderAgreement]:
    """Return what is held under an agreement, the latest first."""
    rows = UnderAgreement.objects.filter(agreement=row).select_related("activity", "project")
    found = list(rows.order_by("-activity__starts_at", "pk"))
    for one in found:
        one.agreement = row
    return found


def access_under(row: Agreement, pk: int) -> UnderAgreement:
    """Return one activity's place under an agreement. Raises ``Http404``."""
    found: UnderAgreement | None = (
        UnderAgreement.objects.filter(agreement=row, pk=pk).select_related("agreement", "activity").first()
    )
    if found is None:
        raise Http404
    return found


def above(user: Any, activity: Activity) -> list[UnderAgreement]:
    """Return under which agreements an activity is held, as far as somebody may see them."""
    rows = UnderAgreement.objects.filter(activity=activity).select_related("agreement", "project")
    found = list(rows)
    if not found or not rules.DESK.allows(user):
        return []
    seen = set(
        visible_to(user).filter(pk__in=[one.agreement_id for one in found]).values_list("pk", flat=True)
    )
    return [one for one in found if one.agreement_id in seen]


def joinable(row: Agreement) -> QuerySet[Activity]:
    """Return the activities that can stand under an agreement: of its area, by its parties, within its term."""
    last = row.ended_on or row.ends
    first, after = (
        timezone.make_aware(datetime.combine(day, time(0))) for day in (row.begins, last + timedelta(days=1))
    )
    held = ActivityHost.objects.filter(
        activity=OuterRef("pk"), unit__in=row.parties.values("unit").order_by()
    )
    rows = Activity.objects.filter(
        Exists(held), area__path__startswith=row.area.path, starts_at__gte=first, starts_at__lt=after
    )
    rows = rows.exclude(state=ActivityState.CANCELLED).exclude(under__agreement=row)
    recent = rows.order_by("-starts_at").values_list("pk", flat=True)[:OFFERED]
    return Activity.objects.filter(pk__in=list(recent)).order_by("-starts_at")


def ratings_of(row: Agreement) -> list[AgreementRating]:
    """Return what its parties said of its years, the latest first."""
    return list(AgreementRating.objects.filter(agreement=row).select_related("unit", "by"))


def speakers_of(unit: Unit) -> list[Any]:
    """Return who of a unit has an account and a role with which it says by itself how a year went."""
    people = unit.users.filter(is_active=True, roles__role__in=rules.OWN.roles).distinct().order_by("pk")
    return [one for one in people if rules.OWN.allows(one)]


def ratable_by(user: Any, row: Agreement) -> list[Unit]:
    """Return the parties for which one may say how a year went: the own one; who keeps it, those on paper."""
    units, keeps = [party.unit for party in row.parties.all()], rules.may_keep(user, row)
    return [unit for unit in units if unit.pk == user.unit_id or (keeps and not speakers_of(unit))]


def unrated(row: Agreement, ratings: Iterable[AgreementRating]) -> list[Unit]:
    """Return the parties that have not said yet how the present year goes; none where there is nothing to rate."""
    year = today().year
    if row.state not in SIGNED or not row.begins.year <= year <= (row.ended_on or row.ends).year:
        return []
    said = {one.unit_id for one in ratings if one.year == year}
    return [party.unit for party in row.parties.all() if party.unit_id not in said]


def units_for(user: Any) -> QuerySet[Unit]:
    """Return the units that can be parties: all of the streets in which somebody keeps agreements."""
    return _units_for(user)


def owners_for(user: Any) -> QuerySet[Unit]:
    """Return the units that can keep an agreement: those of the house."""
    return units_for(user).exclude(kind__in=list(PARTNERS))


def areas_for(user: Any) -> QuerySet[Area]:
    """Return the areas whose agreements somebody keeps."""
    rows = Area.objects.open().light()
    return rules.KEEP.visible(rows, user, "path").filter(level__in=("street", "community")).order_by("path")
