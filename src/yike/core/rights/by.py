"""Who does a deed, for whom, and by which way."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
    """

    user: User | None
    name: str
    way: Way = "web"
    on_behalf: str = ""
    address: str = ""

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

    def acting_for(self, whom: str) -> By:
        """Return the same doer acting on behalf of ``whom``."""
        return replace(self, on_behalf=whom)


def by_of(request: HttpRequest) -> By:
    """Return who sends this request. The caller has made sure that somebody is logged in."""
    return By.person(request.user, "web", request.META.get("REMOTE_ADDR", ""))
