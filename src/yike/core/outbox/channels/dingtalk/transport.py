"""钉钉 group robot (domain.md §8.2). The signature's key is the secret, its message is moment and secret."""

from __future__ import annotations

import base64
import hmac
import json
from typing import Any

from django.utils.translation import gettext_lazy as _

from yike.core.outbox.channels.parcel import WRITTEN, Address, Form, Parcel
from yike.core.outbox.channels.rate import Allowance
from yike.core.outbox.channels.result import Reason, Result
from yike.core.outbox.channels.robots import Robot, calm, later, refused

LIMITED = 605.0
"""Seconds of silence after too many messages: 钉钉 shuts a robot up for ten minutes."""


def signature(secret: str, moment: int) -> str:
    """Return the signature for a moment in milliseconds."""
    return base64.b64encode(hmac.digest(secret.encode(), f"{moment}\n{secret}".encode(), "sha256")).decode()


class DingTalk(Robot):
    """20 messages a minute a robot, two left spare. Takes no pictures and files by this door.

    A card is a "link", whose words are plain: an "actionCard" would read them as markdown.
    The limit of a body (20 000 bytes) and the codes besides 310000 are not verified.
    """

    kind = "dingtalk"
    label = _("钉钉群机器人")
    home = "https://oapi.dingtalk.com"
    path = "/robot/send"
    field = "access_token"
    forms = WRITTEN | {Form.CARD}
    allowances = (Allowance(18, 60.0),)
    # the title stands in markdown twice
    room = {Form.TEXT: 19_000, Form.MARKDOWN: 18_000, Form.CARD: 18_000}  # noqa: RUF012
    verdicts = {  # noqa: RUF012
        -1: later(Reason.BUSY),
        130101: later(Reason.TOO_OFTEN, LIMITED, hold=True),
        410100: later(Reason.TOO_OFTEN, LIMITED, hold=True),
        90030: later(Reason.TOO_OFTEN, LIMITED, hold=True),
        310000: refused(Reason.NOT_TRUSTED),
        300001: refused(Reason.GONE),
        400013: refused(Reason.GONE),
        400101: refused(Reason.GONE),
        400102: refused(Reason.GONE),
        400106: refused(Reason.GONE),
        400105: refused(Reason.NOT_ACCEPTED),
        430104: refused(Reason.NOT_ACCEPTED),
        460101: refused(Reason.TOO_LONG),
    }

    def weigh(self, text: str) -> int:
        """Return the bytes in JSON: the limit is on the body, where a quotation mark counts twice."""
        return len(json.dumps(text, ensure_ascii=False).encode()) - 2

    def deliver(self, address: Address, parcel: Parcel, at: float) -> Result:
        """Post one part, signed where the robot has a secret."""
        params = {"access_token": address.token, **self._signed(address.secret, int(at * 1000))}
        answer = self.wire.post(self.base + self.path, params=params, json=self._body(parcel))
        return self.verdict(answer, address)

    def _signed(self, secret: str, moment: int) -> dict[str, str]:
        return {"timestamp": str(moment), "sign": signature(secret, moment)} if secret else {}

    def _body(self, parcel: Parcel) -> dict[str, Any]:
        if parcel.form == Form.CARD:
            title = calm(parcel.title) or parcel.link
            card = {"title": title, "text": self.beside(parcel) or title, "messageUrl": parcel.link}
            return {"msgtype": "link", "link": card | {"picUrl": parcel.picture}}
        words = self.dressed(parcel)
        if parcel.form == Form.TEXT:
            return {"msgtype": "text", "text": {"content": words}}
        title = parcel.heading or words[:20]
        return {"msgtype": "markdown", "markdown": {"title": title, "text": words}}
