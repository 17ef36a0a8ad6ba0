"""Who comes: as the desk, the door and the person with a link find it."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.http import Http404

from yike.core.areas.models import lineage
from yike.core.record.lookup import rows_where
from yike.core.record.prepared import Asked, Prepared
from yike.core.residents.phones import read_phone
from yike.core.residents.searching import initials_of, keys_of, spelt
from yike.core.vault.fields import matching
from yike.engines.faults import Fault
from yike.rooms.almanac.actions.signups.signing import digest
from yike.rooms.almanac.models.activities import Activity, ActivityHost
from yike.rooms.almanac.models.signups import Call, HeadCount, Registration, Seats, SignUpState, Way
from yike.rooms.almanac.queries.activities import visible_to
from yike.rooms.almanac.rules import signups as rules

NUMBER = 6  # digits of a sign-up number at most
DOUBTS = 50  # shown at once
LINK = 32  # signs of a digest: nobody else has the same
END = 4  # digits of a telephone that its mask leaves to be read


def by_link(link: str) -> Registration | None:
    """Return whose personal link it is."""
    rows = Registration.objects.select_related("activity", "activity__area", "activity__venue")
    return rows.defer("activity__area__polygon").filter(link_hash=digest(link)).first()


def by_links(links: list[str]) -> list[tuple[str, Registration]]:
    """Return whose personal links these are, in their order; those that open nothing are left out. One query."""
    if not links:  # what almost everybody brings: not worth a query that finds nothing
        return []
    rows = Registration.objects.select_related("activity").filter(
        link_hash__in=[digest(one) for one in links]
    )
    found = {row.link_hash: row for row in rows}
    return [(one, found[digest(one)]) for one in links if digest(one) in found]


def signups(activity: Activity) -> QuerySet[Registration]:
    """Return all who signed up, in order of arrival."""
    return (
        Registration.objects.filter(activity=activity).select_related("user", "typed_by").order_by("number")
    )


def access_signups(activity: Activity, pks: list[int]) -> list[Registration]:
    """Return these sign-ups of an activity that was found for somebody. Raises ``Http404`` where one is missing."""
    found = list(signups(activity).filter(pk__in=pks))
    if not pks or len(found) != len(set(pks)):
        raise Http404
    return found


def access_signup(activity: Activity, pk: int) -> Registration:
    """Return one sign-up of an activity that was found for somebody. Raises ``Http404``."""
    found = signups(activity).filter(pk=pk).first()
    if found is None:
        raise Http404
    found.activity = activity
    return found


def seats_of(activity: Activity) -> Seats:
    """Return the counter of an activity, all zero where nobody has signed up yet."""
    return Seats.objects.filter(activity=activity).first() or Seats(activity=activity)


def doubts(activity: Activity) -> list[tuple[Registration, list[Registration]]]:
    """Return walk-ins with those on the list who may be the same: of one telephone, or of one name. Two queries."""
    rows = signups(activity).exclude(state=SignUpState.CANCELLED)
    walked = list(rows.filter(way=Way.DOOR, came_at__isnull=False))
    phones = {row.phone_index for row in walked} - {""}
    names = {row.name_index for row in walked} - {""}
    if not phones and not names:
        return []
    like = list(rows.filter(Q(phone_index__in=phones) | Q(name_index__in=names)))
    found = ((row, [one for one in like if _maybe(row, one)]) for row in walked)
    return [(row, some) for row, some in found if some][:DOUBTS]


def twice(activity: Activity) -> list[list[Registration]]:
    """Return those who seem to have signed up more than once, all who may be one person together. One query.

    They have one telephone and names that sound the same, and each may still be another one of them. The first is
    the one to keep: who is there, then who has a place, then who came earlier. Only the names of those who share a
    telephone are opened, and they are compared here.
    """
    rows = (
        signups(activity).exclude(state=SignUpState.CANCELLED).exclude(way=Way.DOOR).exclude(phone_index="")
    )
    by_phone: dict[str, list[Registration]] = {}
    for row in rows:
        by_phone.setdefault(row.phone_index, []).append(row)
    groups = (
        _best_first(_in_doubt(alike))
        for same in by_phone.values()
        if len(same) > 1
        for alike in _sounding(same)
    )
    return sorted(filter(None, groups), key=lambda some: max(row.number for row in some))[:DOUBTS]


def _in_doubt(rows: list[Registration]) -> list[Registration]:
    """Return those who have not been told apart from all the others."""
    numbers = {row.number for row in rows}
    return [row for row in rows if not numbers <= {row.number, *row.apart}]


def alike(activity: Activity, name: str, phone: str) -> list[Registration]:
    """Return who is in with this telephone and a name that sounds the same. For the desk: it tells who is in.

    One query; a name is opened only where the telephone is the same.
    """
    index: Any = Registration._meta.get_field("phone_index")
    try:
        phones = index.candidates(read_phone(phone).e164)
    except Fault:  # no telephone number
        return []
    there = rows_where(Registration, activity_id=activity.pk, phone_index=phones)
    return [row for row in there if may_be(row, name, phone)]


def may_be(row: Registration, name: str, phone: str) -> bool:
    """Return whether somebody has not left and has this telephone and a name that sounds the same."""
    if row.state == SignUpState.CANCELLED or not row.phone or not row.name:
        return False
    return row.phone.reveal() == read_phone(phone).e164 and _sound(row.name.reveal()) == _sound(name)


def same_spelling(row: Registration, name: str) -> bool:
    """Return whether this is the name somebody gave, spaces and forms of characters aside."""
    return bool(row.name) and spelt(row.name.reveal()) == spelt(name)


def _best_first(rows: list[Registration]) -> list[Registration]:
    return sorted(rows, key=lambda row: (row.came_at is None, row.state != SignUpState.BOOKED, row.number))


def _sounding(rows: list[Registration]) -> list[list[Registration]]:
    """Return the rows whose names sound the same, in order of arrival, together."""
    found: dict[str, list[Registration]] = {}
    for row in rows:
        if row.name:
            found.setdefault(_sound(row.name.reveal()), []).append(row)
    return list(found.values())


def _sound(name: str) -> str:
    """Return a name in pinyin."""
    from yike.engines.search.sounds import sounds  # noqa: PLC0415 - reads its table only where it is needed

    return "".join(sounds(tuple(spelt(name))))


def _maybe(row: Registration, one: Registration) -> bool:
    """Return whether a walk-in may be this one, of two walk-ins the later one the former."""
    phone = bool(row.phone_index) and row.phone_index == one.phone_index
    name = bool(row.name_index) and row.name_index == one.name_index
    other = one.pk != row.pk and (one.way != Way.DOOR or one.number < row.number)
    return other and (phone or name) and one.number not in row.apart


def place_in_line(row: Registration) -> int:
    """Return how many wait before somebody, plus one."""
    waiting = Registration.objects.filter(activity=row.activity_id, state=SignUpState.WAITING)
    return waiting.filter(number__lt=row.number).count() + 1


def to_call(activity: Activity) -> QuerySet[Registration]:
    """Return who still has to be telephoned: those not tried yet first, then in order of arrival."""
    return signups(activity).exclude(call="").order_by("tries", "number")


def calls_for(user: Any) -> QuerySet[Activity]:
    """Return the activities whose people somebody has to telephone, the soonest first, with ``calls`` of each."""
    mine = Q(pk__in=[])
    for path in rules.SIGN.paths(user):
        mine |= Q(area__path__startswith=path) | Q(area__path__in=lineage(path))
    if rules.SIGN.paths(user) and getattr(user, "unit_id", None):
        mine |= Q(Exists(ActivityHost.objects.filter(activity=OuterRef("pk"), unit=user.unit_id)))
    called = Registration.objects.filter(call__in=Call.values)
    rows = visible_to(user).filter(mine, pk__in=called.values("activity"))
    calls = Count("registrations", filter=Q(registrations__call__in=Call.values))
    return rows.annotate(calls=calls).order_by("starts_at", "pk")


def how_many_calls(user: Any) -> int:
    """Return how many people somebody has to telephone. One query, whatever there is."""
    return CALLS(user)["people"]


def _to_call(user: Any) -> Asked:
    own = calls_for(user).order_by().values("pk")
    rows = Registration.objects.filter(call__in=Call.values, activity__in=own).order_by()
    return rows, {"people": Count("pk")}


CALLS = Prepared(_to_call)


def find(rows: QuerySet[Registration], text: str) -> list[Registration]:
    """Return those whose number, name (in characters, pinyin or initials) or telephone is ``text``.

    Names are opened here and compared, and never leave: there is no column of initials that could be read.
    """
    wanted = spelt(text)
    if not wanted:
        return list(rows)
    if wanted.isdecimal():
        return _by_digits(rows, wanted)
    return [row for row in rows if row.name and _named(row.name.reveal(), wanted)]


def _named(name: str, wanted: str) -> bool:
    return any(key.startswith(wanted) for key in keys_of(name))


def _by_digits(rows: QuerySet[Registration], wanted: str) -> list[Registration]:
    """Return who has this number, then whose telephone it is: all of it, or the four digits that everybody sees.

    Any other part of a telephone finds nothing: what a mask hides could be guessed digit by digit.
    """
    numbered = list(rows.filter(number=int(wanted))) if len(wanted) <= NUMBER else []
    if len(wanted) == END:
        ends = [row for row in rows if row.phone and str(row.phone).endswith(wanted)]
        return list(dict.fromkeys((*numbered, *ends)))
    return numbered or _by_phone(rows, wanted)


def _by_phone(rows: QuerySet[Registration], wanted: str) -> list[Registration]:
    try:
        return list(rows.filter(matching(Registration, "phone", read_phone(wanted).e164)))
    except Fault:  # no telephone number
        return []


def left(activity: Activity) -> int | None:
    """Return how many places are left; None where there is no limit."""
    return max(activity.capacity - seats_of(activity).taken, 0) if activity.capacity else None


def figures(activity: Activity) -> dict[str, int]:
    """Return how many people have a place, parties wait, people are there, and have not come."""
    rows = Registration.objects.filter(activity=activity)
    booked = Q(state=SignUpState.BOOKED)
    found = rows.aggregate(
        booked=Sum("party", filter=booked),
        waiting=Count("pk", filter=Q(state=SignUpState.WAITING)),
        came=Sum("came"),
        missing=Count("pk", filter=booked & Q(came_at=None)),
        calls=Count("pk", filter=~Q(call="")),
    )
    return {name: int(value or 0) for name, value in found.items()}


def headcount(activity: Activity) -> HeadCount | None:
    """Return the count that stands for an activity: the largest one counted, else the largest estimated."""
    rows = HeadCount.objects.filter(activity=activity).order_by("how", "-people")  # count before estimate
    return rows.first()


def by_number(activity: Activity, number: int) -> Registration:
    """Return who has a number. Raises ``Http404``."""
    found = signups(activity).filter(number=number).first()
    if found is None:
        raise Http404
    found.activity = activity
    return found


def expected(activity: Activity) -> QuerySet[Registration]:
    """Return who may stand at the door: with a place and not there yet, in the queue, in already."""
    rows = signups(activity).exclude(state=SignUpState.CANCELLED)
    return rows.order_by(F("came_at").asc(nulls_first=True), "state", "number")


def taken_along(activity: Activity) -> list[dict[str, object]]:
    """Return the list for a phone without network: names masked, with the initials under which they are found.

    ``link`` is the beginning of the digest of a personal link: a code that is scanned is known by it, and it opens
    nothing. Empty where somebody has none.
    """
    rows = Registration.objects.filter(activity=activity).exclude(state=SignUpState.CANCELLED)
    return [
        {
            "number": row.number,
            "name": str(row.name or ""),
            "keys": initials_of(row.name.reveal()) if row.name else "",
            "party": row.party,
            "state": row.state,
            "came": row.came,
            "link": (row.link_hash or "")[:LINK],
        }
        for row in rows.order_by("number")
    ]
