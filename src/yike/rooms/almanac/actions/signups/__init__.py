"""What can be done about who comes: the only doors that write sign-ups, arrivals and counts."""

from __future__ import annotations

from yike.rooms.almanac.actions.signups.calling import called, read_phones
from yike.rooms.almanac.actions.signups.changing import bring, cancel_signup, renew_link
from yike.rooms.almanac.actions.signups.forgetting import forget
from yike.rooms.almanac.actions.signups.listing import import_signups
from yike.rooms.almanac.actions.signups.reminding import remind
from yike.rooms.almanac.actions.signups.signing import digest, sign_up

__all__ = [
    "bring",
    "called",
    "cancel_signup",
    "digest",
    "forget",
    "import_signups",
    "read_phones",
    "remind",
    "renew_link",
    "sign_up",
]
