"""A crowd of readers: a process of its own that speaks HTTP to loopback over a connection for each.

Reads a plan as JSON from standard input: ``port``, ``paths``, ``readers``, ``seconds``, ``pause``. Each reader
opens one page after the other with a mean pause between; with ``seconds`` 0 all open one page at the same moment.
Writes the seconds of every answer by its status; what broke is counted under its name.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections import defaultdict
from random import Random
from typing import Any

PATIENCE_S = 60.0
Seconds = dict[str, list[float]]


class Reader:
    """Somebody on a phone of their own, with one kept connection."""

    def __init__(self, plan: dict[str, Any], number: int, found: Seconds) -> None:
        self.plan, self.number, self.found = plan, number, found
        self.dice = Random(number)  # noqa: S311 - no secret is drawn

    async def read(self, until: float) -> None:
        """Open pages until the moment comes; keep what came of each."""
        pause = self.plan["pause"]
        await asyncio.sleep(self.dice.random() * pause)
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.plan["port"])
            while True:
                began = time.perf_counter()
                status = await asyncio.wait_for(self._ask(reader, writer), PATIENCE_S)
                self.found[status].append(time.perf_counter() - began)
                if time.perf_counter() > until:
                    break
                await asyncio.sleep(pause * (0.5 + self.dice.random()))
            writer.close()
        except (TimeoutError, OSError, EOFError) as broken:
            self.found[type(broken).__name__].append(0.0)

    async def _ask(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> str:
        path, number = self.dice.choice(self.plan["paths"]), self.number
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        lines = (
            f"GET {path} HTTP/1.1",
            "Host: 127.0.0.1",
            f"X-Forwarded-For: {address}",
            "Accept-Encoding: gzip",
        )
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        await writer.drain()
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = next(line for line in head.split("\r\n") if line.startswith("content-length:"))
        await reader.readexactly(int(length.partition(":")[2]))
        return head.split()[1]


async def _all(plan: dict[str, Any]) -> Seconds:
    found: Seconds = defaultdict(list)
    until = time.perf_counter() + plan["seconds"]
    await asyncio.gather(*(Reader(plan, n, found).read(until) for n in range(plan["readers"])))
    return found


def crowd(port: int, paths: list[str], readers: int, seconds: float, pause: float) -> Seconds:
    """Let a crowd read, in a process of its own; return the seconds of every answer by its status."""
    plan = {"port": port, "paths": paths, "readers": readers, "seconds": seconds, "pause": pause}
    command = [sys.executable, "-m", "bench.house.crowd"]
    done = subprocess.run(command, input=json.dumps(plan), stdout=subprocess.PIPE, text=True, check=True)
    told: Seconds = json.loads(done.stdout)
    return told


if __name__ == "__main__":
    json.dump(asyncio.run(_all(json.load(sys.stdin))), sys.stdout)
