"""飞书 group robot (domain.md §8.3).

Beside 钉钉 the two halves of the signature are swapped: here moment and secret are the key and the message is
empty, and the signature stands in the body.
"""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yike.core.outbox.channels.parcel import WRITTEN, Address, Form, Parcel
from yike.core.outbox.channels.rate import Allowance
from yike.core.outbox.channels.result import Reason, Result
from yike.core.outbox.channels.robots import Robot, calm, later, refused

LINE = len('[{"tag":"text","text":""}],')  # what a line of a post takes beside its words


def signature(secret: str, moment: int) -> str:
    """Return the signature for a moment in seconds."""
    return base64.b64encode(hmac.digest(f"{moment}\n{secret}".encode(), b"", "sha256")).decode()


class Feishu(Robot):
    """100 messages a minute and 5 a second, two and one left spare. Takes no pictures and files by this door.

    These limits, the 20 KB of a body and the codes are not verified.
    """

    kind = "feishu"
    label = _("飞书群机器人")
    home = "https://open.feishu.cn"
    path = "/open-apis/bot/v2/hook/"
    field = None
    code = "code"
    forms = WRITTEN | {Form.CARD}
    allowances = (Allowance(98, 60.0), Allowance(4, 1.0))
    room = {Form.TEXT: 19_000, Form.MARKDOWN: 18_000, Form.CARD: 18_000}  # noqa: RUF012 - a constant
    verdicts = {  # noqa: RUF012
        11232: later(Reason.TOO_OFTEN, 65.0, hold=True),
        99991400: later(Reason.TOO_OFTEN, 65.0, hold=True),
        19001: refused(Reason.GONE),
        19021: refused(Reason.NOT_TRUSTED),
        19022: refused(Reason.NOT_TRUSTED),
        19024: refused(Reason.NOT_TRUSTED),
        19036: refused(Reason.TOO_LONG),
        9499: refused(Reason.NOT_ACCEPTED),
    }

    def weigh(self, text: str) -> int:
        """Return the bytes in JSON, as for 钉钉."""
        return len(json.dumps(text, ensure_ascii=False).encode()) - 2

    def weigh_beside(self, text: str) -> int:
        """Return the bytes of a card's words, each line of which is an object of its own."""
        return self.weigh(text) + LINE * text.count("\n")

    def deliver(self, address: Address, parcel: Parcel, at: float) -> Result:
        """Post one part, signed in the body where the robot has a secret."""
        body = {**self._signed(address.secret, int(at)), **self._body(parcel)}
        return self.verdict(self.wire.post(self.base + self.path + address.token, json=body), address)

    def code_of(self, body: Mapping[str, Any]) -> int | None:
        """Return the code; the older answer calls it StatusCode."""
        return super().code_of({"code": body.get("code", body.get("StatusCode"))})

    def _signed(self, secret: str, moment: int) -> dict[str, str]:
        return {"timestamp": str(moment), "sign": signature(secret, moment)} if secret else {}

    def _body(self, parcel: Parcel) -> dict[str, Any]:
        if parcel.form == Form.TEXT:
            return {"msg_type": "text", "content": {"text": self.dressed(parcel)}}
        if parcel.form == Form.CARD:
            return self._card(parcel)
        header = (
            {"header": {"title": {"tag": "plain_text", "content": parcel.heading}}} if parcel.title else {}
        )
        words = {"tag": "markdown", "content": self._plain(parcel)}
        return {"msg_type": "interactive", "card": {**header, "elements": [words]}}

    def _card(self, parcel: Parcel) -> dict[str, Any]:
        """Return a card as a "post": words of ours that nobody reads as markdown, and the link below them.

        A picture would have to be known to 飞书 by a number that only its own apps are given; it stays away.
        """
        lines = [[{"tag": "text", "text": line}] for line in self.beside(parcel).split("\n")]
        lines.append([{"tag": "a", "text": gettext("打开看看"), "href": parcel.link}])
        return {
            "msg_type": "post",
            "content": {"post": {"zh_cn": {"title": calm(parcel.title), "content": lines}}},
        }

    def _plain(self, parcel: Parcel) -> str:
        """Return the body of a card, whose title stands in its header."""
        return self.dressed(Parcel(parcel.key, body=parcel.body)) if parcel.title else self.dressed(parcel)
