"""What becomes of an appeal: it is upheld and the result corrected, or it is refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yike.core.rights.flow import Flow, arrow
from yike.rooms.almanac.models.appeals import AppealState
from yike.rooms.almanac.rules import activities as rules

APPEAL = Flow(
    arrow("uphold", [AppealState.OPEN], AppealState.UPHELD, _("申诉成立，改成绩单"), rules.APPROVE, "main"),
    arrow("refuse", [AppealState.OPEN], AppealState.REFUSED, _("申诉不成立"), rules.APPROVE),
)
