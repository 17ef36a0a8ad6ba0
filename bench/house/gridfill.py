"""A street's requests, cases and whistles of three years with what belongs to them, filled by SQL in a few minutes.

Everything follows from the number g of a request or a case by whole-number arithmetic, so both databases get the
same. Three in ten are cases, one in forty is open; one case in ten is urgent, one put right on the spot; there is a
whistle for each hundred. The last year has every fact the board asks for, older days two.
"""

from __future__ import annotations

from dataclasses import dataclass

from bench.house.child import say
from bench.house.sqlfill import Exprs, Sql, fill_tables, literal
from bench.house.street import BY, Street
from yike.core.accounts.actions import add_unit
from yike.core.accounts.models import User
from yike.core.deadlines.models import Deadline
from yike.core.record.deed import deed
from yike.core.record.models import Fact, HistoryEntry
from yike.core.vault.fields import sealed_values
from yike.rooms.grid.actions.cases.kinds import load_sample
from yike.rooms.grid.flows.cases import HANDLING, URGENT
from yike.rooms.grid.models import Case, CaseKind, CaseStep, Request, Whistle, WhistleCall

MINUTES = 3 * 365 * 1440  # before now, evenly
RECENT = 366 * 1440
OPEN = "g % 40 = 0"  # one in forty
URGENT_ONE = "g % 10 = 3"
ON_SPOT = "g % 10 = 7"
HANDLED = f"NOT ({ON_SPOT})"
CASES_TENTHS = 3
A_WHISTLE, UNITS = 100, 3  # requests and cases for each whistle, units that each calls
SEALED = 2_000
PHONE = "139{:08}"
WORDS = ("路灯坏了", "井盖响", "楼道堆物", "夜里施工吵", "垃圾没有清", "漏水没人修", "停车占道", "树枝挡窗")
REQUEST, CASE, DEADLINE = "grid.request", "grid.case", "deadlines.deadline"
WHISTLE, CALL = "grid.whistle", "grid.whistlecall"
Counted = tuple[str, int, int, bool, str]
"""A measure, of so many tens of g so many count, whether on old days too, and of what model its evidence is."""


def _limit(kind: str, met: int, late: int = 0) -> tuple[Counted, ...]:
    """Return what a limit counts: of twenty so many kept in time; so many of twenty kept late."""
    due: Counted = (f"{kind}.due", 1, 1, False, DEADLINE)
    after: tuple[Counted, ...] = ((f"{kind}.late", 20, late, False, DEADLINE),) if late else ()
    return (due, (f"{kind}.met", 20, met, False, DEADLINE), *after)


FACTS: tuple[tuple[str, str, tuple[Counted, ...]], ...] = (
    (
        REQUEST,
        "true",
        (
            ("grid.requests", 1, 1, True, REQUEST),
            ("grid.requests.answered", 1, 1, True, REQUEST),
            ("grid.requests.closed", 1, 1, False, REQUEST),
            ("grid.requests.revisited", 1, 1, False, REQUEST),
            ("grid.requests.solved", 10, 9, False, REQUEST),
            ("grid.requests.satisfied", 10, 8, False, REQUEST),
            *_limit("grid.request.reply", 19),
            *_limit("grid.request.sign", 19),
            *_limit("grid.request.contact", 18),
            *_limit("grid.request.answer", 18),
        ),
    ),
    (CASE, "true", (("grid.cases.filed", 1, 1, True, CASE), ("grid.cases.closed", 1, 1, False, CASE))),
    (
        CASE,
        HANDLED,
        (
            ("grid.cases.dispatched", 1, 1, True, CASE),
            ("grid.cases.answered", 1, 1, False, CASE),
            ("grid.cases.reworked", 20, 1, False, CASE),
            ("grid.cases.extended", 30, 1, False, CASE),
        ),
    ),
    (CASE, f"{HANDLED} AND NOT ({URGENT_ONE})", _limit(HANDLING, 18, 1)),
    (CASE, URGENT_ONE, _limit(URGENT, 17, 2)),
    (
        CASE,
        ON_SPOT,
        (("grid.cases.on_spot", 1, 1, False, CASE), ("grid.cases.urgent_on_spot", 10, 1, False, CASE)),
    ),
    (
        WHISTLE,
        "true",
        (
            ("grid.whistles", 1, 1, False, WHISTLE),
            ("grid.whistle.solved", 10, 9, False, WHISTLE),
            ("grid.whistle.again", 20, 1, False, WHISTLE),
        ),
    ),
    (CALL, "true", _limit("grid.whistle.arrive", 17)),
)
"""What is counted of which g of what: all that the board reads."""


