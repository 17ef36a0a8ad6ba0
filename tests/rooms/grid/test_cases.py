"""Cases: one flow, each arrow by whom it falls to, with deadlines, facts and history that agree in any order."""

from __future__ import annotations

import threading
import uuid
from collections import Counter
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections, transaction
from django.http import Http404
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beside import Hand
from duties import FAR, SPOT, make_place, make_unit
from gridcases import MONDAY, PHOTO, Works, actor, jpeg, make_case, make_kind, make_works, said_for, walk
from office import BY, Office
from workdays import at
from yike.core.accounts.actions import close_unit
from yike.core.accounts.models import User
from yike.core.deadlines.flows import State
from yike.core.deadlines.models import Deadline
from yike.core.deadlines.queries import running
from yike.core.outbox.models import Message, Notice
from yike.core.record.deed import deed
from yike.core.record.models import Fact, HistoryEntry
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.grid.actions.cases import NewCase, Said, go, report
from yike.rooms.grid.flows.cases import CASE
from yike.rooms.grid.models import Case, CaseState, CaseStep, Photo
from yike.rooms.grid.models.cases import OPEN, WITH_UNIT
from yike.rooms.grid.queries.cases import finding
from yike.rooms.grid.queries.cases.finding import Wanted

pytestmark = pytest.mark.django_db
THROUGH = ("accept", "file", "dispatch", "take", "answer", "verify")
KINDS = {
    **{state: {"grid.case.sort"} for state in ("reported", "accepted", "filed")},
    **{state: {"grid.case.handle"} for state in ("dispatched", "handling", "asking", "suspended")},
    "returned": {"grid.case.rule"},
    "handled": {"grid.case.handle", "grid.case.verify"},
}


@pytest.fixture
def works(office: Office, clock: Any) -> Works:
    return make_works(office, clock)


def by(user: User) -> By:
    return By.person(User.objects.get(pk=user.pk))


def facts() -> Counter[str]:
    rows = Fact.objects.filter(measure__startswith="grid.cases.").values_list("measure", "quantity")
    total: Counter[str] = Counter()
    for code, quantity in rows:
        total[code.removeprefix("grid.cases.")] += int(quantity)
    return +total


def recounted() -> Counter[str]:
    """Return the facts as the steps tell them."""
    verbs = Counter(CaseStep.objects.values_list("verb", flat=True))
    names = {"report": "reported", "refuse": "refused", "dispatch": "dispatched", "answer": "answered"}
    names |= {"return": "returned", "allow": "extended", "suspend": "postponed", "resume": "resumed"}
    names |= {"rework": "reworked", "void": "voided"}
    found = Counter({name: verbs[verb] for verb, name in names.items()})
    found["filed"] = verbs["file"] + verbs["settle"]
    found["closed"] = verbs["verify"] + verbs["settle"]
    found["on_spot"] = verbs["settle"]
    found["closed_on_time"] = Case.objects.filter(on_time=True).count()
    return +found


def holds(case: Case) -> None:
    """Check what must hold of a case whatever has been done with it."""
    case.refresh_from_db()
    steps = list(CaseStep.objects.filter(case=case))
    assert steps[-1].state == case.state
    assert {row.kind for row in running(case.of)} == KINDS.get(case.state, set())
    assert (case.unit_id is not None) or case.state not in WITH_UNIT
    paused = {row.state for row in running(case.of) if row.kind == "grid.case.handle"}
    stands = case.state in {CaseState.SUSPENDED, CaseState.HANDLED}
    assert paused <= {State.PAUSED if stands else State.RUNNING}
    assert (case.review_on is not None) == (case.state == CaseState.SUSPENDED)
    assert (case.closed_at is not None) == (case.state in {CaseState.CLOSED, CaseState.ASSESSED})
    assert case.reworks == sum(step.verb == "rework" for step in steps)
    assert facts() == recounted()


def test_a_case_goes_the_seven_links_and_leaves_a_step_a_history_and_a_fact_for_each(
    office: Office, works: Works
) -> None:
    case = make_case(office, works)
    assert (case.number, case.area, case.state) == ("A2026-000001", office.grids[0], "reported")
    assert [one.name for one in running(case.of)] == ["A2026-000001"]
    case = walk(office, works, case, *THROUGH, "assess")
    assert (case.state, case.on_time, case.score, case.handler) == ("assessed", True, 4, works.cleaner)
    verbs = list(CaseStep.objects.values_list("verb", flat=True))
    assert verbs == ["report", *THROUGH, "assess"]
    kept = HistoryEntry.objects.filter(model="grid.case", subject=case.of).values_list("verb", flat=True)
    assert set(kept) == {f"grid.case.{verb}" for verb in verbs}
    assert facts() == Counter(reported=1, filed=1, dispatched=1, answered=1, closed=1, closed_on_time=1)
    holds(case)


