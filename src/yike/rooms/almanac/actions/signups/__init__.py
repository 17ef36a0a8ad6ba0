"""What can be done about who comes: the only doors that write sign-ups, arrivals and counts."""

from __future__ import annotations

from yike.rooms.almanac.actions.signups.calling import called, not_reached, read_phones
from yike.rooms.almanac.actions.signups.changing import bring, cancel_signup, find_again, renew_link
from yike.rooms.almanac.actions.signups.forgetting import forget
from yike.rooms.almanac.actions.signups.listing import import_signups
from yike.rooms.almanac.actions.signups.reminding import remind
from yike.rooms.almanac.actions.signups.signing import digest, sign_up

__all__ = [
    "bring",
    "called",
    "cancel_signup",
    "digest",
    "find_again",
    "forget",
    "import_signups",
    "not_reached",
    "read_phones",
    "remind",
    "renew_link",
    "sign_up",
]
