"""Ratings as the desk and the visitor who gave one find them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, When
from django.db.models.functions import Least
from django.http import Http404

from yike.core.accounts.models import RoleHolding, User, in_force
from yike.core.record.clock import now, today
from yike.core.record.prepared import Asked, Prepared
from yike.core.rights.roles import COMMUNITY
from yike.rooms.circle import rules
from yike.rooms.circle.models import Grade, Rating, RatingState

OPEN = frozenset({RatingState.RECEIVED, RatingState.VERIFYING, RatingState.MENDING, RatingState.CALLING_BACK})


def ratings(user: Any) -> QuerySet[Rating]:
    """Return the ratings in the areas whose ratings ``user`` answers, with point, item and area."""
    rows = Rating.objects.select_related("point", "item", "area", "answered_by")
    return rules.ANSWER.visible(rows.defer("area__polygon"), user)


def access_rating(user: Any, pk: int) -> Rating:
    """Return one rating. Raises ``Http404`` outside one's areas."""
    found = ratings(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def rating_by_link(link: str) -> Rating:
    """Return the rating somebody gave, by its secret link. Raises ``Http404``."""
    found = Rating.objects.select_related("point", "item").filter(link=link).first() if link else None
    if found is None:
        raise Http404
    return found


def bad_and_open(user: Any) -> QuerySet[Rating]:
    """Return the bad ratings that are not closed, the nearest deadline first."""
    return by_deadline(ratings(user).filter(grade__lte=Grade.BAD, state__in=OPEN))


def by_deadline(rows: QuerySet[Rating]) -> QuerySet[Rating]:
    """Order ratings by what is due next; those that nothing is due for come last, the latest first."""
    due = Case(
        When(contact_by=None, then=F("mend_by")),
        When(mend_by=None, then=F("contact_by")),
        default=Least(F("contact_by"), F("mend_by")),
    )
    return rows.annotate(due=due).order_by(F("due").asc(nulls_last=True), "-received_at", "-pk")


def answerers(rating: Rating) -> list[User]:
    """Return whom a bad rating is brought to: the keeper of the point, else the community, else the street."""
    keeper = rating.point.keeper
    if keeper is not None and keeper.is_active and rules.ANSWER.allows(keeper, rating.area):
        return [keeper]
    held = RoleHolding.objects.filter(in_force(today()), role__in=rules.ANSWER.roles, user__is_active=True)
    rows = [row for row in held.select_related("user", "area") if rating.area.path.startswith(row.area.path)]
    near = [row for row in rows if row.role in COMMUNITY] or rows
    return list(dict.fromkeys(row.user for row in near))


def running_out() -> Iterable[Rating]:
    """Return every rating that something is still due for."""
    rows = Rating.objects.select_related("point__keeper", "area").exclude(state=RatingState.MISTAKEN)
    return rows.exclude(contact_by=None, mend_by=None)


def needlessly_reachable() -> QuerySet[Rating]:
    """Return the ratings with a telephone number though nobody has to be called: good ones, and those closed."""
    over = Q(grade__gt=Grade.BAD) | ~Q(state__in=OPEN)
    return Rating.objects.filter(over).filter(phone__isnull=False)


def overdue(user: Any) -> QuerySet[Rating]:
    """Return the ratings whose contact or mending is late."""
    return bad_and_open(user).filter(_late())


def _late() -> Q:
    moment = now()
    return Q(contact_by__lt=moment) | Q(mend_by__lt=moment)


def how_many_bad(user: Any) -> dict[str, int]:
    """Return how many bad ratings are ``open``, and how many of those ``overdue``. One query."""
    return COUNTED(user)


def _to_count(user: Any) -> Asked:
    rows = ratings(user).filter(grade__lte=Grade.BAD, state__in=OPEN).order_by()
    return rows, {"open": Count("pk"), "overdue": Count("pk", filter=_late())}


COUNTED = Prepared(_to_count)
