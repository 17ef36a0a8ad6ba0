"""The sweep takes each step once and tells each person once, whoever runs it and however often."""

from __future__ import annotations

import re
import threading
from collections import Counter
from contextvars import copy_context

import pytest
from django.db import connection
from django.utils import translation

from dues import ANSWER, VISIT, act, begin, with_calendar
from office import BY, Office, make_office
from workdays import at
from yike.core.accounts.actions import change_own, change_unit, set_deputy
from yike.core.deadlines.actions import sweep
from yike.core.deadlines.actions.sweeping import MACHINE, climb
from yike.core.deadlines.actions.telling import tell
from yike.core.deadlines.models import Deadline, DeadlineStep
from yike.core.outbox.models import Message, Notice
from yike.core.record.deed import By
from yike.core.record.models import HistoryEntry
from yike.engines.worktime import Limit, Unit


def told() -> list[tuple[str, str]]:
    """Return whom the notices tell what, in order."""
    rows = Notice.objects.order_by("pk").select_related("message", "user")
    return [(row.user.username, row.message.title) for row in rows]


def heard(username: str, percent: int) -> int:
    """Return of how many deadlines at so many per cent somebody was told in all messages together."""
    titles = [title for who, title in told() if who == username]
    several = [int(n) for title in titles for n in re.findall(rf"(\d+) 项用到 {percent}%", title)]
    return sum(several) + sum(title.endswith(f"：时间用到 {percent}%") for title in titles)


def swept(clock, moment: str) -> list[tuple[str, str]]:
    """Sweep at a moment and return what that alone told."""
    clock.set(at(moment))
    before = len(told())
    sweep()
    return told()[before:]


@pytest.mark.django_db
def test_owner_head_and_leader_are_told_one_after_the_other(office: Office, clock) -> None:
    with_calendar(clock)
    change_unit(BY, office.unit, liaison=office.clerk)
    row = begin(office, name="Q2026-000001", owner_unit=office.unit)
    assert swept(clock, "2026-12-03 Thu 09:29") == []
    assert swept(clock, "2026-12-03 Thu 09:30") == [("worker", "Q2026-000001 答复：时间用到 50%")]
    assert swept(clock, "2026-12-03 Thu 09:31") == []
    assert swept(clock, "2026-12-04 Fri 15:48") == [("worker", "Q2026-000001 答复：时间用到 80%")]
    assert swept(clock, "2026-12-07 Mon 17:00") == []
    assert swept(clock, "2026-12-07 Mon 17:01") == [
        ("worker", "Q2026-000001 答复：已超期"),
        ("clerk", "Q2026-000001 答复：已超期"),
    ]
    assert swept(clock, "2026-12-08 Tue 17:00") == [("leader", "Q2026-000001 答复：超期未办，已上报")]
    row.refresh_from_db()
    assert (row.next_at, row.step) == (None, 4)
    taken = DeadlineStep.objects.values_list("step", "percent", "escalated")
    assert list(taken) == [(0, 50, False), (1, 80, False), (2, 100, False), (3, 100, True)]


@pytest.mark.django_db
def test_each_person_gets_one_message_however_much_is_due(office: Office, clock) -> None:
    with_calendar(clock)
    for number in range(12):
        begin(office, number, name=f"Q2026-{number:06}")
    for number in range(12, 37):
        begin(office, number, limit=Limit(2, Unit.WORK_DAY), owner=office.worker)
    begin(office, 99, limit=Limit(60, Unit.MINUTE), owner=office.colleague)
    said = swept(clock, "2026-12-04 Fri 16:00")
    assert sorted(said) == [
        ("colleague", "test.thing:99 答复：已超期"),
        ("leader", "时限：26 项超期上报"),
        ("worker", "时限：25 项超期，12 项用到 80%"),
    ]
    body = Message.objects.get(title="时限：25 项超期，12 项用到 80%").body.splitlines()
    assert (len(body), body[0], body[-1]) == (
        21,
        "test.thing:12 答复：12月2日 星期三 17:00 到期，已超期",
        "还有 17 项",
    )


@pytest.mark.django_db
def test_a_message_is_in_the_language_of_whom_it_is_for(office: Office, clock) -> None:
    with_calendar(clock)
    change_own(By.person(office.worker), language="en")
    begin(office, name="Q2026-000001", kind=VISIT)
    with translation.override("zh-hans"):
        said = swept(clock, "2026-12-04 Fri 15:48")
    assert said == [("worker", "Q2026-000001, 上门: 80% of the time used")]
    assert Message.objects.get().body == "Q2026-000001, 上门: due Mon 7 Dec 17:00, 80% of the time used"


