"""Lists of parts, one a line; and holding an activity again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yike.rooms.almanac.actions.activities.parts import NewPart
from yike.rooms.almanac.forms.fields import moment, text
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.parts import PartKind

HINT = _("一行一项：名称｜谁来｜内容，后两样可以不写")
STALL_HINT = _(
    "一行一项：名称｜谁来｜内容｜办什么事项。写了事项目录里的事项，活动那几个小时居民在“就近办”里也找得到"
)
FIELDS = {
    "acts": PartKind.ACT,
    "talks": PartKind.TALK,
    "zones": PartKind.ZONE,
    "stalls": PartKind.STALL,
}


class PartsForm(forms.Form):
    """All parts on one page."""

    acts = text(_("节目单"), 6000, rows=4, hint=HINT)
    talks = text(_("讲题"), 6000, rows=3, hint=HINT)
    zones = text(_("展区（按路线的先后）"), 6000, rows=4, hint=HINT)
    stalls = text(_("摊位"), 6000, rows=4, hint=STALL_HINT)

    def parts(self) -> dict[str, list[NewPart]]:
        """Return what was written, by kind."""
        return {kind: _read(self.cleaned_data[name], kind) for name, kind in FIELDS.items()}

    @classmethod
    def initial_of(cls, activity: Activity) -> dict[str, Any]:
        """Return what the form begins with."""
        rows = list(activity.parts.all())
        return {
            name: "\n".join(_line(one) for one in rows if one.kind == kind) for name, kind in FIELDS.items()
        }


def _read(words: str, kind: str) -> list[NewPart]:
    most = 3 if kind == PartKind.STALL else 2
    lines = [
        [one.strip() for one in line.replace("|", "｜").split("｜", most)] for line in words.splitlines()
    ]
    return [NewPart(*line) for line in lines if line and line[0]]


def _line(part: Any) -> str:
    return "｜".join((part.name, part.who, part.what, part.item_name)).rstrip("｜")


class AgainForm(forms.Form):
    """When it is held again."""

    starts_at = moment(_("几时开始"), hint=_("要办很多次，请先排这一次，再把它“排成系列”"))
