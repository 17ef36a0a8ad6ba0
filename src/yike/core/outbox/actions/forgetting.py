"""What messages said of somebody who asked to be forgotten."""

from __future__ import annotations

from collections.abc import Iterable

from yike.core.outbox.actions.moving import move
from yike.core.outbox.flows import QUEUED, STUCK
from yike.core.outbox.models import Attachment, Delivery, Message
from yike.core.record.deed import Deed

FORGOTTEN = "（已删除）"


def forget_messages(d: Deed, subjects: Iterable[str]) -> int:
    """Take words, pictures and files out of all messages about ``subjects``; return how many messages.

    What has not gone out is cancelled; the digests that repeat a message lose its words too. The caller erases the
    history of ``subjects`` afterwards.
    """
    messages = list(Message.objects.filter(subject__in=list(subjects)))
    for message in messages:
        for delivery in Delivery.objects.filter(message=message).select_related("bundle__message"):
            _let_go(d, delivery, message)
        for attachment in Attachment.objects.filter(message=message):
            d.remove(attachment)
        d.change(message, title=FORGOTTEN, body="", leave="", link="", picture="")
    return len(messages)


def _let_go(d: Deed, delivery: Delivery, message: Message) -> None:
    if delivery.state in QUEUED | STUCK:
        move(d, delivery, "cancel")
    if delivery.bundle is not None:
        digest = delivery.bundle.message
        said = digest.body.replace(message.body, "") if message.body else digest.body
        digest.body = said.replace(message.title, FORGOTTEN)
        digest.save()
