"""What becomes of a person's record."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yike.core.residents import rules
from yike.core.residents.models import PersonState
from yike.core.rights.flow import Flow, arrow

HERE, MOVED, DIED, MERGED = PersonState.HERE, PersonState.MOVED, PersonState.DIED, PersonState.MERGED

PERSON = Flow(
    arrow("leave", [HERE], MOVED, _("迁出"), rules.KEEP),
    arrow("die", [HERE, MOVED], DIED, _("登记去世"), rules.KEEP),
    arrow("return", [MOVED], HERE, _("迁回"), rules.KEEP),
    arrow("restore", [DIED], HERE, _("登记有误，恢复"), rules.KEEP),  # or MOVED: what history remembers
    arrow("merge", [HERE, MOVED, DIED], MERGED, _("并入另一条记录")),
    arrow("unmerge", [MERGED], HERE, _("拆开")),  # back to what it was, which the merge remembers
)
