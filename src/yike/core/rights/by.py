"""Who does a deed, for whom, and by which way."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from django.http import HttpRequest

if TYPE_CHECKING:
    from yike.core.accounts.models import User

Way = Literal["web", "api", "cli", "sweep", "import", "demo"]
TRUSTED: frozenset[Way] = frozenset({"cli", "sweep", "demo"})  # run by whoever holds the machine


@dataclass(frozen=True)
class By:
    """The doer of a deed. ``user`` is None where the machine itself acts; ``name`` is shown either way.

    ``on_behalf`` names whom it is done for where that is somebody else, such as a resident at the window.
    ``places`` are those whose right was used as their deputy; rights write it while they are asked for, and the
    deed keeps it.
    """

    user: User | None
    name: str
    way: Way = "web"
    on_behalf: str = ""
    address: str = ""
    places: dict[str, None] = field(default_factory=dict, compare=False, repr=False)  # names, in order

    @classmethod
    def machine(cls, name: str, way: Way = "sweep", process: str = "") -> By:
        """Return the machine's own hand: a sweep, a command; ``process`` tells one from another."""
        return cls(None, name, way, "", process)

    @classmethod
    def person(cls, user: Any, way: Way = "web", address: str = "") -> By:
        """Return a logged-in person."""
        return cls(user, user.name or user.username, way, "", address)

    @property
    def hand(self) -> str:
        """Return what tells this hand of the machine from any other: its process where it has one."""
        return self.address or self.name

    @property
    def trusted(self) -> bool:
        """Return whether no right needs to be asked for: nobody logged in, and not from the network."""
        return self.user is None and self.way in TRUSTED

    @property
    def behalf(self) -> str:
        """Return on whose behalf it is done: as said, and all whose right was used as their deputy."""
        return "、".join(dict.fromkeys(filter(None, (self.on_behalf, *self.places))))

    def used(self, roles: Collection[str], area: Any = None, *, among: Collection[int] | None = None) -> None:
        """Keep in mind for whom one of ``roles`` was used in ``area`` (anywhere where no area is given).

        Nobody where the doer holds one of them there in their own name; else all in whose place they hold it.
        ``among`` are the keys of those who alone could do this deed (all where it is not given): the doer's own
        role counts for nothing where they are not one of them.
        """
        if self.user is None:
            return
        held = [h for h in self.user.holdings if h.role in roles]
        able = [h for h in held if among is None or (h.principal or self.user.pk) in among]
        fitting = [h for h in able if area is None or area.path.startswith(h.path)]
        if all(h.principal for h in fitting):
            self.places.update(dict.fromkeys(sorted(h.name for h in fitting)))

    def acting_for(self, whom: str) -> By:
        """Return the same doer acting on behalf of ``whom``."""
        return replace(self, on_behalf=whom)


def by_of(request: HttpRequest) -> By:
    """Return who sends this request. The caller has made sure that somebody is logged in."""
    return By.person(request.user, "web", request.META.get("REMOTE_ADDR", ""))
