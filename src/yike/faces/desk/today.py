"""The first page's numbers, each with the list behind it. No rule lives here: every number is an app's query."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yike.core.accounts import queries as accounts
from yike.core.accounts import rules as account_rights
from yike.core.accounts.queries import State
from yike.core.areas import queries as areas
from yike.core.areas import rules as area_rights
from yike.core.calendar import queries as calendar
from yike.core.calendar import rules as calendar_rights
from yike.core.look.units import unit
from yike.core.outbox import queries as outbox
from yike.core.outbox import rules as outbox_rights
from yike.core.record import queries as record
from yike.core.record import rules as record_rights
from yike.core.residents import queries as residents
from yike.core.residents import rules as resident_rights
from yike.core.rights.right import Right
from yike.rooms.almanac import queries as almanac
from yike.rooms.almanac import rules as almanac_rights
from yike.rooms.almanac.queries import after, gathering, signups
from yike.rooms.almanac.rules import activities
from yike.rooms.almanac.rules import issues as issue_rights
from yike.rooms.almanac.rules import signups as signup_rights
from yike.rooms.circle import queries as circle
from yike.rooms.circle import rules as circle_rights
from yike.rooms.circle.queries import desk as circle_desk
from yike.rooms.circle.queries import signs as circle_signs
from yike.rooms.grid import rules as grid_rights
from yike.rooms.grid.queries import duties, indicators
from yike.rooms.grid.queries import requests as grid_requests
from yike.rooms.grid.queries import whistles as grid_whistles
from yike.rooms.grid.queries.campaigns import finding as campaigns
from yike.rooms.grid.queries.cases import finding as cases
from yike.rooms.grid.queries.cases.looks import reported_today
from yike.rooms.grid.queries.requests import parts as grid_parts
from yike.rooms.grid.rules import campaigns as campaign_rights
from yike.rooms.grid.rules import cases as case_rights

Text = str | Promise


@dataclass(frozen=True)
class Tile:
    """One number: what is counted for a person, where its list is, and who sees it (None: everybody).

    ``unit`` is a kind of ``look.units``. A ``pressing`` one is among what is to be done as soon as it is not zero.
    Where several tiles are counted in one breath, ``count`` is the same for all and ``part`` names each one's.
    ``act`` is what one goes there to do, where that is done on foot: on a phone it lies at the thumb.
    """

    what: Text
    unit: str
    count: Callable[[Any], Any]
    route: str
    right: Right | None
    query: str = ""
    pressing: bool = True
    more: Text = ""
    part: str = ""
    act: Text = ""

    @property
    def href(self) -> str:
        """The address of the list."""
        return reverse(self.route) + self.query


@dataclass(frozen=True)
class Shown:
    """A tile with its number for one person."""

    tile: Tile
    number: int

    @property
    def unit(self) -> str:
        """The word beside the number."""
        return unit(self.tile.unit, self.number)


def _state(state: State) -> Callable[[Any], int]:
    return lambda user: accounts.to_look_at(user, state)


def _problems(user: Any) -> int:
    return sum(len(areas.problems(top)) for top in areas.top_areas(user))


TILES: tuple[Tile, ...] = (
    Tile(
        _("等您的哨"),
        "whistle",
        lambda user: grid_whistles.WAITING(user)["mine"],
        "grid:whistles",
        grid_rights.COME,
    ),
    Tile(
        _("超期的诉求"),
        "request",
        lambda user: grid_requests.counts(user)["late"],
        "grid:requests",
        grid_rights.DESK,
        "?show=late",
    ),
    Tile(
        _("我要办的诉求"),
        "request",
        lambda user: grid_requests.counts(user)["mine"],
        "grid:requests",
        grid_rights.HANDLE,
        "?show=mine",
        more=_("先到期的排在前面"),
    ),
    Tile(
        _("等本单位协办的"),
        "request",
        lambda user: grid_parts.WAITING(user)["parts"],
        "grid:parts",
        grid_rights.HANDLE,
    ),
    Tile(
        _("待派单的诉求"),
        "request",
        lambda user: grid_requests.counts(user)["dispatch"],
        "grid:requests",
        grid_rights.DISPATCH,
        "?show=dispatch",
    ),
    Tile(
        _("待裁定的退单和延期"),
        "request",
        lambda user: grid_requests.counts(user)["rule"],
        "grid:requests",
        grid_rights.DISPATCH,
        "?show=rule",
    ),
    Tile(
        _("待回访的诉求"),
        "request",
        lambda user: grid_requests.counts(user)["revisit"],
        "grid:requests",
        grid_rights.DISPATCH,
        "?show=revisit",
    ),
    Tile(
        _("卡住的诉求"),
        "request",
        lambda user: grid_requests.counts(user)["stuck"],
        "grid:requests",
        grid_rights.DISPATCH,
        "?show=stuck",
        more=_("在一步上停得太久"),
    ),
    Tile(_("超期的案件"), "case", cases.counts, "grid:cases", case_rights.DESK, "?look=late", part="late"),
    Tile(
        _("我要办的案件"),
        "case",
        cases.counts,
        "grid:cases",
        case_rights.HANDLE,
        "?look=own",
        more=_("先到期的排在前面"),
        part="own",
    ),
    Tile(
        _("待受理派遣的案件"),
        "case",
        cases.counts,
        "grid:cases",
        case_rights.DISPATCH,
        "?look=sort",
        part="sort",
    ),
    Tile(
        _("待裁定的退回和延期"),
        "case",
        cases.counts,
        "grid:cases",
        case_rights.OVERSEE,
        "?look=rule",
        part="rule",
    ),
    Tile(
        _("待核查的案件"),
        "case",
        cases.counts,
        "grid:cases",
        case_rights.VERIFY,
        "?look=verify",
        part="verify",
    ),
    Tile(
        _("到了复查日的挂账案件"),
        "case",
        cases.counts,
        "grid:cases",
        case_rights.OVERSEE,
        "?look=review",
        more=_("看看能不能恢复处置"),
        part="review",
    ),
    Tile(
        _("我的小队还要走的点"),
        "point",
        campaigns.waiting,
        "grid:campaign_walk",
        campaign_rights.WALK,
        more=_("专项行动，近的先走"),
    ),
    Tile(
        _("没有人包干的点"),
        "point",
        duties.how_many_orphans,
        "grid:duties",
        grid_rights.KEEP_DUTIES,
        "?look=orphans",
        more=_("请定下归哪个单位"),
    ),
    Tile(
        _("过了时限没有动的"),
        "limit",
        lambda user: indicators.STUCK(user)["stuck"],
        "grid:stuck",
        grid_rights.SUPERVISE,
        more=_("诉求、案件、哨，拖得最久的在前面"),
    ),
    Tile(
        _("要打电话告诉的人"),
        "person",
        signups.how_many_calls,
        "almanac:all_calls",
        signup_rights.SIGN,
        more=_("活动有变，他们没有账号"),
    ),
    Tile(
        _("我要答的提问"),
        "question",
        lambda user: after.mine(user).count(),
        "almanac:tasks",
        activities.MINE,
        more=_("先到期的排在前面"),
    ),
    Tile(
        _("已发布、后来变了的月历条目"),
        "line",
        lambda user: len(gathering.untrue(user)),
        "almanac:issues",
        issue_rights.COMPILE,
        more=_("请勘误，群里转的还是原来的"),
    ),
    Tile(
        _("超期的差评"),
        "rating",
        circle.how_many_bad,
        "circle:ratings",
        circle_rights.ANSWER,
        "?show=late",
        part="overdue",
    ),
    Tile(
        _("待办的差评"),
        "rating",
        circle.how_many_bad,
        "circle:ratings",
        circle_rights.ANSWER,
        more=_("先到期的排在前面"),
        part="open",
    ),
    Tile(
        _("恢复日期已过的站点"),
        "point",
        circle_desk.to_look_at,
        "circle:points",
        circle_rights.KEEP,
        "?look=late",
        more=_("开了就改成开放，没开就改日期"),
        part="late",
    ),
    Tile(
        _("过时的门牌告示"),
        "batch",
        circle_signs.stale_signs,
        "circle:signs",
        circle_rights.KEEP,
        more=_("换下来，居民才不会白跑"),
    ),
    Tile(
        _("90 天没有核对的站点"),
        "point",
        circle_desk.to_look_at,
        "circle:points",
        circle_rights.KEEP,
        "?look=stale",
        part="stale",
    ),
    Tile(
        _("30 天内到期的合作协议"),
        "agreement",
        circle_desk.to_look_at,
        "circle:points",
        circle_rights.KEEP,
        "?look=ending",
        part="ending",
    ),
    Tile(
        _("快到期的本单位协议"),
        "agreement",
        circle_desk.to_look_at,
        "circle:points",
        circle_rights.OWN,
        "?look=ending",
        more=_("过了那天就不能再改时间；要续签请联系街道"),
        part="ending",
    ),
    Tile(
        _("结束了没有关闭的临时服务"),
        "point",
        circle_desk.to_look_at,
        "circle:points",
        circle_rights.KEEP,
        "?look=over",
        part="over",
    ),
    Tile(
        _("没送到的消息"),
        "message",
        lambda user: outbox.counts(user)["stuck"],
        "outbox:index",
        outbox_rights.SEE,
        "?state=stuck",
    ),
    Tile(
        _("可能重复登记的人"),
        "pair",
        residents.how_many_likely,
        "residents:duplicates",
        resident_rights.MERGE,
        more=_("看看是不是同一个人"),
    ),
    Tile(
        _("快到期的代理"),
        "deputyship",
        accounts.ending_soon,
        "accounts:me",
        None,
        more=_("7 天内结束；还要代就续上"),
    ),
    Tile(_("没看的通知"), "notice", outbox.unread, "outbox:notices", None),
    Tile(
        _("等答复的任职建议"),
        "proposal",
        accounts.proposals_waiting,
        "accounts:proposals",
        account_rights.GRANT,
    ),
    Tile(
        _("登录暂停的账号"),
        "account",
        _state(State.LOCKED),
        "accounts:users",
        account_rights.SECURE,
        "?state=locked",
    ),
    Tile(
        _("90 天没有登录的账号"),
        "account",
        _state(State.STALE),
        "accounts:users",
        account_rights.KEEP,
        "?state=stale",
        more=_("不用了就停用"),
    ),
    Tile(
        _("没有角色的账号"),
        "account",
        _state(State.IDLE),
        "accounts:users",
        account_rights.GRANT,
        "?state=idle",
    ),
    Tile(_("区域边界的问题"), "problem", _problems, "areas:problems", area_rights.KEEP),
    Tile(
        _("还没有工作日历的年份"),
        "year",
        lambda _user: calendar.years_missing(),
        "calendar:index",
        calendar_rights.KEEP,
        more=_("没有日历，期限算不出来"),
    ),
    Tile(
        _("今天巡查上报的"),
        "case",
        reported_today,
        "grid:patrol",
        case_rights.PATROL,
        pressing=False,
        more=_("出去巡查，从这里上报"),
        act=_("巡查上报"),
    ),
    Tile(
        _("微网群"),
        "group",
        lambda user: almanac.visible_to(user).count(),
        "almanac:groups",
        almanac_rights.SEE,
        pressing=False,
    ),
    Tile(
        _("住户"),
        "household",
        residents.living_here,
        "residents:index",
        resident_rights.SEE,
        pressing=False,
        part="households",
    ),
    Tile(
        _("登记的人"),
        "person",
        residents.living_here,
        "residents:index",
        resident_rights.SEE,
        pressing=False,
        part="persons",
    ),
    Tile(
        _("60 岁以上"),
        "person",
        residents.living_here,
        "residents:index",
        resident_rights.SEE,
        "?elders=1",
        pressing=False,
        part="elders",
    ),
    Tile(
        _("暂停的站点"),
        "point",
        circle_desk.to_look_at,
        "circle:points",
        circle_rights.SEE,
        "?state=paused",
        pressing=False,
        part="paused",
    ),
    Tile(
        _("各单位"),
        "unit",
        lambda user: accounts.visible_units(user).count(),
        "accounts:units",
        account_rights.SEE_UNITS,
        pressing=False,
    ),
    Tile(
        _("账号"),
        "account",
        lambda user: accounts.visible_users(user).count(),
        "accounts:users",
        account_rights.SEE,
        pressing=False,
    ),
    Tile(
        _("等封存的留痕"),
        "entry",
        lambda _user: record.waiting(),
        "record:chain",
        record_rights.AUDIT,
        pressing=False,
    ),
)


def tiles_for(user: Any) -> list[Shown]:
    """Return the numbers a person sees, in the order of the table."""
    allowed = [tile for tile in TILES if tile.right is None or tile.right.allows(user)]
    counted = {count: count(user) for count in dict.fromkeys(tile.count for tile in allowed)}
    return [Shown(tile, _number(tile, counted[tile.count])) for tile in allowed]


def _number(tile: Tile, counted: Any) -> int:
    number: int = counted[tile.part] if tile.part else counted
    return number