@pytest.mark.django_db
def test_who_is_away_is_told_together_with_the_deputy(office: Office, clock) -> None:
    with_calendar(clock)
    days = {
        "since": at("2026-11-30 Mon 00:00").date(),
        "until": at("2026-12-09 Wed 00:00").date(),
        "reason": "休假",
    }
    set_deputy(BY, principal=office.worker, deputy=office.colleague, **days)
    set_deputy(BY, principal=office.colleague, deputy=office.stranger, **days)
    begin(office)
    assert [who for who, _ in swept(clock, "2026-12-03 Thu 09:30")] == ["worker", "colleague", "stranger"]


@pytest.mark.django_db
def test_an_empty_rung_tells_the_next_one_up(office: Office, clock) -> None:
    with_calendar(clock)
    begin(office, owner=None)  # no owner, no unit, no secretary
    assert [who for who, _ in swept(clock, "2026-12-03 Thu 09:30")] == ["leader"]


@pytest.mark.django_db
def test_what_has_ended_or_moved_before_the_telling_is_not_told(office: Office, clock) -> None:
    with_calendar(clock)
    rows = [begin(office, number) for number in range(3)]
    clock.set(at("2026-12-03 Thu 09:30"))
    assert climb() == 3
    act("meet", rows[0])
    act("move", rows[1], by=Limit(5, Unit.WORK_DAY), reason="等")
    sweep()
    assert told() == [("worker", "test.thing:2 答复：时间用到 50%")]
    assert DeadlineStep.objects.filter(told_at=None).count() == 0


@pytest.mark.django_db
def test_after_a_long_outage_only_the_last_step_is_told(office: Office, clock) -> None:
    with_calendar(clock)
    begin(office, kind=VISIT)
    assert swept(clock, "2026-12-20 Sun 10:00") == [
        ("worker", "test.thing:1 上门：已超期"),
        ("leader", "test.thing:1 上门：已超期"),
    ]
    assert DeadlineStep.objects.count() == 2


@pytest.mark.django_db
def test_a_standing_clock_takes_no_steps_and_a_running_one_repeats_none(office: Office, clock) -> None:
    with_calendar(clock)
    row = begin(office)
    swept(clock, "2026-12-03 Thu 09:30")
    act("pause", row, reason="等")
    assert swept(clock, "2026-12-10 Thu 10:00") == []
    act("resume", row)
    assert swept(clock, "2026-12-10 Thu 10:01") == []
    row.refresh_from_db()
    assert row.step == 1


@pytest.mark.django_db
def test_an_extension_reminds_anew(office: Office, clock) -> None:
    with_calendar(clock)
    row = begin(office)
    swept(clock, "2026-12-04 Fri 16:00")
    act("move", row, by=Limit(5, Unit.WORK_DAY), reason="等")
    assert swept(clock, "2026-12-07 Mon 13:59") == []
    assert swept(clock, "2026-12-07 Mon 14:00") == [("worker", "test.thing:1 答复：时间用到 50%")]
    assert list(DeadlineStep.objects.values_list("round", "step")) == [(0, 0), (0, 1), (1, 0)]


@pytest.mark.django_db
def test_a_step_stands_in_the_timeline_of_the_thing(office: Office, clock) -> None:
    with_calendar(clock)
    begin(office)
    swept(clock, "2026-12-03 Thu 09:30")
    entry = HistoryEntry.objects.filter(subject="test.thing:1").order_by("-pk")[0]
    assert (entry.verb, entry.model, entry.actor_name) == (
        "deadlines.climb",
        "deadlines.deadlinestep",
        "时限看守",
    )


def _sweep_together(times: int) -> None:
    """Sweep in so many threads at once, each with its own connection, in small batches."""
    gate, wrong = threading.Barrier(times), []

    def work() -> None:
        try:
            gate.wait(20)
            climb(batch=7)
            tell(MACHINE)
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=copy_context().run, args=(work,)) for _ in range(times)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert wrong == []


@pytest.mark.django_db(transaction=True)
def test_sweeps_at_once_over_real_connections_take_and_tell_each_step_once(clock) -> None:
    office = make_office()
    with_calendar(clock)
    for number in range(60):
        begin(office, number)
        begin(office, number, kind=VISIT, owner=office.colleague)
    clock.set(at("2026-12-04 Fri 15:48"))  # answers: 50 and 80 %, visits: 80 %
    _sweep_together(3)
    steps = DeadlineStep.objects.values_list("deadline__kind", "step")
    assert Counter(steps) == {(ANSWER, 0): 60, (ANSWER, 1): 60, (VISIT, 0): 60}
    assert DeadlineStep.objects.filter(told_at=None).count() == 0
    assert heard("worker", 80) == heard("colleague", 80) == 60
    assert Deadline.objects.filter(next_at__lte=at("2026-12-04 Fri 15:48")).count() == 0
