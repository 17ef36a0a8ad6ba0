"""Indexes of what requests and cases say, on PostgreSQL: each pair of neighbouring characters, to find any two.

Most Chinese words have two characters. Trigrams (pg_trgm) find nothing below three, and under the locale C nothing
but ASCII; pairs need no extension and are the same under every locale. The index finds the rows that hold all pairs
of a text; whether they hold the text itself is looked at in those rows alone. See docs/adr/0017.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

FEWEST = 2  # characters: one alone makes no pair
PAIRS = "yike_pairs"
FUNCTION = """
CREATE OR REPLACE FUNCTION yike_pairs(said text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT pg_catalog.substr(said, i, 2)), '{}')
    FROM pg_catalog.generate_series(1, pg_catalog.length(said) - 1) i
$$
"""


@dataclass(frozen=True)
class Said:
    """What is said in two columns of a table, and the name of its index."""

    name: str
    table: str
    columns: tuple[str, str]

    def pairs(self, of: str = "") -> str:
        """Return the pairs of a row as SQL, its columns under the name of their table ``of``."""
        first, second = (f"{of}{'.' if of else ''}{column}" for column in self.columns)
        return f"yike_pairs(lower({first} || ' ' || {second}))"

    def may_hold(self, text: str) -> Any:
        """Return the condition that a row holds all pairs of a text; its table has to stand under its own name."""
        sql = f"{self.pairs(self.table)} @> yike_pairs(lower(%s))"
        return RawSQL(sql, [text], output_field=BooleanField())  # noqa: S611 - no text of others

    def make(self, schema_editor: Any) -> None:
        """Make the index where the database can."""
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(FUNCTION)
            schema_editor.execute(
                f"CREATE INDEX IF NOT EXISTS {self.name} ON {self.table} USING gin ({self.pairs()})"
            )

    def drop(self, schema_editor: Any) -> None:
        """Drop the index; the function stays."""
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP INDEX IF EXISTS {self.name}")


REQUESTS = Said("request_words", "grid_request", ("words", "address"))
CASES = Said("case_words", "grid_case", ("text", "address"))


def indexed(text: str, database: str) -> bool:
    """Return whether an index can find a text in this database."""
    return connections[database].vendor == "postgresql" and len(text) >= FEWEST
