"""A right: what may be done, and which roles may do it in the area where they hold the role and below."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet

from yike.core.rights.by import By
from yike.core.rights.roles import Role

M = TypeVar("M", bound=Model)


class HoldsRoles(Protocol):
    """Whoever can be asked for the roles held now, each with the path of its area in the tree."""

    def held_roles(self) -> Iterable[tuple[str, str]]:
        """Return pairs (role, path of the area)."""


class Right:
    """One thing that may be done. ``code`` is ``app.what``; ``zh`` and ``en`` say it for the page of rights.

    ``roles`` may do it in their area and below. All rights are kept in ``Right.all``, the matrix the security
    officer reads.
    """

    all: dict[str, Right] = {}  # noqa: RUF012 - the registry of the class itself

    def __init__(self, code: str, *, zh: str, en: str, roles: Iterable[Role]) -> None:
        if code in Right.all:
            raise ValueError(f"right {code} is declared twice")
        self.code, self.zh, self.en, self.roles = code, zh, en, frozenset(roles)
        Right.all[code] = self

    def __repr__(self) -> str:
        """Return the code."""
        return f"Right({self.code})"

    def paths(self, user: Any) -> list[str]:
        """Return the paths of the areas in which ``user`` has this right; empty where nowhere."""
        if not getattr(user, "is_authenticated", False) or not user.is_active:
            return []
        return sorted({path for role, path in user.held_roles() if role in self.roles})

    def allows(self, user: Any, area: Any = None) -> bool:
        """Return whether ``user`` has this right in ``area``, or anywhere where no area is given."""
        paths = self.paths(user)
        if area is None:
            return bool(paths)
        return any(area.path.startswith(path) for path in paths)

    def require(self, by: By, area: Any = None) -> None:
        """Raise ``PermissionDenied`` unless the doer has this right in ``area`` (or is the machine itself).

        Where it is another's right, used as their deputy, the deed says so in its history.
        """
        if by.trusted:
            return
        if by.user is None or not self.allows(by.user, area):
            raise PermissionDenied(self.code)
        by.used(self.roles, area)

    def visible(self, rows: QuerySet[M], user: Any, path: str = "area__path") -> QuerySet[M]:
        """Return the rows whose area (found along ``path``) lies where ``user`` has this right."""
        scope = Q(pk__in=[])
        for prefix in self.paths(user):
            scope |= Q(**{f"{path}__startswith": prefix})
        return rows.filter(scope)
