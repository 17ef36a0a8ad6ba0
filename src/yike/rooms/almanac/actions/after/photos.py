"""Photos of an activity: cleaned when kept, looked at, blurred, let out with a word, taken back, forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from yike.core.record.clock import now
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.engines.pictures.blur import blurred, cells
from yike.engines.pictures.clean import clean_photo
from yike.rooms.almanac.models.activities import OVER, Activity, ActivityState
from yike.rooms.almanac.models.photos import ON_A_WORD, ActivityPhoto, PhotoState, Seen
from yike.rooms.almanac.models.signups import PhotoAnswer, Registration
from yike.rooms.almanac.rules import activities as rules

MOST = 20  # photos of one activity
KEPT = timedelta(days=30)
TAKEN = frozenset({ActivityState.RUNNING, ActivityState.SUMMING, ActivityState.ARCHIVED})
SWEPT = 200  # in one sweep


def keep_photos(by: By, activity: Activity, files: Iterable[tuple[str, bytes]]) -> list[ActivityPhoto]:
    """Keep photos (name, content) of an activity with nothing but their pixels; nobody outside sees them yet.

    Raises ``Fault`` before it has begun, for what is no photo whatever its name says, and beyond twenty in all.
    """
    pictures = [clean_photo(content, name) for name, content in files]
    with _photos(by, activity, "keep") as (d, row):
        if row.state not in TAKEN:
            raise Fault(
                "活动还没开始，或没有办成，没有照片可放",
                "it has not begun, or was not held: there are no photos of it",
                do_zh="请在活动开始以后放",
                do_en="Add them once it has begun",
            )
        _refuse_more(ActivityPhoto.objects.filter(activity=row).count() + len(pictures))
        said = [{"jpeg": one.jpeg, "width": one.width, "height": one.height} for one in pictures]
        return [d.add(ActivityPhoto(activity=row, kept_at=d.at, **one)) for one in said]


def _refuse_more(count: int) -> None:
    if count > MOST:
        raise Fault(
            f"一场活动最多 {MOST} 张，加上这些有 {count} 张",
            f"an activity has at most {MOST} photos; with these there are {count}",
            do_zh="请选最能说明情况的几张",
            do_en="Choose those that say most",
        )


@contextmanager
def _photos(by: By, activity: Activity, verb: str) -> Iterator[tuple[Deed, Activity]]:
    """Open ``almanac.photo.VERB`` on the locked activity for who plans it."""
    with deed(by, f"almanac.photo.{verb}") as d:
        row = d.lock(activity)
        rules.require_plan(by, row)
        yield d, row


def cover(by: By, photo: ActivityPhoto, ticked: Iterable[int]) -> ActivityPhoto:
    """Blur the ticked cells of a photo (8 by 8, row by row); what was there is gone for good. Raises ``Fault``."""
    boxes = cells(ticked)
    with _photos(by, photo.activity, "cover") as (d, _row):
        row = d.lock(photo)
        if not boxes:
            return row
        done = blurred(bytes(row.jpeg), boxes)
        return d.change(row, jpeg=done.jpeg, covered_at=d.at)


def show_photo(
    by: By, photo: ActivityPhoto, *, seen: str, words: str = "", words_en: str = ""
) -> ActivityPhoto:
    """Let everybody see a photo, once somebody has looked at it and declares who can be known on it.

    Children are shown only blurred, or where their guardians and all who are seen agreed. Raises ``Fault`` where
    faces are said to be blurred and nothing was.
    """
    with _photos(by, photo.activity, "show") as (d, _row):
        row = d.lock(photo)
        if seen not in Seen.values:
            raise _unsaid()
        if seen == Seen.COVERED and row.covered_at is None:
            raise Fault(
                "这张照片一处也没有遮过",
                "nothing on this photo has been blurred",
                do_zh="请先“遮住人脸”，再公开",
                do_en="Blur the faces first",
            )
        said = {"seen": seen, "words": words.strip(), "words_en": words_en.strip()}
        return d.change(row, state=PhotoState.SHOWN, by=by.user, at=d.at, **said)


def _unsaid() -> Fault:
    return Fault(
        "没有说画面里有谁",
        "it was not said who can be known on it",
        do_zh="请看着照片选一项",
        do_en="Look at the photo and choose one",
    )


def hide_photo(by: By, photo: ActivityPhoto) -> ActivityPhoto:
    """Let nobody outside see a photo any more."""
    with _photos(by, photo.activity, "hide") as (d, _row):
        return d.change(d.lock(photo), state=PhotoState.KEPT, by=by.user, at=d.at)


def drop_photo(by: By, photo: ActivityPhoto) -> None:
    """Erase a photo; that it was there stays in the history, what it showed does not."""
    with _photos(by, photo.activity, "drop") as (d, _row):
        d.remove(d.lock(photo))


def answer_photos(by: By, signup: Registration, answer: str) -> Registration:
    """Keep whether somebody agrees to be seen on photos, by their personal link; the last answer stands.

    Whoever takes a yes back has the photos that stood on people's word looked at again before anybody sees them.
    """
    if answer not in PhotoAnswer.values:
        raise _unsaid()
    with deed(by, "almanac.photo.answer") as d:
        d.lock(signup.activity)
        row = d.lock(signup)
        take_answer(d, row, answer, d.at)
        return row


def take_answer(d: Deed, row: Registration, answer: str, at: datetime) -> None:
    """Keep an answer given at a moment, of a locked row inside an open deed; one that was given later stands."""
    if not answer or answer == row.photos or (row.photos_at is not None and row.photos_at > at):
        return
    taken_back = row.photos == PhotoAnswer.YES
    d.change(row, photos=answer, photos_at=at)
    if taken_back:
        _look_again(d, row)


def _look_again(d: Deed, signup: Registration) -> None:
    shown = ActivityPhoto.objects.filter(activity=signup.activity_id, state=PhotoState.SHOWN)
    for one in shown.filter(seen__in=sorted(ON_A_WORD)):
        d.change(d.lock(one), state=PhotoState.NEW)


def forget_photos() -> int:
    """Erase photos nobody let out within 30 days after an activity that is over; return how many."""
    before = now() - KEPT
    due = ActivityPhoto.objects.exclude(state=PhotoState.SHOWN).filter(kept_at__lt=before)
    rows = list(due.filter(activity__state__in=OVER, activity__ends_at__lt=before).defer("jpeg")[:SWEPT])
    if rows:
        with deed(By.machine("almanac.forget"), "almanac.photo.forget") as d:
            for one in rows:
                d.remove(d.lock(one))
    return len(rows)