@given(seeds=st.lists(st.integers(0, 10_000), min_size=1, max_size=14))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_sequence_keeps_what_must_hold_and_what_is_illegal_changes_nothing(
    office: Office, works: Works, seeds: list[int]
) -> None:
    arrows = list(CASE)
    with transaction.atomic():
        case = make_case(office, works)
        for seed in seeds:
            case.refresh_from_db()
            legal = [
                one for one in arrows if case.state in one.since and not (one.verb == "return" and case.ruled)
            ]
            illegal = [one for one in arrows if one not in legal]
            if legal and seed % 4:
                case = walk(office, works, case, legal[seed % len(legal)].verb)
            elif illegal:
                _refused(office, works, case, illegal[seed % len(illegal)].verb)
            holds(case)
        transaction.set_rollback(True)


def _refused(office: Office, works: Works, case: Case, verb: str) -> None:
    before = _all()
    with pytest.raises(Fault):
        go(by(actor(office, works, case, verb)), case, verb, said_for(works, verb))
    assert _all() == before


def _all() -> tuple[int, ...]:
    models = (CaseStep, HistoryEntry, Fact, Deadline, Message, Photo)
    return tuple(model.objects.count() for model in models)


def test_whoever_handled_a_case_does_not_verify_it_and_another_does(office: Office, works: Works) -> None:
    case = make_case(office, works)
    walk(office, works, case, "accept", "file")
    go(by(office.worker), case, "dispatch", said_for(works, "dispatch", unit=office.unit))
    for verb in ("take", "answer"):
        go(by(office.grid_worker), case, verb, said_for(works, verb))
    for verb in ("verify", "rework"):
        with pytest.raises(PermissionDenied):
            go(by(office.grid_worker), case, verb, Said("我自己看过"))
    case.refresh_from_db()
    shown = {
        who: {one.verb for one in finding.open_arrows(by(getattr(office, who)).user, case)}
        for who in ("grid_worker", "worker", "leader", "stranger")
    }
    assert shown == {
        "grid_worker": set(),
        "worker": {"verify", "rework", "void"},
        "leader": set(),
        "stranger": set(),
    }
    assert go(by(office.colleague), case, "verify").state == "closed"


def test_an_arrow_is_gone_by_whom_it_falls_to_and_by_nobody_else(office: Office, works: Works) -> None:
    case = make_case(office, works)
    everybody = {"worker", "colleague", "clerk", "admin", "leader", "grid_worker", "stranger", "audit"}
    may = {
        "accept": {"worker", "colleague", "clerk", "admin"},
        "file": {"worker", "colleague", "clerk", "admin"},
    }
    may |= {"dispatch": {"worker", "colleague", "clerk", "admin"}, "take": set(), "answer": set()}
    may |= {"verify": {"worker", "colleague", "clerk", "admin", "grid_worker"}}
    for verb, allowed in may.items():
        for who in sorted(everybody - allowed):
            with pytest.raises(PermissionDenied):
                go(by(getattr(office, who)), case, verb, said_for(works, verb))
        shown = {
            who
            for who in everybody
            if verb in {one.verb for one in finding.open_arrows(by(getattr(office, who)).user, _now(case))}
        }
        assert shown == allowed
        case = walk(office, works, case, verb)


def _now(case: Case) -> Case:
    return Case.objects.select_related("area", "kind").get(pk=case.pk)


def test_the_unit_works_only_on_what_lies_with_it(office: Office, works: Works) -> None:
    case = walk(office, works, make_case(office, works), "accept", "file", "dispatch")
    with pytest.raises(PermissionDenied):
        go(by(works.warden), case, "take")
    assert finding.access_case(by(works.cleaner).user, case.pk) == case
    for stranger in (works.warden, office.stranger):
        with pytest.raises(Http404):
            finding.access_case(by(stranger).user, case.pk)
    case = walk(office, works, case, "return", "rule")
    assert (case.unit, case.ruled) == (works.wardens, True)
    with pytest.raises(Http404):
        finding.access_case(by(works.cleaner).user, case.pk)
    with pytest.raises(Fault, match="cannot be returned again"):
        go(by(works.warden), case, "return", Said("不是我们的"))


