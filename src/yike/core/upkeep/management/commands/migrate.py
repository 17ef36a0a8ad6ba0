"""Django's ``migrate``, which lays an empty database out at once."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from yike.core.upkeep.laying import empty, lay_out


class Command(migrate.Command):
    """As Django's, and much faster where nothing is there yet."""

    def handle(self, *args: Any, **options: Any) -> Any:
        """Lay out what is empty; whoever names an app or a plan wants the migrations themselves."""
        connection = connections[options["database"]]
        if (
            not options["app_label"]
            and not options["plan"]
            and not options["check_unapplied"]
            and empty(connection)
        ):
            lay_out(connection)
        return super().handle(*args, **options)
