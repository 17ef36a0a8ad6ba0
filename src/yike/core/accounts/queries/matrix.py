"""The table of rights: what may be done, and which roles may do it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language

from yike.core.rights.right import Right
from yike.core.rights.roles import Role


@dataclass(frozen=True)
class Row:
    """One right: what it is called in the reader's language, and its roles in the order of the house."""

    code: str
    name: str
    roles: tuple[Role, ...]


def matrix(role: str = "") -> list[Row]:
    """Return all rights by code, or those of one role."""
    chinese = (get_language() or "zh").startswith("zh")
    return [
        Row(code, right.zh if chinese else right.en, tuple(r for r in Role if r in right.roles))
        for code, right in sorted(Right.all.items())
        if not role or role in right.roles
    ]
