"""What can be done about the monthly calendar by e-mail: ask for it, confirm, leave; write to those who read it."""

from __future__ import annotations

from yike.rooms.almanac.actions.mail.asking import Choice, ask_for_mail, confirm_mail
from yike.rooms.almanac.actions.mail.leaving import lapse, leave_mail
from yike.rooms.almanac.actions.mail.links import leave_link, yes_link
from yike.rooms.almanac.actions.mail.writing import mail_out

__all__ = [
    "Choice",
    "ask_for_mail",
    "confirm_mail",
    "lapse",
    "leave_link",
    "leave_mail",
    "mail_out",
    "yes_link",
]
