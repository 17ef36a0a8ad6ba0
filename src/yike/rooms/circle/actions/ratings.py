"""Ratings: given by a visitor, verified, mended, answered; and one more word of the visitor's."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from yike.core.look import words as words_of
from yike.core.outbox.actions import post
from yike.core.record.clock import now, today
from yike.core.record.deed import Deed, deed
from yike.core.record.models import Fact
from yike.core.residents.actions.revealing import checked_reason
from yike.core.residents.phones import read_phone, spoken
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.circle import deadlines, rules
from yike.rooms.circle.actions.points import ALPHABET
from yike.rooms.circle.actions.reminding import remind_of_ratings
from yike.rooms.circle.flows import RATING
from yike.rooms.circle.measures import BAD_RATINGS
from yike.rooms.circle.models import Grade, PointState, Rating, RatingState, ServiceItem, ServicePoint
from yike.rooms.circle.queries.ratings import answerers

__all__ = ["afterthought", "answer_rating", "go_rating", "rate", "remind_of_ratings", "reveal_phone"]

WORDS = 500  # characters of what somebody says
LONG_AGO = timedelta(days=365)


def rate(
    by: By,
    point: ServicePoint,
    *,
    grade: int,
    words: str = "",
    phone: str = "",
    item: ServiceItem | None = None,
    visited_on: date | None = None,
) -> Rating:
    """Take a rating of one visit, from anybody. Its ``number`` is told, its ``link`` leads to the answer.

    In order: can it be, the row, facts, for a bad one both deadlines and a notice to who answers it. Nothing is
    asked for but the grade; the telephone number is kept of a bad one only, whose giver has to be called. Raises
    ``Fault`` for no grade, too many words, no telephone number, a day that cannot be, and a point that was never
    open.
    """
    values = _said(point, grade, words, phone, visited_on)
    with deed(by, "circle.rating.receive") as d:
        row = Rating(
            number=_number(), link=secrets.token_urlsafe(32), point=point, item=item, area=point.area
        )
        for name, value in values.items():
            setattr(row, name, value)
        _due(row)
        d.add(row)
        d.fact("circle.ratings", 1, area=row.area_id, source=row)
        if row.bad:
            d.fact(BAD_RATINGS.code, 1, area=row.area_id, source=row)
            _tell(d, row, "circle.rating")
        return row


def _said(
    point: ServicePoint, grade: int, words: str, phone: str, visited_on: date | None
) -> dict[str, object]:
    """Return what was said, made plain. Raises ``Fault``."""
    if point.state == PointState.PREPARING:
        raise _never_open(point)
    return {
        "grade": _grade(grade),
        "words": _words(words),
        "phone": read_phone(phone).e164 if phone.strip() and grade <= Grade.BAD else None,
        "visited_on": _day(visited_on or today()),
        "received_at": now(),
    }


def _never_open(point: ServicePoint) -> Fault:
    return Fault(
        f"“{point.name}”还没有开放",
        f"{point.name} has not been open yet",
        do_zh="开放以后再来评价",
        do_en="Rate it once it is open",
    )


def _grade(grade: int) -> int:
    if grade not in Grade.values:
        raise Fault(
            "没有选评价",
            "no grade was chosen",
            do_zh="请在五个等级里选一个",
            do_en="Choose one of the five levels",
        )
    return grade


def _words(text: str) -> str:
    return words_of.plain(text, WORDS, hint=("，说不完可以留电话", ", or leave a telephone number"))


def _day(day: date) -> date:
    if not today() - LONG_AGO <= day <= today():
        raise Fault(
            "去的日期不对：在以后，或超过一年",
            "the day of the visit is yet to come, or more than a year ago",
            do_zh="请选去的那一天",
            do_en="Choose the day of your visit",
        )
    return day


def _number() -> str:
    """Return a number nobody has: the day, and five characters that cannot be misread."""
    while True:
        tail = "".join(secrets.choice(ALPHABET) for _ in range(5)).upper()
        number = f"PJ{today():%y%m%d}-{tail}"
        if not Rating.objects.filter(number=number).exists():
            return number


def _due(row: Rating) -> None:
    if row.bad:
        row.mend_from = row.received_at
        row.contact_by = deadlines.contact(row.received_at).due
        row.mend_by = deadlines.mending(row.received_at).due


def _tell(d: Deed, row: Rating, kind: str) -> None:
    """Tell those who answer it. What was said and who said it stay on the page."""
    names = {"point": row.point, "number": row.number}
    with translation.override("zh-hans"):
        if kind == "circle.rating":
            title = _("{point}收到差评").format(**names)
            body = _("{point}收到一条差评，编号 {number}。请先联系评价人，核实情况。").format(**names)
        else:
            title = _("{point}收到追评").format(**names)
            body = _("评价人给 {number} 补了一句话，请看一看。").format(**names)
    key = f"{kind}:{row.number}"
    post(d, key=key, kind=kind, title=title, body=body, to=answerers(row), area=row.area_id)


def go_rating(by: By, rating: Rating, verb: str, *, reason: str = "", answer: str = "") -> Rating:
    """Go one arrow of the flow; only a bad rating has one.

    Verifying meets the day for contact, mending the fifteen days; a call that finds the visitor still unhappy
    begins fifteen new ones. ``mended`` needs an answer that the visitor reads; ``mistaken`` a reason, which is
    their answer, and takes the bad one back from the count. Raises ``Fault`` for an illegal move and for missing
    words.
    """
    with deed(by, "circle.rating.state", reason=reason) as d:
        row = d.lock(rating)
        rules.ANSWER.require(by, row.area)
        to = RATING.step(verb, row.state).to
        if not row.bad:
            raise Fault(
                "这不是差评，不用办理",
                "this is not a bad rating: there is nothing to do",
                do_zh="可以直接写答复",
                do_en="You can write an answer",
            )
        d.change(row, state=to, **_with(by, row, verb, reason.strip(), _words(answer)))
        if to in {RatingState.CLOSED, RatingState.MISTAKEN}:
            d.change(row, phone=None)  # as promised to whoever left it
        if to == RatingState.MISTAKEN:
            _take_back(d, row)
        return row


def _with(by: By, row: Rating, verb: str, reason: str, answer: str) -> dict[str, object]:
    """Return what else changes with a move. Raises ``Fault`` where words are missing."""
    if verb == "verify":
        return {"contact_by": None}
    if verb == "again":
        moment = now()
        return {"mend_from": moment, "mend_by": deadlines.mending(moment).due}
    if verb == "mended":
        said = answer or row.answer
        return {"mend_by": None, "contact_by": None, "answer": _needed(said), "answered_by": by.user}
    if verb == "mistaken":
        said = _needed(reason)
        return {"mend_by": None, "contact_by": None, "answer": answer or said, "answered_by": by.user}
    return {}


def _needed(text: str) -> str:
    if not text:
        raise Fault(
            "没有写给评价人看的话",
            "there are no words for the visitor",
            do_zh="请写清改了什么，或者为什么是误评",
            do_en="Say what was mended, or why it is a mistake",
        )
    return text


def _take_back(d: Deed, row: Rating) -> None:
    facts = Fact.objects.filter(measure=BAD_RATINGS.code, source_pk=str(row.pk), quantity__gt=0)
    for fact in facts:
        d.fact(BAD_RATINGS.code, -1, area=row.area_id, source=row, corrects=fact)


def answer_rating(by: By, rating: Rating, *, answer: str) -> Rating:
    """Write or mend the answer that the visitor reads, of any rating, good or bad. Raises ``Fault``."""
    said = _needed(_words(answer))
    with deed(by, "circle.rating.answer") as d:
        row = d.lock(rating)
        rules.ANSWER.require(by, row.area)
        return d.change(row, answer=said, answered_by=by.user)


def afterthought(by: By, rating: Rating, *, words: str, grade: int | None = None) -> Rating:
    """Add the visitor's one more word, and how they see it now; whoever holds the link may, once.

    Raises ``Fault`` for a second one, for none and for too many words.
    """
    said, seen = _words(words), None if grade is None else _grade(grade)
    with deed(by, "circle.rating.afterthought") as d:
        row = d.lock(rating)
        if row.afterthought or row.after_grade is not None:
            raise _said_already()
        if not said and seen is None:
            raise Fault(
                "什么也没有写",
                "nothing was written",
                do_zh="请写一句话，或选一个等级",
                do_en="Write a sentence, or choose a level",
            )
        d.change(row, afterthought=said, after_grade=seen)
        _tell(d, row, "circle.rating.afterthought")
        return row


def _said_already() -> Fault:
    return Fault(
        "已经追评过一次",
        "one more word was added already",
        do_zh="追评只有一次；还有事请打站点电话",
        do_en="It can be added once; for more please call the point",
    )


def reveal_phone(by: By, rating: Rating, *, reason: str) -> str:
    """Return the visitor's number in plain, as it is dialled; empty where none was left.

    Kept before it is shown: who read it and why. Raises ``Fault`` for a reason that says nothing.
    """
    why = checked_reason(reason)
    with deed(by, "circle.rating.phone", reason=why) as d:
        row = d.lock(rating)
        rules.ANSWER.require(by, row.area)
        plain = row.phone.reveal() if row.phone else ""
        d.note(row, read="phone")
    return spoken(plain) if plain else ""