@dataclass(frozen=True)
class Filled:
    """How much there is."""

    requests: int
    cases: int
    history: int
    facts: int
    deadlines: int
    whistles: int


class Fill:
    """The rows of so many requests and cases in a street."""

    def __init__(self, street: Street, owners: list[User], count: int) -> None:
        self.sql = Sql()
        self.grids, self.owners = [grid.pk for grid in street.grids], [one.pk for one in owners]
        self.unit, self.kinds = street.unit.pk, list(CaseKind.objects.values_list("pk", flat=True))
        self.cases = count * CASES_TENTHS // 10
        self.requests = count - self.cases
        self.whistles = count // A_WHISTLE
        others = [
            add_unit(BY, kind="department", name=f"第{n}测速单位", area=street.area) for n in range(1, UNITS)
        ]
        self.units = [street.unit.pk, *(one.pk for one in others)]
        self.calls = self.whistles * UNITS

    @property
    def area(self) -> str:
        """The grid of g."""
        return self.sql.one_of(self.grids, "g * 13")

    @property
    def owner(self) -> str:
        """Who has g."""
        return self.sql.one_of(self.owners, "g * 11")

    def back(self, count: int, which: str = "g") -> str:
        """Return how many minutes ago one of so many came."""
        return f"(({count} - {which}) * {MINUTES // 1000} / {count}) * 1000"

    def closed(self, back: str) -> str:
        """Return when g was closed; nothing of what is open."""
        return f"CASE WHEN {OPEN} THEN NULL ELSE {self.sql.ago(f'{back} - 4000')} END"

    @property
    def door(self) -> str:
        """An address."""
        return f"'测速路' || {self.sql.text('g % 400')} || '号'"

    @property
    def said(self) -> str:
        """What somebody says."""
        what = self.sql.one_of(list(WORDS), "g")
        return f"{self.door} || {what} || '，第' || {self.sql.text('g')} || '次看见'"

    def write_requests(self) -> None:
        """Write the requests."""
        sql, back = self.sql, self.back(self.requests)
        sql.insert(
            Request,
            self.requests,
            {
                "id": "g",
                "number": f"'Q2026-' || {sql.padded('g', 7)}",
                "source": "'door'",
                "kind": "'help'",
                "state": f"CASE WHEN {OPEN} THEN 'handling' ELSE 'closed' END",
                "words": self.said,
                "address": self.door,
                "area_id": self.area,
                "owner_id": self.owner,
                "phone_index": sql.padded("g * 7919 % 99999989", 16),
                "received_at": sql.ago(back),
                "moved_at": sql.ago(back),
                "due_at": sql.ago(f"{back} - 10080"),
                "replied_at": sql.ago(f"{back} - 300"),
                "answered_at": self.closed(back),
                "closed_at": self.closed(back),
                "on_time": f"CASE WHEN {OPEN} THEN NULL ELSE true END",
            },
        )

    def write_cases(self) -> None:
        """Write the cases."""
        sql, back = self.sql, self.back(self.cases)
        sql.insert(
            Case,
            self.cases,
            {
                "id": "g",
                "number": f"'A2026-' || {sql.padded('g', 7)}",
                "source": "'patrol'",
                "kind_id": sql.one_of(self.kinds, "g * 3"),
                "level": f"CASE WHEN {URGENT_ONE} OR g % 100 = 7 THEN 'urgent' ELSE 'normal' END",
                "on_spot": ON_SPOT,
                "state": f"CASE WHEN {OPEN} THEN 'handling' ELSE 'closed' END",
                "area_id": self.area,
                "address": self.door,
                "text": self.said,
                "reporter_id": self.owner,
                "handler_id": sql.one_of(self.owners, "g * 17"),
                "unit_id": str(self.unit),
                "reported_at": sql.ago(back),
                "seen_at": sql.ago(back),
                "filed_at": sql.ago(back),
                "closed_at": self.closed(back),
                "on_time": f"CASE WHEN {OPEN} THEN NULL ELSE true END",
            },
        )

    def write_steps(self) -> None:
        """Write two steps of each case: dispatched, and answered."""
        for verb, state in (("dispatch", "dispatched"), ("answer", "handled")):
            at = self.sql.ago(self.back(self.cases))
            of = {"case_id": "g", "at": at, "user_id": self.owner, "unit_id": str(self.unit)}
            self.sql.insert(
                CaseStep,
                self.cases,
                of | {"verb": literal(verb), "state": literal(state), "text": "'已到现场'"},
                HANDLED,
            )

    def write_whistles(self) -> None:
        """Write the whistles, all over."""
        sql, back = self.sql, self.back(self.whistles)
        self.sql.insert(
            Whistle,
            self.whistles,
            {
                "id": "g",
                "number": f"'S2026-' || {sql.padded('g', 7)}",
                "kind": "'demand'",
                "state": "'closed'",
                "area_id": self.area,
                "address": self.door,
                "matter": self.said,
                "code": "'246810'",
                "caller_id": self.owner,
                "made_at": sql.ago(back),
                "blown_at": sql.ago(back),
                "solved": "true",
                "ended_at": sql.ago(f"{back} - 4000"),
            },
        )

    def write_calls(self) -> None:
        """Write the calls of three units for each whistle: 4 to 43 minutes on the way."""
        whistle = f"((g + {UNITS - 1}) / {UNITS})"
        sql, back = self.sql, self.back(self.whistles, whistle)
        self.sql.insert(
            WhistleCall,
            self.calls,
            {
                "whistle_id": whistle,
                "unit_id": sql.one_of(self.units, "g"),
                "state": "'arrived'",
                "due_at": sql.ago(f"{back} - 30"),
                "arrived_at": sql.ago(f"{back} - 4 - g * 7 % 40"),
                "arrived_by_id": self.owner,
                "proof": "'seen'",
                "on_time": "g * 7 % 40 <= 26",
            },
        )

    def write_history(self) -> None:
        """Write two entries of each request and each case."""
        for model, count in ((REQUEST, self.requests), (CASE, self.cases)):
            for verb in ("take", "close"):
                self.sql.insert(HistoryEntry, count, self._entry(model, verb, self.back(count)))

    def _entry(self, model: str, verb: str, back: str) -> Exprs:
        sql = self.sql
        return {
            "at": sql.ago(back),
            "deed": sql.uuid,
            "verb": literal(f"{model}.{verb}"),
            "actor_id": self.owner,
            "actor_name": "'钱测速'",
            "way": "'web'",
            "model": literal(model),
            "object_pk": sql.text("g"),
            "subject": f"'{model}:' || {sql.text('g')}",
            "area_id": self.area,
            "payload": f"""'{{"after":{{"state":"{verb}","words":"测速路第' || {sql.text("g")} || '次"}}}}'""",
            "salt": "'0123456789abcdef'",
            "payload_digest": f"'{'0' * 64}'",
        }

    def write_facts(self) -> None:
        """Write every fact of the last year, and two of each request and case before."""
        counts = {REQUEST: self.requests, CASE: self.cases, WHISTLE: self.whistles, CALL: self.calls}
        for of, which, counted in FACTS:
            for one in counted:
                self._fact(one, counts[of], which)

    def _fact(self, counted: Counted, count: int, which: str) -> None:
        code, whole, share, always, source = counted
        back = self.back(count)
        when = "true" if always else f"({back}) < {RECENT}"
        values = {
            "at": self.sql.ago(back),
            "deed": self.sql.uuid,
            "measure": literal(code),
            "quantity": "1",
            "day": self.sql.day(back),
            "area_id": self.area,
            "source_model": literal(source),
            "source_pk": self.sql.text("g"),
        }
        self.sql.insert(Fact, count, values, f"{which} AND {when} AND g / 10 % {whole} < {share}")

    def write_deadlines(self) -> None:
        """Write a deadline of each request and case: of the open ones running, the next step a week away."""
        of_case = f"CASE WHEN {URGENT_ONE} THEN {literal(URGENT)} ELSE {literal(HANDLING)} END"
        kinds = (
            (REQUEST, literal("grid.request.answer"), self.requests, "true"),
            (CASE, of_case, self.cases, HANDLED),
        )
        for model, kind, count, which in kinds:
            self.sql.insert(Deadline, count, self._deadline(model, kind, self.back(count)), which)

    def _deadline(self, model: str, kind: str, back: str) -> Exprs:
        sql = self.sql
        return {
            "of": f"'{model}:' || {sql.text('g')}",
            "kind": kind,
            "name": f"'2026-' || {sql.padded('g', 7)}",
            "state": f"CASE WHEN {OPEN} THEN 'running' ELSE 'met' END",
            "since": sql.ago(back),
            "amount": "5",
            "measure": "'work_day'",
            "rolls": "true",
            "owner_id": self.owner,
            "area_id": self.area,
            "due_at": sql.ago(f"{back} - 10080"),
            "ended_at": self.closed(back),
            "next_at": f"CASE WHEN {OPEN} THEN {sql.ago('-10080 - g % 1440')} ELSE NULL END",
        }


