"""What a year's table goes through, from a first guess to one that was checked against the notice."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yike.core.calendar.models import YearState
from yike.core.calendar.rules import KEEP
from yike.core.rights.flow import Flow, arrow

EXPECTED, SEEDED, CHECKED = YearState.EXPECTED, YearState.SEEDED, YearState.CHECKED

YEAR = Flow(
    arrow("publish", {EXPECTED, SEEDED}, CHECKED, _("已对照通知核对"), KEEP, "main"),
    arrow("prepare", {EXPECTED}, EXPECTED, _("改预排")),  # not in use yet: stays so
    arrow("edit", {SEEDED, CHECKED}, SEEDED, _("改动，请再核对")),  # in use at once, to be checked again
    arrow("replace", {EXPECTED, SEEDED, CHECKED}, SEEDED, _("整年导入")),  # somebody has the notice in hand
)
