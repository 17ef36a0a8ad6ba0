"""What can become of a proposal to grant a role: one arrow a line."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yike.core.accounts import rules
from yike.core.accounts.models import Answer
from yike.core.rights.flow import Flow, arrow

PROPOSAL = Flow(
    # the security officer answers; nobody answers their own proposal
    arrow("accounts.role.give", {Answer.OPEN}, Answer.GRANTED, _("同意"), rules.GRANT, "main"),
    arrow("accounts.role.refuse", {Answer.OPEN}, Answer.REFUSED, _("不同意"), rules.GRANT, "danger"),
    # whoever proposed may take it back while nobody has answered
    arrow("accounts.role.withdraw", {Answer.OPEN}, Answer.WITHDRAWN, _("撤回"), rules.PROPOSE),
)
