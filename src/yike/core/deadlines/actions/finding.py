"""Whom a step of the ladder tells: owner, head, leader, with the deputies of whoever is away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from yike.core.accounts.models import Deputy, RoleHolding, Unit, User, in_force
from yike.core.deadlines.kinds import CLIMB, Tell
from yike.core.deadlines.models import Deadline
from yike.core.record.clock import today
from yike.core.rights.roles import Role

ROLES = {Tell.HEAD: Role.SECRETARY, Tell.LEADER: Role.LEADER, Tell.STREET: Role.STREET_ADMIN}


class People:
    """Who can be told today; asked for once for a whole sweep, however many deadlines there are."""

    def __init__(self) -> None:
        self._found: dict[tuple[Any, ...], tuple[User, ...]] = {}

    def told(self, row: Deadline, tell: str) -> tuple[User, ...]:
        """Return whom a step tells of a deadline, each once: an empty rung tells the next one up."""
        key = (tell, row.owner_id, row.owner_unit_id, row.area_id)
        if key not in self._found:
            people = [user for rung in Tell(tell).rungs for user in self._up_from(rung, row)]
            self._found[key] = tuple(dict.fromkeys(self._with_deputies(people)))
        return self._found[key]

    def _up_from(self, rung: Tell, row: Deadline) -> list[User]:
        rungs = CLIMB[CLIMB.index(rung) :]
        return next((found for one in rungs if (found := list(self._on(one, row)))), [])

    def _on(self, rung: Tell, row: Deadline) -> Iterator[User]:
        if rung is Tell.OWNER:
            owner = row.owner_id or self._liaisons.get(row.owner_unit_id)
            yield from self._active([owner])
        elif rung is Tell.HEAD and self._liaisons.get(row.owner_unit_id):
            yield from self._active([self._liaisons[row.owner_unit_id]])
        else:
            path = self._paths.get(row.area_id, "")
            holders = [
                user for role, user, above in self._held if role == ROLES[rung] and path.startswith(above)
            ]
            yield from self._active(holders)

    def _active(self, pks: Iterable[int | None]) -> Iterator[User]:
        yield from (self._users[pk] for pk in pks if pk in self._users)

    def _with_deputies(self, people: list[User]) -> Iterator[User]:
        for user in people:
            yield user
            yield from self._active(self._standing_in(user.pk))

    def _standing_in(self, principal: int) -> list[int]:
        """Return who stands in for somebody today, through chains."""
        found: list[int] = []
        waiting = [principal]
        while waiting:
            fresh = [pk for pk in self._deputies.get(waiting.pop(), ()) if pk not in found]
            found += fresh
            waiting += fresh
        return found

    @cached_property
    def _users(self) -> dict[int | None, User]:
        return {user.pk: user for user in User.objects.filter(is_active=True)}

    @cached_property
    def _liaisons(self) -> dict[int | None, int]:
        return dict(Unit.objects.exclude(liaison=None).values_list("pk", "liaison_id"))

    @cached_property
    def _paths(self) -> dict[int, str]:
        areas: Any = Deadline._meta.get_field("area").related_model
        return dict(areas.objects.values_list("pk", "path"))

    @cached_property
    def _held(self) -> list[tuple[str, int, str]]:
        rows = RoleHolding.objects.filter(in_force(today()), role__in=list(ROLES.values()))
        return list(rows.values_list("role", "user_id", "area__path"))

    @cached_property
    def _deputies(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for principal, deputy in Deputy.objects.filter(in_force(today())).values_list(
            "principal_id", "deputy_id"
        ):
            found.setdefault(principal, []).append(deputy)
        return found
