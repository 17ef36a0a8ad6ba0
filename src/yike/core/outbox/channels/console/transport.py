"""Prints messages where the worker runs, for whoever tries the system out."""

from __future__ import annotations

import sys
from typing import TextIO

from django.utils.translation import gettext_lazy as _

from yike.core.outbox.channels.channel import Channel
from yike.core.outbox.channels.parcel import ALL, Address, Parcel
from yike.core.outbox.channels.result import Reason, Result, Retry, Sent


class Console(Channel):
    """One line a message to a stream, the worker's error stream by default."""

    kind = "console"
    label = _("控制台")
    forms = ALL

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream

    def address(self, text: str, secret: str = "") -> Address:
        """Return any name; there is nothing to check."""
        return Address(text.strip() or self.kind)

    def parts(self, parcel: Parcel) -> tuple[Parcel, ...]:
        """Return the parcel; a terminal has no limit."""
        return (parcel,)

    def send(self, address: Address, parcel: Parcel, at: float) -> Result:
        """Print one line. A closed or full stream takes nothing, so it can be tried again."""
        size = f" [{parcel.name}, {len(parcel.data)} B]" if parcel.name else ""
        line = " ".join(f"{parcel.key} | {parcel.heading} | {parcel.body} {parcel.link}{size}".split())
        try:
            print(line, file=self.stream or sys.stderr, flush=True)
        except (OSError, ValueError) as error:
            return Retry(Reason.NO_CONNECTION, answer=type(error).__name__)
        return Sent()
