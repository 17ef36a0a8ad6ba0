"""Users who open pages: a process of its own that speaks HTTP over kept connections to loopback and counts seconds.

Reads a plan as JSON from standard input and writes, for each page, the seconds of every answer.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from itertools import count
from random import Random
from typing import Any
from urllib.parse import urlencode

TIMEOUT_S = 60
Seconds = dict[str, list[float]]


class User:
    """Somebody logged in, with one connection. ``plan``: port, cookies, token, visits."""

    def __init__(self, port: int, plan: dict[str, Any]) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
        self.token, self.visits = plan["token"], plan["visits"]
        self.cookie = f"sessionid={plan['session']}; csrftoken={self.token}"

    def visit(self, visit: dict[str, Any]) -> float:
        """Open a page to its last byte and return the seconds. Raises ``RuntimeError`` for any answer but 200."""
        headers = {"Cookie": self.cookie, "Accept-Encoding": "gzip", "Accept-Language": "zh-CN"}
        body, method = None, "GET"
        if visit["sent"]:
            body, method = urlencode(visit["sent"]), "POST"
            headers |= {"X-CSRFToken": self.token, "Content-Type": "application/x-www-form-urlencoded"}
        began = time.perf_counter()
        self.connection.request(method, visit["path"], body, headers)
        answer = self.connection.getresponse()
        answer.read()
        taken = time.perf_counter() - began
        if answer.status != 200:
            raise RuntimeError(f"{answer.status} for {visit['name']} {visit['path']}")
        return taken


def one_by_one(users: list[User], each: int) -> Seconds:
    """Open every page ``each`` times, one after the other, the first three times uncounted."""
    found: Seconds = defaultdict(list)
    for user in users:
        for visit in user.visits:
            if visit["name"] not in found:
                found[visit["name"]] = [user.visit(visit) for _ in range(each + 3)][3:]
    return found


def _wander(user: User, number: int, until: float, pause: float) -> list[tuple[str, float]]:
    dice = Random(number)  # noqa: S311 - no secret is drawn
    time.sleep(dice.random() * pause)
    seen: list[tuple[str, float]] = []
    for step in count(dice.randrange(len(user.visits))):
        if time.perf_counter() > until:
            break
        visit = user.visits[step % len(user.visits)]
        seen.append((visit["name"], user.visit(visit)))
        time.sleep(pause * (0.5 + dice.random()))
    return seen


def together(users: list[User], seconds: float, pause: float) -> Seconds:
    """Let all users open one page after the other, with a mean ``pause`` between, for so many seconds."""
    found: Seconds = defaultdict(list)
    until = time.perf_counter() + seconds
    with ThreadPoolExecutor(len(users)) as hands:
        walks = [hands.submit(_wander, user, number, until, pause) for number, user in enumerate(users)]
        for name, taken in (one for walk in walks for one in walk.result()):
            found[name].append(taken)
    return found


def main() -> None:
    """Carry out the plan."""
    plan = json.load(sys.stdin)
    users = [User(plan["port"], one) for one in plan["users"]]
    alone = plan["each"]
    found = one_by_one(users, alone) if alone else together(users, plan["seconds"], plan["pause"])
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
