"""One part beside one database, in a process of its own: opens a fresh house and prints the rows as JSON."""

from __future__ import annotations

import importlib
import json
import os
import sys
from pathlib import Path


def open_house(database: str) -> None:
    """Make an empty house in YIKE_HOME: keys, tables, on SQLite or on the throwaway PostgreSQL beside us."""
    os.environ["YIKE_DATABASE_URL"] = os.environ["YIKE_TEST_DATABASE_URL"] if database == "PostgreSQL" else ""
    os.environ["DJANGO_SETTINGS_MODULE"] = "yike.config.settings"
    from yike.config.home import prepare_home  # noqa: PLC0415 - the environment first

    prepare_home(Path(os.environ["YIKE_HOME"]))
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)


def say(what: str) -> None:
    """Tell how far we are."""
    print(f"  {what}", file=sys.stderr, flush=True)


def main(part: str, database: str, opened: str = "") -> None:
    """Measure ``part``; some open the house themselves."""
    if database and opened != "closed":
        open_house(database)
    rows = importlib.import_module(f"bench.house.{part}").rows(database)
    print(json.dumps(list(rows)))


if __name__ == "__main__":
    main(*sys.argv[1:])
