"""What can be done in the outbox: the only doors that write its rows."""

from __future__ import annotations

from yike.core.outbox.actions.beating import beat, stop_beating
from yike.core.outbox.actions.delivering import claim, settle
from yike.core.outbox.actions.digesting import make_digests
from yike.core.outbox.actions.endpoints import add_endpoint, change_endpoint, post_test
from yike.core.outbox.actions.forgetting import forget_messages
from yike.core.outbox.actions.mailboxes import erase_mailbox, keep_mailbox, mailbox_of, owner_of
from yike.core.outbox.actions.posting import post
from yike.core.outbox.actions.sweeping import doubt_lost, expire_late, hurry
from yike.core.outbox.actions.tending import read_all, read_notice, tend, tend_many

__all__ = [
    "add_endpoint",
    "beat",
    "change_endpoint",
    "claim",
    "doubt_lost",
    "erase_mailbox",
    "expire_late",
    "forget_messages",
    "hurry",
    "keep_mailbox",
    "mailbox_of",
    "make_digests",
    "owner_of",
    "post",
    "post_test",
    "read_all",
    "read_notice",
    "settle",
    "stop_beating",
    "tend",
    "tend_many",
]
