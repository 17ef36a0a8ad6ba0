"""An index of what requests say, on PostgreSQL: every pair of neighbouring characters, so that any two are found.

Most Chinese words have two characters. Trigrams (pg_trgm) find nothing below three, and under the locale C nothing
but ASCII; pairs need no extension and are the same under every locale. The index finds the rows that hold all pairs
of a text; whether they hold the text itself is looked at in those rows alone. See docs/adr/0017.
"""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

FEWEST = 2  # characters: one alone makes no pair
NAME, PAIRS = "request_words", "yike_pairs"
FUNCTION = """
CREATE OR REPLACE FUNCTION yike_pairs(said text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT pg_catalog.substr(said, i, 2)), '{}')
    FROM pg_catalog.generate_series(1, pg_catalog.length(said) - 1) i
$$
"""
SAID = "yike_pairs(lower(grid_request.words || ' ' || grid_request.address))"
MAKE = f"CREATE INDEX IF NOT EXISTS {NAME} ON grid_request USING gin ({SAID.replace('grid_request.', '')})"
DROP = f"DROP INDEX IF EXISTS {NAME}"


def indexed(text: str, database: str) -> bool:
    """Return whether the index can find a text in this database."""
    return connections[database].vendor == "postgresql" and len(text) >= FEWEST


def may_hold(text: str) -> Any:
    """Return the condition that a request holds all pairs of a text; its table has to stand under its own name."""
    return RawSQL(f"{SAID} @> yike_pairs(lower(%s))", [text], output_field=BooleanField())  # noqa: S611 - no text of others


def make(schema_editor: Any) -> None:
    """Make the index where the database can."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION)
        schema_editor.execute(MAKE)


def drop(schema_editor: Any) -> None:
    """Drop the index; the function stays."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)
