"""What every channel is: a name, the forms it carries, how often it may be used, and one way to send."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

from yike.core.outbox.channels.parcel import Address, Form, Parcel
from yike.core.outbox.channels.rate import Allowance
from yike.core.outbox.channels.result import Result

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Channel(ABC):
    """A way out. One folder a channel: delete the folder and its line in the register, and it is gone."""

    kind: ClassVar[str]
    label: ClassVar[StrOrPromise]
    forms: ClassVar[frozenset[Form]]
    allowances: ClassVar[tuple[Allowance, ...]] = ()

    @abstractmethod
    def address(self, text: str, secret: str = "") -> Address:
        """Return the address in what a person typed or pasted, or raise ``Fault``."""

    @abstractmethod
    def parts(self, parcel: Parcel) -> tuple[Parcel, ...]:
        """Return the parcel in as many parts as its length needs."""

    @abstractmethod
    def send(self, address: Address, parcel: Parcel, at: float) -> Result:
        """Carry one part. ``at`` is the time, in seconds since the epoch."""
