"""People who all press "sign up" within some seconds over HTTP: starts a server, presses, says what they were told.

Reads a plan as JSON and prints how many were taken and how long answers took. Presses are due at even moments,
whether or not those before them have been answered; an answer's time counts from the moment its press was due.
Each hand has an address of its own on loopback: the page lets one address press sixty times in ten minutes.
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
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlencode

from bench.clock import spread
from bench.house.running import free_port

HANDS = 100
TOKEN = re.compile(r"csrftoken=(\w+)")
Answer = tuple[int, float]


class Hand:
    """Somebody with an address and a token, over a kept connection."""

    def __init__(self, port: int, number: int, page: str) -> None:
        self.port, self.number, self.page = port, number, page
        self.connection = self._opened()
        self.connection.request("GET", page)
        answer = self.connection.getresponse()
        answer.read()
        found = TOKEN.search(answer.headers.get("Set-Cookie", ""))
        self.token = found.group(1) if found else ""

    def _opened(self) -> HTTPConnection:
        address = f"127.3.{self.number // 200}.{2 + self.number % 200}"
        return HTTPConnection("127.0.0.1", self.port, timeout=60, source_address=(address, 0))

    def press(self, number: int) -> int:
        """Sign up under a name of one's own; return the code of the answer, 0 where there was none."""
        said = {
            "name": f"钱{_counted(number)}",
            "phone": f"138{number:08}",
            "press": secrets.token_urlsafe(32),
            "csrfmiddlewaretoken": self.token,
        }
        headers = {
            "Cookie": f"csrftoken={self.token}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            self.connection.request("POST", self.page, urlencode(said), headers)
            answer = self.connection.getresponse()
            answer.read()
        except (OSError, HTTPException):
            self.connection = self._opened()
            return 0
        return answer.status


def _counted(number: int) -> str:
    """Return a number in characters: names have no digits."""
    return "".join("零一二三四五六七八九"[int(sign)] for sign in str(number))


def _walk(hand: Hand, numbers: range, pause: float, begin: float) -> list[Answer]:
    """Press at the moments at which each number is due."""
    found = []
    for number in numbers:
        due = begin + number * pause
        time.sleep(max(0.0, due - time.perf_counter()))
        code = hand.press(number)
        found.append((code, time.perf_counter() - due))
    return found


def _open(port: int, page: str) -> None:
    ends = time.perf_counter() + 90
    while time.perf_counter() < ends:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", page)
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server did not open")


def _pressed(port: int, plan: dict[str, Any]) -> list[Answer]:
    """Let all hands press; hand n has the numbers n, n + hands, and so on."""
    presses, page = plan["presses"], plan["page"]
    hands = [Hand(port, number, page) for number in range(max(1, min(HANDS, presses // 2)))]
    pause = plan["seconds"] / presses
    begin = time.perf_counter() + 0.5
    with ThreadPoolExecutor(len(hands)) as pool:
        walks = [
            pool.submit(_walk, hand, range(n, presses, len(hands)), pause, begin)
            for n, hand in enumerate(hands)
        ]
        return [one for walk in walks for one in walk.result()]


def main() -> None:
    """Carry out the plan."""
    plan, port = json.load(sys.stdin), free_port()
    where = ["--host", "127.0.0.1", "--port", str(port), "--workers", str(plan["workers"])]
    command = [sys.executable, "-m", "yike.faces.cli", "serve", *where]
    server = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ)
    )
    try:
        _open(port, plan["page"])
        time.sleep(2)
        began = time.perf_counter()
        answers = _pressed(port, plan)
        lasted = time.perf_counter() - began
    finally:
        server.terminate()
        server.wait(30)
    median, late = spread([seconds for _, seconds in answers])
    codes = sorted({code for code, _ in answers} - {302})
    told = {"taken": sum(code == 302 for code, _ in answers), "other answers": codes, "seconds": lasted}
    print(json.dumps(told | {"median ms": median, "p95 ms": late}))


if __name__ == "__main__":
    main()
