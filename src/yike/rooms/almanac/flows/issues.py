"""What becomes of an issue: 征集→校对→初审→复审→签发→发布, then correction or withdrawal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yike.core.rights.flow import Flow, arrow
from yike.rooms.almanac.models.issues import IssueState
from yike.rooms.almanac.rules import issues as rules

S = IssueState
WITHDRAW = pgettext_lazy("of an issue", "撤回")

ISSUE = Flow(
    arrow("proof", [S.GATHERING], S.PROOFING, _("征集完了，开始校对"), rules.COMPILE, "main"),
    arrow("submit", [S.PROOFING], S.FIRST, _("校对完了，送初审"), rules.COMPILE, "main"),
    arrow("resubmit", [S.CORRECTING], S.SECOND, _("勘误写好了，送复审"), rules.COMPILE, "main"),
    arrow("first", [S.FIRST], S.SECOND, _("初审通过"), rules.FIRST, "main"),
    arrow("second", [S.SECOND], S.SIGNING, _("复审通过"), rules.SECOND, "main"),
    arrow("sign", [S.SIGNING], S.SIGNED, _("签发"), rules.SIGN, "main"),
    arrow("publish", [S.SIGNED], S.PUBLISHED, _("发布并分发"), rules.COMPILE, "main"),
    arrow("back", [S.FIRST, S.SECOND, S.SIGNING, S.SIGNED], S.PROOFING, _("退回修改"), rules.RETURN),
    arrow("correct", [S.PUBLISHED], S.CORRECTING, _("勘误"), rules.COMPILE),
    arrow("archive", [S.PUBLISHED], S.ARCHIVED, _("归档")),
    arrow("withdraw", [S.PUBLISHED, S.ARCHIVED, S.CORRECTING], S.WITHDRAWN, WITHDRAW, rules.SIGN, "danger"),
)
"""A correction needs two people, the second look and the signature; who goes back goes to where it was written."""

LOOKS = {"first": S.FIRST, "second": S.SECOND, "sign": S.SIGNING}
