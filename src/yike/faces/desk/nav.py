"""The sections of the desk, in the order a working day needs them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from yike.core.accounts import rules as accounts
from yike.core.apikeys import rules as apikeys
from yike.core.areas import rules as areas
from yike.core.calendar import rules as calendar
from yike.core.outbox import rules as outbox
from yike.core.record import rules as record
from yike.core.residents import rules as residents
from yike.core.rights.right import Right
from yike.rooms.almanac import rules as almanac
from yike.rooms.almanac.rules import activities, agreements
from yike.rooms.almanac.rules import issues as monthly
from yike.rooms.circle import rules as circle
from yike.rooms.grid import rules as grid
from yike.rooms.grid.rules import campaigns, cases


@dataclass(frozen=True)
class Section:
    """One entry of the navigation: shown to whoever has ``right`` (None: to all who are logged in).

    ``also`` are other pages that belong to it, though their addresses lie elsewhere; ``below`` are addresses
    whose pages belong to it.
    """

    route: str
    label: str | Promise
    right: Right | None = None
    also: tuple[str, ...] = ()
    below: tuple[str, ...] = ()


SECTIONS: tuple[Section, ...] = (
    Section("desk:today", _("今天")),
    Section("residents:index", _("居民"), residents.SEE),
    Section(
        "circle:points",
        _("站点"),
        circle.DESK,
        ("circle:items", "circle:signs", "circle:ratings", "circle:exchange"),
    ),
    Section("circle:board", _("覆盖"), circle.PLAN, ("circle:plans", "circle:leader", "circle:sites")),
    Section("grid:requests", _("诉求"), grid.DESK),
    Section("grid:cases", _("案件"), cases.DESK, ("grid:patrol",)),
    Section("grid:duties", _("包干"), grid.SEE, ("grid:notices",)),
    Section("grid:whistles", _("吹哨报到"), grid.COME),
    Section("grid:campaigns", _("专项行动"), campaigns.WALK),
    Section("grid:board", _("指标"), grid.SEE, ("grid:stuck",)),
    Section("almanac:activities", _("活动"), activities.DESK, ("almanac:venues",), ("/desk/almanac/door/",)),
    Section(
        "almanac:issues",
        _("便民月历"),
        monthly.SEE,
        ("almanac:late", "almanac:questions", "almanac:numbers"),
        ("/desk/almanac/relays/",),
    ),
    Section("almanac:agreements", _("共建"), agreements.DESK),
    Section("almanac:groups", _("微网群"), almanac.SEE),
    Section("areas:tree", _("辖区"), areas.SEE),
    Section("calendar:index", _("工作日历"), calendar.SEE),
    Section("outbox:index", _("消息"), outbox.SEE),
    Section("outbox:endpoints", _("消息通道"), outbox.KEEP),
    Section("outbox:notices", _("我的通知")),
    Section("almanac:own", _("我的活动")),
    Section("record:figures", _("数字"), record.COUNT),
    Section("accounts:users", _("账号"), accounts.SEE),
    Section("accounts:units", _("各单位"), accounts.SEE_UNITS),
    Section("accounts:matrix", _("权限"), accounts.MATRIX),
    Section("apikeys:keys", _("接口凭证"), apikeys.SEE),
    Section("desk:keys", _("密钥"), accounts.KEYS),
    Section("record:history", _("留痕"), record.AUDIT),
)


_at = cache(reverse)  # the same for everybody, and asked for by each page thirty times
HERE = mark_safe(' aria-current="page"')


def sections(request: HttpRequest) -> SafeString:
    """Return the sections this person may open as entries of a list, the present one marked.

    Drawn once for the two places where each page shows them, wide and on a phone.
    """
    shown = [(s, _at(s.route)) for s in SECTIONS if s.right is None or s.right.allows(request.user)]
    roots = [(root, href) for s, href in shown for root in (href, *map(_at, s.also), *s.below)]
    _root, here = max(
        (pair for pair in roots if request.path.startswith(pair[0])), key=_length, default=("", "")
    )
    entries = ((href, HERE if href == here else "", s.label) for s, href in shown)
    return format_html_join("", '<li><a href="{}"{}>{}</a></li>', entries)


def _length(pair: tuple[str, str]) -> int:
    return len(pair[0])


def navigation(request: HttpRequest) -> dict[str, object]:
    """Give every template the sections of the desk."""
    return {"sections": sections(request) if request.user.is_authenticated else ""}
