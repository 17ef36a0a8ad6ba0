"""Photos of activities, and who said yes or no to being seen on them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet, Sum
from django.http import Http404

from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.photos import ActivityPhoto, PhotoState
from yike.rooms.almanac.models.signups import PhotoAnswer, Registration, SignUpState


@dataclass(frozen=True)
class Answers:
    """How many people said yes to photos, and who did not: said no, or was never asked."""

    yes: int
    no: tuple[Registration, ...]
    unasked: int


def photos_of(activity: Activity) -> QuerySet[ActivityPhoto]:
    """Return the photos of an activity without their pixels."""
    return ActivityPhoto.objects.filter(activity=activity).defer("jpeg").order_by("pk")


def shown_of(activity: Activity) -> QuerySet[ActivityPhoto]:
    """Return what everybody may see, without pixels."""
    return photos_of(activity).filter(state=PhotoState.SHOWN)


def access_photo(activity: Activity, pk: int, *, shown: bool = False) -> ActivityPhoto:
    """Return one photo of an activity that was found for somebody. Raises ``Http404`` for any other."""
    rows = ActivityPhoto.objects.filter(activity=activity, pk=pk)
    found = (rows.filter(state=PhotoState.SHOWN) if shown else rows).first()
    if found is None:
        raise Http404
    found.activity = activity
    return found


def answers_of(activity: Activity) -> Answers:
    """Return what those who come said about photos; who walked in or stood on a paper list was not asked."""
    rows = Registration.objects.filter(activity=activity).exclude(state=SignUpState.CANCELLED)
    sums = dict(rows.order_by().values_list("photos").annotate(people=Sum("party")))
    no = tuple(rows.filter(photos=PhotoAnswer.NO).order_by("number"))
    return Answers(sums.get(PhotoAnswer.YES, 0), no, sums.get("", 0))
