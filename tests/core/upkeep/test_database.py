"""What goes when a database is emptied, and what stays because others made it."""

from __future__ import annotations

import pytest
from django.db import connection

from yike.core.upkeep import database

pytestmark = pytest.mark.django_db
THERE = "SELECT proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace ORDER BY proname"
OTHERS = """
CREATE FUNCTION others_doubled(n int) RETURNS int LANGUAGE sql AS $$ SELECT 2 * n $$;
CREATE PROCEDURE others_nothing() LANGUAGE sql AS $$ SELECT 1 $$;
CREATE AGGREGATE others_sum(int) (sfunc = int4pl, stype = int, initcond = '0')
"""


def test_only_functions_of_ours_go_with_the_tables() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite keeps no functions")
    with connection.cursor() as cursor:
        cursor.execute(OTHERS)
        cursor.execute(THERE)
        assert [name for (name,) in cursor] == [
            *("others_doubled", "others_nothing", "others_sum"),
            "yike_pairs",
        ]
        database.drop_routines(cursor)
        cursor.execute(THERE)
        assert [name for (name,) in cursor] == ["others_doubled", "others_nothing", "others_sum"]