def test_the_unit_a_case_leaves_hears_of_it_once_and_the_new_one_gets_it(
    office: Office, works: Works
) -> None:
    walk(office, works, make_case(office, works), "accept", "file", "dispatch", "return", "rule")
    told = [(n.message.kind, n.user) for n in Notice.objects.select_related("message", "user").order_by("pk")]
    assert [pair for pair in told if pair[0].startswith("grid.case")] == [
        ("grid.case.dispatched", works.cleaner),
        ("grid.case.passed", works.cleaner),
        ("grid.case.dispatched", works.warden),
    ]


def test_suspended_time_does_not_count_and_rework_goes_on_where_it_stood(
    office: Office, works: Works, clock: Any
) -> None:
    case = walk(office, works, make_case(office, works), "accept", "file", "dispatch", "take")
    first = running(case.of)[0].due_at
    walk(office, works, case, "suspend")
    clock.set(at("2026-12-01 Tue 10:00"))
    walk(office, works, case, "resume")
    [due] = running(case.of)
    assert first is not None
    assert due.due_at is not None
    assert due.due_at > first
    clock.set(at("2026-12-01 Tue 11:00"))
    walk(office, works, case, "answer")
    clock.set(at("2026-12-02 Wed 11:00"))
    walk(office, works, case, "rework", "answer")
    case = walk(office, works, case, "verify")
    assert (case.on_time, case.reworks) == (True, 1)


def test_a_case_answered_too_late_is_closed_but_not_in_time(office: Office, works: Works, clock: Any) -> None:
    case = walk(office, works, make_case(office, works), "accept", "file", "dispatch", "take")
    clock.set(at("2026-12-03 Thu 10:00"))
    assert [row.pk for row in finding.find_cases(office.worker, Wanted(look="late"))] == [case.pk]
    case = walk(office, works, case, "answer", "verify")
    assert (case.on_time, facts()["closed"], facts()["closed_on_time"]) == (False, 1, 0)


def test_more_time_is_asked_for_and_given_or_not(office: Office, works: Works) -> None:
    case = walk(office, works, make_case(office, works), "accept", "file", "dispatch", "take")
    before = running(case.of)[0].due_at
    case = walk(office, works, case, "ask", "deny")
    assert running(case.of)[0].due_at == before
    case = walk(office, works, case, "ask", "allow")
    after = running(case.of)[0].due_at
    assert before is not None
    assert after is not None
    assert (after > before, case.extensions, case.asked_amount) == (True, 1, None)


def test_more_time_is_asked_for_before_the_time_is_over_or_not_at_all(
    office: Office, works: Works, clock: Any
) -> None:
    case = walk(office, works, make_case(office, works), "accept", "file", "dispatch", "take")
    clock.set(at("2026-12-03 Thu 10:00"))
    kept = _all()
    with pytest.raises(Fault, match="late already"):
        go(by(works.cleaner), case, "ask", Said("还要等料", amount=3))
    assert _all() == kept


def test_what_is_put_right_on_the_spot_is_closed_at_once_with_both_photos(
    office: Office, works: Works
) -> None:
    with pytest.raises(Fault, match="needs a photo before and one after"):
        make_case(office, works, on_spot=True)
    case = make_case(office, works, on_spot=True, after=(("b.jpg", jpeg("blue")),))
    assert (case.state, case.on_time, case.number) == ("closed", True, "A2026-000001")
    assert [(p.role, p.taken_by) for p in Photo.objects.all()] == [
        ("before", office.grid_worker),
        ("after", office.grid_worker),
    ]
    holds(case)


def test_each_arrow_says_what_it_lacks_and_changes_nothing(office: Office, works: Works) -> None:
    case = walk(office, works, make_case(office, works), "accept", "file")
    closed = close_unit(BY, make_unit(office, "旧单位"), reason="撤并")
    kept = _all()
    for unit in (None, closed):
        with pytest.raises(Fault, match="no unit is chosen"):
            go(by(office.worker), case, "dispatch", Said(unit=unit))
    with pytest.raises(Fault, match="nothing is written"):
        go(by(office.worker), case, "void", Said("  "))
    assert _all() == kept
    walk(office, works, case, "dispatch", "take")
    kept = _all()
    for verb, said, why in (
        ("ask", Said("x"), "how much more"),
        ("ask", Said("x", amount=61), "how much more"),
        ("answer", Said(), "nothing is written"),
    ):
        with pytest.raises(Fault, match=why):
            go(by(works.cleaner), case, verb, said)
    with pytest.raises(Fault, match="no day of review"):
        go(by(office.worker), case, "suspend", Said("修路", review_on=MONDAY.date()))
    assert _all() == kept


