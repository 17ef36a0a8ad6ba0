"""Visitors who send requests at a steady pace over HTTP: starts a server, sends, and says what became of it.

Reads a plan as JSON and prints what was sent and accepted, and how long answers took. Each visitor has an address
of its own on loopback: the door lets one address send a few times only.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from itertools import count
from typing import Any
from urllib.parse import urlencode

from bench.clock import spread
from bench.house.running import free_port

HANDS = 16
EACH = 6  # requests from one address
TOKEN = re.compile(r"csrftoken=(\w+)")
WORDS = "测速路{n}号门口的路灯坏了，晚上看不见。"


class Visitor:
    """Somebody at the door with an address and a token, over a kept connection."""

    def __init__(self, port: int, number: int) -> None:
        address = f"127.{1 + number // 60_000}.{number // 250 % 240}.{2 + number % 250}"
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60, source_address=(address, 0))
        self.connection.request("GET", "/say/")
        answer = self.connection.getresponse()
        answer.read()
        found = TOKEN.search(answer.headers.get("Set-Cookie", ""))
        self.token = found.group(1) if found else ""

    def say(self, number: int, community: int) -> tuple[bool, float]:
        """Send one request; return whether it was taken, and the seconds."""
        body = urlencode(
            {
                "words": WORDS.format(n=number),
                "community": community,
                "kind": "help",
                "press": secrets.token_urlsafe(32),
            }
        )
        headers = {
            "Cookie": f"csrftoken={self.token}",
            "X-CSRFToken": self.token,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        began = time.perf_counter()
        self.connection.request("POST", "/say/", body, headers)
        answer = self.connection.getresponse()
        answer.read()
        return answer.status == 302, time.perf_counter() - began


def _walk(port: int, hand: int, plan: dict[str, Any], begin: float) -> list[tuple[bool, float]]:
    """Send every so often until the time is over; who is late sends at once."""
    pause, ends = HANDS / plan["a_second"], begin + plan["seconds"]
    found: list[tuple[bool, float]] = []
    visitor = Visitor(port, hand)
    for turn in count():
        due = begin + (turn + hand / HANDS) * pause
        if due >= ends:
            return found
        time.sleep(max(0.0, due - time.perf_counter()))
        number = turn * HANDS + hand
        if turn % EACH == EACH - 1:
            visitor.connection.close()
            visitor = Visitor(port, number + HANDS)
        found.append(visitor.say(number, plan["communities"][number % len(plan["communities"])]))
    return found


def _open(port: int) -> None:
    ends = time.perf_counter() + 90
    while time.perf_counter() < ends:
        try:
            HTTPConnection("127.0.0.1", port, timeout=5).request("GET", "/say/")
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server did not open")


def main() -> None:
    """Carry out the plan."""
    plan, port = json.load(sys.stdin), free_port()
    where = ["--host", "127.0.0.1", "--port", str(port), "--workers", str(plan["workers"])]
    command = [sys.executable, "-m", "yike.faces.cli", "serve", *where]
    server = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ)
    )
    try:
        _open(port)
        time.sleep(2)
        begin = time.perf_counter()
        with ThreadPoolExecutor(HANDS) as hands:
            walks = [hands.submit(_walk, port, hand, plan, begin) for hand in range(HANDS)]
            answers = [one for walk in walks for one in walk.result()]
        seconds = time.perf_counter() - begin
    finally:
        server.terminate()
        server.wait(30)
    median, late = spread([taken for _, taken in answers])
    told = {
        "sent": len(answers),
        "accepted": sum(ok for ok, _ in answers),
        "seconds": max(seconds, plan["seconds"]),
    }
    print(json.dumps(told | {"median ms": median, "p95 ms": late}))


if __name__ == "__main__":
    main()
