"""企业微信 group robot (domain.md §8.1). It has no signature: whoever holds the key writes into the group."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from django.utils.translation import gettext_lazy as _

from yike.core.outbox.channels.parcel import ALL, Address, Form, Parcel
from yike.core.outbox.channels.rate import Allowance
from yike.core.outbox.channels.result import Reason, Refused, Result, Retry, Unsure
from yike.core.outbox.channels.robots import Robot, calm, later, refused
from yike.core.outbox.channels.splitting import cropped
from yike.core.outbox.channels.wire import Answer

IMAGE_MOST = 2 * 1024 * 1024
TITLE_MOST, WORDS_MOST = 128, 512  # bytes of a card's title and of its words; not verified
FILE_LEAST, FILE_MOST = 6, 20 * 1024 * 1024


class WeCom(Robot):
    """20 messages a minute a robot, of which two are left to whoever else uses it."""

    kind = "wecom"
    label = _("企业微信群机器人")
    home = "https://qyapi.weixin.qq.com"
    path = "/cgi-bin/webhook/send"
    field = "key"
    forms = ALL
    allowances = (Allowance(18, 60.0),)
    room = {Form.TEXT: 2048, Form.MARKDOWN: 4096}  # noqa: RUF012 - a constant
    verdicts = {  # noqa: RUF012
        -1: later(Reason.BUSY),
        45009: later(Reason.TOO_OFTEN, 65.0, hold=True),
        93000: refused(Reason.GONE),
        40058: refused(Reason.TOO_LONG),
        40004: refused(Reason.NOT_ACCEPTED),
        40006: refused(Reason.TOO_LONG),
        40008: refused(Reason.NOT_ACCEPTED),
        40009: refused(Reason.TOO_LONG),
    }

    def deliver(self, address: Address, parcel: Parcel, at: float) -> Result:
        """Post one part; a file goes up first, and only then does the group see it."""
        if parcel.form == Form.FILE:
            return self._file(address, parcel)
        if parcel.form == Form.IMAGE:
            return self._image(address, parcel)
        if parcel.form == Form.CARD:
            return self._post(address, "news", {"articles": [_article(parcel)]})
        return self._post(address, parcel.form, {"content": self.dressed(parcel)})

    def _post(self, address: Address, form: str, content: dict[str, Any]) -> Result:
        url = self.base + self.path
        answer = self.wire.post(url, params={"key": address.token}, json={"msgtype": form, form: content})
        return self.verdict(answer, address)

    def _image(self, address: Address, parcel: Parcel) -> Result:
        if len(parcel.data) > IMAGE_MOST:
            return Refused(Reason.TOO_LONG)
        picture = base64.b64encode(parcel.data).decode()
        digest = hashlib.md5(parcel.data, usedforsecurity=False).hexdigest()
        return self._post(address, "image", {"base64": picture, "md5": digest})

    def _file(self, address: Address, parcel: Parcel) -> Result:
        if not FILE_LEAST <= len(parcel.data) <= FILE_MOST:
            return Refused(Reason.TOO_LONG if parcel.data else Reason.NOT_ACCEPTED)
        answer = self.wire.post(
            self.base + "/cgi-bin/webhook/upload_media",
            params={"key": address.token, "type": "file"},
            files={"media": (parcel.name, parcel.data)},
        )
        ticket = answer.body.get("media_id") if isinstance(answer, Answer) else None
        if isinstance(ticket, str):
            return self._post(address, "file", {"media_id": ticket})
        return _unseen(self.verdict(answer, address))


def _article(parcel: Parcel) -> dict[str, str]:
    """Return a card as 企业微信 knows it. Its words are plain, and lead nowhere but to the link."""
    title = cropped(calm(parcel.title) or parcel.link, TITLE_MOST)
    told = {"title": title, "description": cropped(calm(parcel.body), WORDS_MOST), "url": parcel.link}
    return told | ({"picurl": parcel.picture} if parcel.picture else {})


def _unseen(result: Result) -> Result:
    """Return the result of an upload: nobody has seen it, so it can always be repeated."""
    if isinstance(result, Retry | Refused):
        return result
    why = result.why if isinstance(result, Unsure) else Reason.GARBLED
    return Retry(why, answer=result.answer)