@pytest.mark.parametrize("content", [b"PK\x03\x04zip", b"", b"<svg/>", b"\xff\xd8\xff\xe0 cut"])
def test_what_is_no_photo_is_told_and_nothing_is_kept(office: Office, works: Works, content: bytes) -> None:
    with pytest.raises(Fault, match="this is no photo"):
        make_case(office, works, before=(("IMG.jpg", content),))
    with pytest.raises(Fault, match="at most 9"):
        make_case(office, works, before=PHOTO * 10)
    assert (Case.objects.count(), Photo.objects.count()) == (0, 0)


def test_a_place_outside_the_street_falls_to_the_reporters_own_area(office: Office, works: Works) -> None:
    case = make_case(office, works, lon=FAR[0], lat=FAR[1])
    assert (case.area, case.lon) == (office.grids[0], FAR[0])
    case = make_case(office, works, lon=FAR[0], lat=FAR[1], area=office.second)
    assert case.area == office.second
    with pytest.raises(Fault, match="does not lie in the street"):
        report(BY, NewCase(works.kind, *FAR))


def test_a_year_without_a_calendar_is_told_and_keeps_nothing(
    office: Office, works: Works, clock: Any
) -> None:
    clock.set(at("2027-01-04 Mon 10:00"))
    with pytest.raises(Fault, match="2027"):
        make_case(office, works)
    assert Case.objects.count() == 0


def test_long_text_and_rare_characters_are_kept_as_they_are(office: Office, works: Works) -> None:
    text = "𠮷野家门口🗑️" + "字" * 1900
    case = make_case(office, works, text=text)
    assert Case.objects.get(pk=case.pk).text == text
    assert CaseStep.objects.get().text == text


def test_a_duty_place_nearby_is_named_and_its_unit_suggested(office: Office, works: Works) -> None:
    place = make_place(office, unit=works.wardens)
    assert make_case(office, works).place == place
    assert make_case(office, works, lon=SPOT[0] + 0.001).place is None


def test_the_street_has_limits_of_its_own(office: Office, works: Works) -> None:
    from yike.rooms.grid.queries.cases.kinds import kind_in, kinds_for  # noqa: PLC0415

    own = make_kind(street=office.street, amount=1, urgent_amount=30, measure="minute")
    assert kind_in(works.kind, office.grids[0]) == own
    assert kinds_for([office.grids[0].path]) == [own]
    case = walk(office, works, make_case(office, works), "accept", "file", "dispatch")
    [due] = running(case.of)
    assert (due.amount, due.measure) == (1, "minute")


# --- sent twice ---


def test_a_report_sent_twice_is_one_case_and_nobody_elses(office: Office, works: Works) -> None:
    key = uuid.uuid4()
    first, again = make_case(office, works, key=key), make_case(office, works, key=key, text="又来一次")
    assert (first, Case.objects.count(), Photo.objects.count()) == (again, 1, 1)
    with pytest.raises(PermissionDenied):
        report(by(office.worker), NewCase(works.kind, *SPOT, key=key))


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_is_kept_and_both_hear_of_it(office: Office, clock: Any) -> None:
    works, key = make_works(office, clock), uuid.uuid4()
    start, found = threading.Barrier(2), []

    def send() -> None:
        start.wait()
        try:
            found.append(make_case(office, works, key=key).pk)
        finally:
            connections.close_all()

    _both(send, send)
    assert (len(found), len(set(found)), Case.objects.count(), facts()["reported"]) == (2, 1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_one_wins_and_the_other_is_told(office: Office, clock: Any) -> None:
    works = make_works(office, clock)
    case = walk(office, works, make_case(office, works), "accept", "file")
    start, told = threading.Barrier(2), []

    def press(user: User) -> None:
        start.wait()
        try:
            go(by(user), case, "dispatch", said_for(works, "dispatch"))
        except Fault as fault:
            told.append(fault.en)
        finally:
            connections.close_all()

    _both(lambda: press(office.worker), lambda: press(office.colleague))
    assert told == ["this cannot be done now: its state has changed"]
    assert CaseStep.objects.filter(case=case, verb="dispatch").count() == 1
    holds(case)


def _both(*acts: Any) -> None:
    threads = [Hand(target=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_the_database_itself_refuses_a_case_without_its_unit(office: Office, works: Works) -> None:
    from django.db import IntegrityError  # noqa: PLC0415

    case = make_case(office, works)
    with pytest.raises(IntegrityError), transaction.atomic(), deed(BY, "tests.break") as d:
        d.change(case, state=CaseState.HANDLING)
    assert OPEN | {CaseState.CLOSED, CaseState.ASSESSED, CaseState.REFUSED, CaseState.VOID} == set(CaseState)