def fill(street: Street, owners: list[User], count: int) -> Filled:
    """Fill the open house with so many requests and cases, and say how much that is."""
    load_sample(BY)
    rows = Fill(street, owners, count)
    say(f"{rows.requests:,} requests and {rows.cases:,} cases")
    fill_tables(
        {
            Request: rows.write_requests,
            Fact: rows.write_facts,
            HistoryEntry: rows.write_history,
            Deadline: rows.write_deadlines,
            Case: rows.write_cases,
            CaseStep: rows.write_steps,
            Whistle: rows.write_whistles,
            WhistleCall: rows.write_calls,
        }
    )
    _phones()
    return Filled(
        *(model.objects.count() for model in (Request, Case, HistoryEntry, Fact, Deadline, Whistle))
    )


def make_due(street: Street, owners: list[User], count: int, again: int) -> None:
    """Write ``count`` running deadlines whose 80 per cent were reached a minute ago, for the ``again``-th time."""
    sql = Sql()
    stamp = int(sql.now.timestamp()) // 60
    moments = f"'[{stamp - 900}, {stamp - 1}, {stamp + 1440}, {stamp + 4000}]'"
    sql.insert(
        Deadline,
        count,
        {
            "of": f"'bench.due{again}:' || {sql.text('g')}",
            "kind": "'grid.request.answer'",
            "name": f"'测速 ' || {sql.text('g')}",
            "state": "'running'",
            "since": sql.ago("3000"),
            "amount": "5",
            "measure": "'work_day'",
            "rolls": "true",
            "owner_id": sql.one_of([one.pk for one in owners], "g * 11"),
            "area_id": sql.one_of([grid.pk for grid in street.grids], "g * 13"),
            "due_at": sql.ago("-1440"),
            "half_at": sql.ago("900"),
            "moments": f"{moments}::jsonb" if sql.pg else moments,
            "step": "1",
            "next_at": sql.ago("1"),
        },
    )


def _phones() -> None:
    """Give some requests a telephone number, sealed as in use, so that one can be found by it."""
    rows = list(Request.objects.order_by("-pk")[:SEALED])
    for n, row in enumerate(rows):
        for column, value in sealed_values(Request, phone=f"+86{PHONE.format(n)}").items():
            setattr(row, column, value)
    with deed(BY, "grid.request.take") as d:
        d.change_many(rows, ["phone", "phone_index"])
