"""Afterwards: visits and people kept apart, how they were counted said, hours of volunteers, all written once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from gathering import fresh, hour, opened, person
from office import BY, Office, seen_by
from yike.core.accounts.actions import add_unit
from yike.core.record.counting import how_many
from yike.core.record.models import Fact
from yike.engines.contest import Criterion, Rules
from yike.engines.faults import Fault
from yike.rooms.almanac.actions import activities, contests, door, signups
from yike.rooms.almanac.actions.activities import NewPart
from yike.rooms.almanac.models.activities import Activity, ActivityState
from yike.rooms.almanac.models.parts import PartKind
from yike.rooms.almanac.models.signups import Counted, Helping, Registration
from yike.rooms.almanac.signing import Wish

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning(clock: Any) -> None:
    """Let every test begin on one morning."""
    clock.set(hour("08:00"))


def held(office: Office, clock: Any, day: str, *names: str, heads: tuple[int, str] | None = None) -> Activity:
    """Hold an activity at which these people check in, each with one companion, and heads are counted."""
    start = hour("09:00", day)
    row = opened(office, signup="open", companions=1, starts_at=start, ends_at=hour("11:00", day))
    for n, name in enumerate(names):
        signups.sign_up(BY, row, Wish(name=name, phone=f"1380000000{n}", companions=1))
    clock.set(start)
    activities.begin(BY, row)
    for one in Registration.objects.filter(activity=row):
        door.check_in(BY, one)
    if heads:
        door.count_heads(BY, row, people=heads[0], how=heads[1])
    activities.end(BY, row)
    return fresh(row)


def counted(*codes: str) -> list[int]:
    since, until = hour("00:00", "2026-11-01").date(), hour("00:00", "2026-12-31").date()
    return [int(how_many(f"almanac.{code}", since=since, until=until).total) for code in codes]


def test_one_person_at_two_activities_is_two_visits_and_one_person(office: Office, clock: Any) -> None:
    for day, names in (("2026-12-01", ("张小梅", "李大力")), ("2026-12-02", ("张小梅",))):
        activities.archive(BY, held(office, clock, day, *names), words="办好了")
    assert counted("visits.signed", "visitors", "activities") == [6, 2, 2]


def test_heads_beyond_those_who_checked_in_are_counted_as_what_they_are(office: Office, clock: Any) -> None:
    first = held(office, clock, "2026-12-01", "张小梅", heads=(50, Counted.COUNT))
    second = held(office, clock, "2026-12-02", heads=(300, Counted.ESTIMATE))
    for row in (first, second):
        activities.archive(BY, row, words="办好了")
    assert counted("visits.signed", "visits.counted", "visits.estimated") == [2, 48, 300]


def test_facts_are_written_once_and_open_their_records(office: Office, clock: Any) -> None:
    row = held(office, clock, "2026-12-01", "张小梅")
    activities.archive(BY, row, words="办好了")
    before = Fact.objects.count()
    with pytest.raises(Fault):
        activities.archive(BY, row, words="再来一次")
    fact = Fact.objects.get(measure="almanac.visits.signed")
    assert (Fact.objects.count(), fact.source_model) == (before, "almanac.registration")
    assert Registration.objects.get(pk=int(fact.source_pk)).came == 2


def test_volunteers_are_noted_once_with_their_time(office: Office, clock: Any) -> None:
    row = held(office, clock, "2026-12-01")
    by = person(office.worker)
    activities.note_helper(by, row, user=office.colleague, minutes=60)
    activities.note_helper(by, row, user=office.colleague, minutes=90, task="引导")
    activities.drop_helper(by, activities.note_helper(by, row, user=office.clerk, minutes=30))
    with pytest.raises(Fault):
        activities.note_helper(by, row, user=office.clerk, minutes=0)
    with pytest.raises(PermissionDenied):
        activities.note_helper(person(office.leader), row, user=office.clerk, minutes=30)
    activities.archive(BY, row, words="办好了")
    assert counted("volunteers", "volunteers.minutes") == [1, 90]
    with pytest.raises(Fault):
        activities.note_helper(by, row, user=office.clerk, minutes=30)


def test_the_pages_take_hours_and_the_summary(office: Office, clock: Any) -> None:
    row = held(office, clock, "2026-12-01", "张小梅", heads=(50, Counted.COUNT))
    client = Client()
    client.force_login(office.worker)
    page = f"/desk/almanac/activities/{row.pk}/"
    client.post(page + "helpers/", {"user": office.colleague.pk, "hours": "1.5", "task": "引导"})
    assert Helping.objects.get().minutes == 90
    empty = client.post(page + "go/archive/", {"words": ""})
    assert list(empty.context["form"].errors) == ["words"]
    client.post(page + "go/archive/", {"words": "来了五十多人"})
    shown = client.get(page).context
    assert (
        shown["activity"].state,
        shown["summary"].words,
        shown["figures"]["came"],
        shown["count"].people,
    ) == (
        ActivityState.ARCHIVED,
        "来了五十多人",
        2,
        50,
    )


NUMBERS = "/desk/almanac/numbers/?since=2026-11-01&until=2026-12-31"


def year(office: Office, clock: Any) -> list[Activity]:
    """Archive three activities: checked in, counted, and guessed at one that two hold, with zones and teams."""
    first = held(office, clock, "2026-12-01", "张小梅", "李大力", heads=(50, Counted.COUNT))
    second = held(office, clock, "2026-12-02", "张小梅")
    clock.set(hour("08:00", "2026-12-03"))
    start, end = hour("09:00", "2026-12-03"), hour("11:00", "2026-12-03")
    other = add_unit(BY, name="梅西居委会", kind=office.unit.kind, area=office.second)
    third = opened(office, kind="open_day", starts_at=start, ends_at=end, hosts=(office.unit, other))
    activities.set_parts(BY, third, PartKind.ZONE, [NewPart("警犬"), NewPart("消防车")])
    rules = contests.set_rules(BY, third, Rules((Criterion("整齐", Decimal(100)),), ties=("整齐",)))
    for name in ("一队", "二队"):
        contests.add_team(BY, rules, name=name, people=23)
    clock.set(start)
    activities.begin(BY, third)
    door.count_heads(BY, third, people=300, how=Counted.ESTIMATE)
    activities.end(BY, third)
    for row in (first, second, third):
        activities.archive(BY, row, words="办好了")
    held(office, clock, "2026-12-04", "张小梅")  # not archived: does not count
    return [fresh(row) for row in (first, second, third)]


def test_sessions_and_visits_of_any_span_stand_on_the_page_and_open_what_proves_them(
    office: Office, clock: Any
) -> None:
    first, second, third = year(office, clock)
    answer = seen_by(office.clerk).get(f"{NUMBERS}&area={office.street.pk}&show=sessions")
    month = answer.context["month"]
    assert (month.sessions, month.visits) == (3, 352)
    assert (month.signed, month.counted, month.estimated, month.people) == (6, 46, 300, 2)
    assert [(one.kind, one.sessions) for one, _href in answer.context["kinds"]] == [
        ("market", 2),
        ("open_day", 1),
    ]
    proof = [
        (one, one.signed, one.counted, one.estimated, one.zones, one.teams, one.players, one.holders)
        for one in answer.context["sessions"]
    ]
    assert proof == [
        (third, 0, 0, 300, 2, 2, 46, 2),
        (second, 2, 0, 0, 0, 0, 0, 1),
        (first, 4, 46, 0, 0, 0, 0, 1),
    ]
    assert "2 个展区、2 支队伍、队员 46 人、2 家合办" in answer.text
    facts = seen_by(office.clerk).get(answer.context["of_counted"])
    assert facts.context["answer"].total == 46


def test_one_kind_alone_is_listed_and_another_language_says_it_too(office: Office, clock: Any) -> None:
    *_, third = year(office, clock)
    client = seen_by(office.clerk)
    href = {one.kind: to for one, to in client.get(NUMBERS).context["kinds"]}["open_day"]
    answer = client.get(f"/desk/almanac/numbers/{href.partition('#')[0]}", headers={"accept-language": "en"})
    assert list(answer.context["sessions"]) == [third]
    assert "2 zones, 2 teams, 46 players, held by 2 together" in answer.text


def test_what_two_hold_is_one_session_of_each_and_strangers_count_nothing(office: Office, clock: Any) -> None:
    year(office, clock)
    client = seen_by(office.clerk)
    sessions = [
        client.get(f"{NUMBERS}&area={area.pk}").context["month"].sessions
        for area in (office.first, office.second, office.street)
    ]
    assert sessions == [3, 1, 3]
    assert seen_by(office.security).get(NUMBERS).status_code in {403, 404}
    assert Client().get(NUMBERS).status_code == 302
