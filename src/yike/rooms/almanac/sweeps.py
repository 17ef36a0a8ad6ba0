"""What the machine does by itself in the almanac."""

from __future__ import annotations

from yike.core.record.sweeps import Sweep, register
from yike.core.rights.by import By
from yike.rooms.almanac.actions import cascade, issues, mail
from yike.rooms.almanac.actions.activities import turn_over
from yike.rooms.almanac.actions.after import forget_photos
from yike.rooms.almanac.actions.agreements import run_out
from yike.rooms.almanac.actions.signups import forget, remind

register(Sweep("almanac.activities", 60.0, turn_over))
register(Sweep("almanac.agreements", 3600.0, run_out))
register(Sweep("almanac.issues", 60.0, issues.publish_due))
register(Sweep("almanac.issues.archive", 3600.0, issues.archive_old))
register(Sweep("almanac.remind", 900.0, remind))
register(Sweep("almanac.forget", 3600.0, forget))
register(Sweep("almanac.photos", 3600.0, forget_photos))


def pass_on() -> None:
    """Go on with the chain: make packs, hand them out, take what robots said for receipts, ask deputies."""
    by = By.machine("almanac.cascade")
    cascade.spread_all(by)
    cascade.hand_out(by)
    cascade.robots_delivered(by)
    cascade.ask_instead(by)
    cascade.ask_deputies(by)


register(Sweep("almanac.cascade", 30.0, pass_on))


def write_letters() -> None:
    """Write the calendar to those who read it by e-mail."""
    mail.mail_out(By.machine("almanac.mail"))


register(Sweep("almanac.mail", 60.0, write_letters))
register(Sweep("almanac.mail.lapse", 3600.0, mail.lapse))
