"""Lists of parts, one a line; and holding an activity again."""

from __future__ import annotations

import re
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from yike.rooms.almanac.actions.activities.parts import TIMED, NewPart
from yike.rooms.almanac.forms.fields import moment, text
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.parts import PartKind

HINT = _("一行一项：名称｜谁来｜内容｜英文名称，后三样可以不写")
TIMED_HINT = _("一行一项：14:30 名称｜谁来｜内容｜英文名称，钟点和后三样可以不写")
STALL_HINT = _(
    "一行一项：名称｜谁来｜内容｜办什么事项｜英文名称。写了事项目录里的事项，活动那几个小时居民在“就近办”里也找得到"
)
HOUR = re.compile(r"(\d{1,2})[:：](\d{2})\s+")
FIELDS = {
    "acts": PartKind.ACT,
    "talks": PartKind.TALK,
    "zones": PartKind.ZONE,
    "stalls": PartKind.STALL,
}


class PartsForm(forms.Form):
    """All parts on one page."""

    acts = text(_("节目单"), 6000, rows=4, hint=TIMED_HINT)
    talks = text(_("讲题"), 6000, rows=3, hint=TIMED_HINT)
    zones = text(_("展区（按路线的先后）"), 6000, rows=4, hint=HINT)
    stalls = text(_("摊位"), 6000, rows=4, hint=STALL_HINT)

    def clean(self) -> dict[str, Any]:
        """Say beside its list what hour there is not."""
        said: dict[str, Any] = super().clean() or {}
        for name, kind in FIELDS.items():
            try:
                _read(said.get(name, ""), kind)
            except ValidationError as wrong:
                self.add_error(name, wrong)
        return said

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
    rows = [line.replace("|", "｜") for line in words.splitlines()]
    found = [_part(line, kind) for line in rows if line.strip()]
    return [one for one in found if one.name]


def _part(line: str, kind: str) -> NewPart:
    most = 4 if kind == PartKind.STALL else 3
    cells = [one.strip() for one in line.split("｜", most)]
    name, who, what, *more = [*cells, *[""] * (most + 1 - len(cells))]
    starts_at, name = _timed(name) if kind in TIMED else (None, name)
    item = more[0] if kind == PartKind.STALL else ""
    return NewPart(name, who, what, item, more[-1], starts_at)


def _timed(words: str) -> tuple[time | None, str]:
    """Return the hour a line begins with, and the rest. Raises ``ValidationError`` for an hour there is not."""
    found = HOUR.match(words)
    if found is None:
        return None, words
    try:
        return time(int(found[1]), int(found[2])), words[found.end() :]
    except ValueError:
        raise ValidationError(_("没有“{hour}”这个钟点").format(hour=found[0].strip())) from None


def _line(part: Any) -> str:
    name = f"{part.starts_at:%H:%M} {part.name}" if part.starts_at else part.name
    item = (part.item_name,) if part.kind == PartKind.STALL else ()
    return "｜".join((name, part.who, part.what, *item, part.name_en)).rstrip("｜")


class AgainForm(forms.Form):
    """When it is held again."""

    starts_at = moment(_("几时开始"), hint=_("要办很多次，请先排这一次，再把它“排成系列”"))
