"""The almanac full: a crowd at one sign-up, a year of activities, posters, forward packs, the feed, the door."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from itertools import count, islice
from typing import Any, cast

from django.db import connection, connections
from django.db.models import Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench.clock import once_seconds, taken
from bench.house.child import say
from bench.house.grid import size
from bench.house.limits import WORKERS, Row, against, held
from bench.house.street import BY, Street, make_street
from yike.core.accounts.models import User
from yike.core.record.clock import now, today
from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.core.rights.roles import Role
from yike.rooms.almanac.actions import NewGroup, activities, add_groups
from yike.rooms.almanac.actions import issues as issue_actions
from yike.rooms.almanac.checking import Plan
from yike.rooms.almanac.models import Activity, ActivityHost, IssueVersion, Pack, Registration
from yike.rooms.almanac.models.activities import ActivityState
from yike.rooms.almanac.models.signups import Seats, SignUpState
from yike.rooms.almanac.poster.sheet import poster_of
from yike.rooms.almanac.written import lines_of

YEAR = {"PostgreSQL": 10_000, "SQLite": 10_000}
PRESSES = {"PostgreSQL": 2_000, "SQLite": 200}
GROUPS = {"PostgreSQL": 40_000, "SQLite": 10_000}
PLACES, SECONDS, PRESS_MS = 100, 10, 2_000
PAGE_MS, FEED_MS, POSTER_S = 60, 10, 1
SMALL, SMALL_S, LARGE_S = 408, 10, 300
DOOR, PHONES = 500, 3
FEW = 200  # activities, spread over the year
KEEPERS = 400  # people who keep the groups of the large street
RUNS = 40
TO_BE_KILLED = """
import sys, django; django.setup()
from yike.core.rights.by import By
from yike.rooms.almanac.actions import cascade
from yike.rooms.almanac.models import IssueVersion
print("open", flush=True); sys.stdin.readline()
print(cascade.spread(By.machine("almanac.cascade"), IssueVersion.objects.get(pk=int(sys.argv[1]))), flush=True)
"""


def _plan(street: Street, **other: Any) -> Plan:
    begin = timezone.localtime(now()).replace(minute=0, second=0, microsecond=0) + timedelta(days=9)
    told: dict[str, Any] = {
        "title": "便民市集",
        "kind": "market",
        "area": street.grids[0].get_parent(),
        "starts_at": begin,
        "ends_at": begin + timedelta(hours=2),
        "hosts": (street.unit,),
        "place": "社区广场",
    }
    return Plan(**told | other)


def _opened(street: Street, **other: Any) -> Activity:
    row = activities.plan_activity(BY, _plan(street, **other))
    activities.ask(BY, row)
    return activities.approve(BY, row)


# The crowd


def _crowd(street: Street, presses: int) -> Row:
    """Let so many press within ten seconds for a hundred places; look who got one."""
    row = _opened(street, title="讲座", signup="open", capacity=PLACES)
    say(f"{presses} presses within {SECONDS} s")
    workers = WORKERS[connection.vendor]
    plan = {"presses": presses, "seconds": SECONDS, "page": f"/on/a/{row.code}/", "workers": workers}
    done = subprocess.run(
        [sys.executable, "-m", "bench.house.presses"],
        input=json.dumps(plan),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env=os.environ | {"YIKE_HOSTS": "127.0.0.1"},
    )
    told = json.loads(done.stdout.splitlines()[-1])
    people = Registration.objects.filter(activity=row).order_by("number")
    booked = list(people.filter(state=SignUpState.BOOKED).values_list("number", flat=True))
    queued = list(people.filter(state=SignUpState.WAITING).values_list("number", flat=True))
    exact = booked == list(range(1, PLACES + 1)) and queued == list(range(PLACES + 1, presses + 1))
    exact &= Seats.objects.get(activity=row).taken == PLACES
    whole = told["taken"] == presses and not told["other answers"]
    result = {
        "what": f"{presses:,} presses for {PLACES} places within {SECONDS} s",
        "in": len(booked),
        "in the queue": len(queued),
        "in order of arrival": exact,
        "error pages": presses - told["taken"],
        "lasted s": told["seconds"],
        "median ms": told["median ms"],
        "p95 ms": told["p95 ms"],
    } | against(told["p95 ms"], PRESS_MS, "limit ms")
    return result | {"kept": exact and whole and result["kept"]}


# A year of activities


def _fill(street: Street, many: int, sign: str = "B") -> None:
    """Write approved activities of a year, half of it gone: one made by the actions, the others after it.

    ``sign`` begins their codes.
    """
    first = _opened(street)
    communities = [grid.get_parent() for grid in street.grids[::4]]
    begin = first.starts_at - timedelta(days=182)
    for chunk in range(0, many, 2_000):
        with deed(BY, "almanac.activity.plan") as d:
            numbers = range(chunk, min(chunk + 2_000, many))
            made = d.add_many([_copy(first, f"{sign}{n:06}", n, begin, many, communities) for n in numbers])
            d.add_many([ActivityHost(activity=row, unit=street.unit) for row in made])


def _copy(first: Activity, code: str, n: int, begin: datetime, many: int, communities: list[Any]) -> Activity:
    starts = begin + timedelta(minutes=n * 365 * 24 * 60 // many)
    values = {field.attname: getattr(first, field.attname) for field in Activity._meta.concrete_fields}
    values |= {
        "id": None,
        "code": code,
        "title": f"第 {n} 场便民活动",
        "area_id": communities[n % len(communities)].pk,
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=2),
        "strand": "culture" if n % 100 < 36 else "service",  # 2,000 of them in half a year ahead
        "audience": ["elders"] if n % 3 else [],
        "state": ActivityState.OPEN if starts > first.made_at else ActivityState.ARCHIVED,
    }
    return Activity(**values)


def _logged_in(user: User) -> Client:
    client = Client(SERVER_NAME="localhost", HTTP_ACCEPT_LANGUAGE="zh-CN")
    client.force_login(user)
    return client


def _page(client: Client, path: str) -> Callable[[], None]:
    def ask() -> None:
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{answer.status_code} for {path}")

    return ask


def _queries(ask: Callable[[], None]) -> int:
    ask()
    with CaptureQueriesContext(connection) as found:
        ask()
    return len(found)


def _pages(few: list[int], pages: list[tuple[str, Callable[[], None]]]) -> Iterator[Row]:
    """Ask each page; its queries have to be as many as they were with few activities."""
    for before, (what, ask) in zip(few, pages, strict=True):
        queries = _queries(ask)
        row = held(what, taken(ask, RUNS), PAGE_MS)
        yield row | {"queries": queries, "with few": before, "kept": row["kept"] and queries == before}


def _asked(clerk: User) -> list[tuple[str, Callable[[], None]]]:
    visitor, desk = Client(SERVER_NAME="localhost", HTTP_ACCEPT_LANGUAGE="zh-CN"), _logged_in(clerk)
    return [
        ("what is on, a month", _page(visitor, "/on/?span=month")),
        ("what is on, a month of one community", _page(visitor, "/on/?span=month&area=999999001001")),
        ("what is on, a week", _page(visitor, "/on/")),
        ("list of activities on the desk", _page(desk, "/desk/almanac/activities/")),
        ("numbers of the month", _page(desk, "/desk/almanac/numbers/")),
    ]


def _feed() -> Row:
    """Ask for a calendar of some 2,000 events again, unchanged."""
    client, path = Client(SERVER_NAME="localhost"), "/on/calendar.ics?strand=culture"
    first = client.get(path)
    events = first.content.count(b"BEGIN:VEVENT")

    def ask() -> None:
        again = client.get(path, headers={"if-none-match": first["ETag"]})
        if again.status_code != 304 or again.content:
            raise RuntimeError(f"{again.status_code} for an unchanged calendar")

    return held(f"calendar of {events:,} events, unchanged: 304", taken(ask, RUNS), FEED_MS)


# Issues and packs


def _issue(street: Street, people: tuple[User, User, User], month: date) -> IssueVersion:
    """Return a published issue with what the month gathered, seventeen entries at most."""
    clerk, admin, leader = map(By.person, people)
    issue = issue_actions.begin_issue(clerk, area=street.area, month=month)
    for extra in issue.entries.order_by("order", "pk")[17:]:
        issue_actions.drop_entry(clerk, extra)
    if not issue.entries.filter(dropped=False).exists():
        told = {"title": "便民市集：磨刀、缝补", "day": month, "place": "社区广场", "phone": "67271234"}
        issue_actions.add_entry(clerk, issue, area=street.area, **told)
    issue_actions.proof(clerk, issue)
    issue_actions.submit(clerk, issue)
    for by, step in ((clerk, "first"), (admin, "second"), (leader, "sign")):
        issue_actions.look(by, issue, step=step)
    return issue_actions.publish(clerk, issue, base="http://localhost/")


def _poster(version: IssueVersion) -> Row:
    lines = lines_of(version.content)

    times = count(1)

    def both() -> None:  # another address each time: what was made once is kept
        made = poster_of(version.issue, version, lines, f"http://localhost/on/issues/{next(times)}/")
        made.pdf()
        made.png()

    both()
    seconds = sorted(taken(both, 7))[-1]
    what = f"poster of {len(lines)} entries, A4 PDF and PNG, the slowest of 7"
    return {"what": what, "seconds": seconds} | against(seconds, POSTER_S, "limit s")


def _groups(street: Street, since: int, until: int, keepers: list[User]) -> None:
    new = (
        NewGroup(f"BQ{n:06}", street.grids[n % len(street.grids)], (f"{n}幢",), 9, keepers[n % len(keepers)])
        for n in range(since, until)
    )
    for chunk in iter(lambda: list(islice(new, 2_000)), []):
        add_groups(BY, chunk)


def _keepers(street: Street, many: int) -> list[User]:
    with deed(BY, "accounts.user.add") as d:
        rows = [
            User(username=f"keeper{n}", name="孙群主", unit=street.unit, area=street.area)
            for n in range(many)
        ]
        for row in rows:
            row.set_unusable_password()
        return cast("list[User]", d.add_many(rows))


def _spread(version: IssueVersion, groups: int, limit: float, *, killed: bool) -> Row:
    """Make all packs in processes of their own; the first is killed halfway, where ``killed``."""
    command = [sys.executable, "-c", TO_BE_KILLED, str(version.pk)]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    hands = [subprocess.Popen(command, **pipes) for _ in range(1 + killed)]
    for hand in hands:
        hand.stdout.readline()  # type: ignore[union-attr]
    made = Pack.objects.filter(version=version)
    began = time.perf_counter()
    halfway = 0
    if killed:
        _go(hands[0])
        while made.count() < groups // 3 and hands[0].poll() is None:
            time.sleep(0.1)
        os.kill(hands[0].pid, signal.SIGKILL)
        hands[0].wait(30)
        halfway = made.count()
    _go(hands[-1])
    hands[-1].stdout.readline()  # type: ignore[union-attr]
    seconds = time.perf_counter() - began
    hands[-1].wait(30)
    once = made.count() == made.values("group").distinct().count() == groups
    what = f"packs of {groups:,} groups" + (", killed and resumed" if killed else "")
    row = {"what": what, "seconds": seconds, "there when killed": f"{halfway:,}" if killed else ""}
    row |= {"each group once": once} | against(seconds, limit, "limit s")
    return row | {"kept": bool(row["kept"] and once and (not killed or 0 < halfway < groups))}


def _go(hand: subprocess.Popen[str]) -> None:
    hand.stdin.write("go\n")  # type: ignore[union-attr]
    hand.stdin.flush()  # type: ignore[union-attr]


# The door


def _door(street: Street, worker: User, people: int) -> Row:
    """Let three phones send what they kept without network, each two thirds of the list, some of it twice."""
    soon = timezone.localtime(now()) + timedelta(minutes=5)
    row = _opened(street, title="开放日", signup="open", starts_at=soon, ends_at=soon + timedelta(hours=3))
    _signed(row, people)
    list_s, listed = once_seconds(lambda: _logged_in(worker).get(f"/desk/almanac/door/{row.pk}/list.json"))
    phones = [[n for n in range(1, people + 1) if n % PHONES != phone] for phone in range(PHONES)]
    began = time.perf_counter()
    with ThreadPoolExecutor(PHONES) as pool:
        sent = [pool.submit(_joined, worker, row, numbers, phone) for phone, numbers in enumerate(phones)]
        codes = [code for one in sent for code in one.result()]
    seconds = time.perf_counter() - began
    there = Registration.objects.filter(activity=row)
    came = there.aggregate(n=Sum("came"))["n"]
    walked = there.filter(way="door").count()
    right = (came, walked, set(codes)) == (people + PHONES, PHONES, {201})
    return {
        "what": f"check-in list of {people} people, joined by {PHONES} phones",
        "on the list": len(listed.json()["rows"]),
        "list ms": 1e3 * list_s,
        "sent": len(codes),
        "seconds": seconds,
        "in": came,
        "of them walked in": walked,
        "kept": right,
    }


def _signed(row: Activity, many: int) -> None:
    """Sign so many up at once, as if they had come over days."""
    with deed(BY, "almanac.signup.make") as d:
        people = [
            Registration(
                activity=row, number=n, state=SignUpState.BOOKED, whose=f"b{n}", way="web", made_at=d.at
            )
            for n in range(1, many + 1)
        ]
        for person in people:
            person.name = "钱测速"
        d.add_many(people)
        seats = d.lock(Seats.objects.get(activity=row))
        seats.taken = seats.last = many
        d.tick_many([seats], ["taken", "last"])


def _joined(worker: User, row: Activity, numbers: list[int], phone: int) -> list[int]:
    """Send what one phone kept: its numbers, the last fifty of them twice, and one who walked in, twice."""
    client, path = _logged_in(worker), f"/desk/almanac/door/{row.pk}/kept/"
    kept = [{"what": "in", "number": n, "key": f"{phone}:{n}", "seen": "number"} for n in numbers]
    walk = {"what": "walk", "name": "李路过", "party": 1, "key": f"walk:{phone}"}
    try:
        return [client.post(path, said).status_code for said in (*kept, *kept[-50:], walk, walk)]
    finally:
        connections.close_all()


def rows(database: str) -> Iterator[Row]:
    """Measure; what fills the room most comes last."""
    street = make_street()
    somebody = street.somebody
    clerk = somebody("clerk", Role.CLERK, street.area)
    people = (
        clerk,
        somebody("admin", Role.STREET_ADMIN, street.area),
        somebody("leader", Role.LEADER, street.area),
    )
    yield {"table": "sign-up"} | _crowd(street, size(PRESSES, database, least=100 + PLACES))
    yield {"table": "the door"} | _door(street, clerk, DOOR)
    _fill(street, FEW, "A")
    few = [_queries(ask) for _what, ask in _asked(clerk)]
    year = size(YEAR, database)
    say(f"{year:,} activities")
    filled, _ = once_seconds(lambda: _fill(street, year - FEW))
    say(f"filled in {filled:.0f} s")
    for row in _pages(few, _asked(clerk)):
        yield {"table": f"a year of {year:,} activities"} | row
    yield {"table": f"a year of {year:,} activities"} | _feed()
    month = (today().replace(day=1) + timedelta(days=32)).replace(day=1)
    yield from _issues(street, people, month, size(GROUPS, database))


def _issues(street: Street, people: tuple[User, User, User], month: date, many: int) -> Iterator[Row]:
    keepers = _keepers(street, KEEPERS)
    _groups(street, 0, SMALL, keepers)
    version = _issue(street, people, month)
    yield {"table": "an issue"} | _poster(version)
    say(f"packs of {SMALL} groups")
    yield {"table": "an issue"} | _spread(version, SMALL, SMALL_S, killed=False)
    say(f"{many:,} groups")
    _groups(street, SMALL, many, keepers)
    later = _issue(street, people, (month + timedelta(days=32)).replace(day=1))
    say(f"packs of {many:,} groups")
    yield {"table": "an issue"} | _spread(later, many, LARGE_S, killed=True)
