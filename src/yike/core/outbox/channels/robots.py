"""What the three chat robots have in common: JSON over HTTPS, and errors that come with HTTP 200."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from yike.core.outbox.channels.bases import checked_base, token_of
from yike.core.outbox.channels.channel import Channel
from yike.core.outbox.channels.parcel import WRITTEN, Address, Form, Parcel
from yike.core.outbox.channels.result import Reason, Refused, Result, Retry, Sent
from yike.core.outbox.channels.splitting import cropped, split, utf8
from yike.core.outbox.channels.wire import Answer, Wire, by_status

Verdict = Callable[[str], Result]
"""Makes a result of the vendor's words."""

MARK = len(" (9/9)\n") + 1  # in JSON a line break has two
MENTION = re.compile(r"<(?=\s*(@|at\b))", re.IGNORECASE)


def refused(why: Reason) -> Verdict:
    """Return the verdict that a person must act."""
    return lambda answer: Refused(why, answer)


def later(why: Reason, after: float | None = None, *, hold: bool = False) -> Verdict:
    """Return the verdict to try again after so many seconds."""
    return lambda answer: Retry(why, after, answer, hold)


def calm(text: str) -> str:
    """Return a text that calls nobody: what a resident wrote must not ring a whole group."""
    return MENTION.sub("＜", text)


class Robot(Channel):
    """A group's robot. Its base address is the installation's; the key in an address is all that varies."""

    home: ClassVar[str]
    path: ClassVar[str]
    field: ClassVar[str | None]
    code: ClassVar[str] = "errcode"
    verdicts: ClassVar[Mapping[int, Verdict]]
    room: ClassVar[Mapping[Form, int]]

    def __init__(self, wire: Wire, base: str = "", *, loopback: bool = False) -> None:
        self.wire = wire
        self.base = checked_base(base or self.home, loopback=loopback)

    def address(self, text: str, secret: str = "") -> Address:
        """Return the address in a pasted robot address or key."""
        return Address(token_of(text, self.base, self.path, self.field), secret.strip())

    def weigh(self, text: str) -> int:
        """Return what a text weighs against ``room``; it must add up over characters."""
        return utf8(text)

    def dressed(self, parcel: Parcel) -> str:
        """Return the words as the group reads them, heading first."""
        heading = f"### {parcel.heading}" if parcel.form == Form.MARKDOWN and parcel.title else parcel.heading
        return calm("\n".join(filter(None, (heading, parcel.body))))

    def parts(self, parcel: Parcel) -> tuple[Parcel, ...]:
        """Return the words cut to the vendor's limit, marked (1/2); pictures and files stay whole."""
        if parcel.form not in WRITTEN:
            return (parcel,)
        room = self.room[parcel.form]
        if self.weigh(self.dressed(parcel)) <= room:
            return (parcel,)
        left = room - self.weigh(self.dressed(parcel.piece("", 1, 1))) - MARK
        pieces = split(calm(parcel.body), left, self.weigh, markdown=parcel.form == Form.MARKDOWN)
        return tuple(parcel.piece(body, row, len(pieces)) for row, body in enumerate(pieces, 1))

    def beside(self, parcel: Parcel) -> str:
        """Return the words of a card, cut to what its title and addresses leave of the vendor's limit."""
        other = sum(self.weigh(text) for text in (calm(parcel.title), parcel.link, parcel.picture))
        return cropped(calm(parcel.body), self.room[Form.CARD] - other, self.weigh_beside)

    def weigh_beside(self, text: str) -> int:
        """Return what the words of a card weigh, as ``weigh``."""
        return self.weigh(text)

    def send(self, address: Address, parcel: Parcel, at: float) -> Result:
        """Carry one part and judge the answer."""
        if parcel.form not in self.forms:
            return Refused(Reason.NOT_OFFERED)
        return self.deliver(address, parcel, at)

    @abstractmethod
    def deliver(self, address: Address, parcel: Parcel, at: float) -> Result:
        """Post one part in this vendor's form."""

    def verdict(self, answer: Answer | Result, address: Address) -> Result:
        """Return what became of the call: the code inside decides, whatever the HTTP status says."""
        if not isinstance(answer, Answer):
            return answer
        words, code = address.hide(answer.text), self.code_of(answer.body)
        if code == 0 and answer.status < 300:
            return Sent(words)
        if code is not None and code in self.verdicts:
            return self.verdicts[code](words)
        if code is None or answer.status >= 300:
            return replace(by_status(answer.status, answer.after), answer=words)
        return Retry(Reason.UNKNOWN_CODE, answer=words)

    def code_of(self, body: Mapping[str, Any]) -> int | None:
        """Return the vendor's code, or ``None`` where the answer has none."""
        code = body.get(self.code)
        return code if isinstance(code, int) and not isinstance(code, bool) else None
