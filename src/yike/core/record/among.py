"""Whether a column is one of many keys, told to the database as one value.

A list of hundreds of keys, as Django writes it, costs more to write, to send and to read than to answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import index
from typing import Any

from django.db.models import BooleanField, F, Func


class Among(Func):
    """A condition: the whole numbers in ``column`` are among ``keys``; of none, no row is."""

    output_field = BooleanField()
    arity = 1

    def __init__(self, column: F, keys: str) -> None:
        super().__init__(column, keys=keys)

    def as_postgresql(self, compiler: Any, *_more: Any) -> tuple[str, tuple[Any, ...]]:
        """Compare with one array."""
        return self._compared(compiler, "{} = ANY(%s::bigint[])", "{{{}}}")

    def as_sqlite(self, compiler: Any, connection: Any, **extra_context: Any) -> tuple[str, tuple[Any, ...]]:  # noqa: ARG002 - Django's own
        """Look in one list."""
        return self._compared(compiler, "{} IN (SELECT value FROM json_each(%s))", "[{}]")

    def _compared(self, compiler: Any, form: str, listed: str) -> tuple[str, tuple[Any, ...]]:
        sql, params = compiler.compile(self.source_expressions[0])
        return form.format(sql), (*params, listed.format(self.extra["keys"]))


def among(column: str, keys: Iterable[int]) -> Among:
    """Return the condition that ``column``, which is never NULL, is among ``keys``, for a filter."""
    return Among(F(column), ",".join(str(index(key)) for key in keys))
