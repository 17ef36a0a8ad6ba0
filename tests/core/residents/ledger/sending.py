"""Sends a ledger of ``argv[1]`` rows through the pages of a house of its own, twice; says what came of it.

A cell that stands alone far to the right (``argv[2]`` columns) makes a small ledger one that is heavy to read.

Run as a program by ``test_uploading``: the process that reads the ledger must see the same database.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "yike.config.settings"
django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.urls import reverse  # noqa: E402

from ledgers import crowd  # noqa: E402
from office import Office, make_office  # noqa: E402
from yike.core.record.models import HistoryEntry  # noqa: E402
from yike.core.residents.models import Person  # noqa: E402


def _peak(whose: int) -> int:
    return getrusage(whose).ru_maxrss // 1024


def _sent(client: Client, office: Office, path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        page = client.post(reverse("residents:import", args=[office.street.pk]), {"file": file})
    told = dict(re.findall(r'name="(token|fingerprint)"[^>]*value="([^"]*)"', page.content.decode()))
    done = client.post(reverse("residents:confirm", args=[office.street.pk]), {**told, "reason": ""})
    return {"to": done.headers.get("Location"), "seen": page.context["seen"].counts}


def main() -> None:
    """Set up, send, and print one line of JSON: figures, who wrote, peaks of memory (MB) of server and helper."""
    setup_test_environment()
    call_command("migrate", verbosity=0)
    office = make_office()
    with tempfile.TemporaryDirectory() as folder:
        rows, stray = map(int, sys.argv[1:])
        path = crowd(Path(folder) / "big.xlsx", rows, [grid.code for grid in office.grids], stray)
        client = Client(SERVER_NAME="localhost", REMOTE_ADDR="192.0.2.7")
        client.force_login(office.admin)
        client.get(reverse("residents:import", args=[office.street.pk]))
        before = _peak(RUSAGE_SELF)
        first, second = (_sent(client, office, path) for _ in range(2))
    entry = HistoryEntry.objects.filter(model="residents.person").latest("pk")
    told = {"first": first, "second": second, "persons": Person.objects.count()}
    told |= {"by": [entry.actor_name, entry.way, entry.address], "before": before}
    told |= {"server": _peak(RUSAGE_SELF), "helper": _peak(RUSAGE_CHILDREN)}
    print(json.dumps(told))  # noqa: T201 - what the test reads


if __name__ == "__main__":
    main()
