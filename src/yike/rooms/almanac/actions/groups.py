"""What can be done to micro-groups: the only door that writes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from yike.core.accounts.models import User
from yike.core.areas.models import Area
from yike.core.outbox.actions import post
from yike.core.outbox.models import Message, Urgency
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.almanac.models.groups import MicroGroup, Platform
from yike.rooms.almanac.queries.groups import candidates, pioneers
from yike.rooms.almanac.rules import groups as rules


@dataclass(frozen=True)
class NewGroup:
    """A micro-group to be added."""

    code: str
    area: Area
    stairs: tuple[str, ...]
    households: int
    owner: User
    deputy: User | None = None
    platform: Platform = Platform.WECHAT


def add_groups(by: By, groups: Iterable[NewGroup]) -> list[MicroGroup]:
    """Add groups. Raises ``Fault`` for one that names the same person as owner and deputy."""
    with deed(by, "almanac.group.add") as d:
        rows = []
        for new in groups:
            rules.KEEP.require(by, new.area)
            _two_people(new.owner, new.deputy)
            row = MicroGroup(code=new.code, area=new.area, stairs="\n".join(new.stairs))
            row.households, row.platform = new.households, new.platform
            row.owner, row.deputy = new.owner, new.deputy
            rows.append(row)
        return d.add_many(rows)


def change_group(by: By, group: MicroGroup, **values: Any) -> MicroGroup:
    """Change ``stairs households platform deputy endpoint most_a_week`` of a group.

    Raises ``Fault`` where the deputy is the owner.
    """
    unknown = set(values) - {"stairs", "households", "platform", "deputy", "endpoint", "most_a_week"}
    if unknown:
        raise ValueError(f"not to be changed here: {sorted(unknown)}")
    with deed(by, "almanac.group.change") as d:
        group = d.lock(group)
        rules.KEEP.require(by, group.area)
        _two_people(group.owner, values.get("deputy", group.deputy))
        return d.change(group, **values)


def move_group(by: By, group: MicroGroup, *, area: Area, reason: str) -> MicroGroup:
    """Put a group into another grid, its keepers with it.

    Raises ``Fault`` for a closed grid, and where owner or deputy is no crabapple pioneer there.
    """
    with deed(by, "almanac.group.move", reason=reason) as d:
        group, area = d.lock(group), d.lock(area)
        for place in (group.area, area):
            rules.KEEP.require(by, place)
        _refuse_closed(area)
        there = set(pioneers(area).values_list("pk", flat=True))
        for keeper in (group.owner, group.deputy):
            if keeper is not None and keeper.pk not in there:
                raise _no_pioneer(keeper, area)
        return d.change(group, area=area)


def _refuse_closed(area: Area) -> None:
    if area.closed:
        raise Fault(
            f"“{area.name}”已经关闭",
            f'"{area.name}" is closed',
            do_zh="请选一个在用的网格",
            do_en="Choose a grid that is in use",
        )


def _no_pioneer(keeper: User, area: Area) -> Fault:
    return Fault(
        f"{keeper.name}不是{area.name}的海棠先锋",
        f"{keeper.name} is no crabapple pioneer of {area.name}",
        do_zh="请先请安全管理员在那个网格授予“海棠先锋”角色，或先更换群主、副群主",
        do_en="Ask the security officer to grant the role there first, or change owner or deputy",
    )


def hand_over(by: By, group: MicroGroup, *, owner: User, reason: str) -> MicroGroup:
    """Give the group to another owner; a deputy who becomes the owner leaves the deputy's place empty.

    In order: may they, can the other one, write, tell the new owner and the former one. Raises ``Fault`` where the
    new owner is the present one or no crabapple pioneer of this grid.
    """
    with deed(by, "almanac.group.hand_over", reason=reason) as d:
        group = d.lock(group)
        rules.require_hand_over(by, group)
        if not candidates(group).filter(pk=owner.pk).exists():
            raise Fault(
                f"{owner.name}已经是群主，或不是这个网格的海棠先锋",
                f"{owner.name} is the owner already or no crabapple pioneer of this grid",
                do_zh="请另选一人，或先请安全管理员授予“海棠先锋”角色",
                do_en="Choose somebody else, or ask the security officer to grant the role first",
            )
        before, deputy = group.owner, None if group.deputy_id == owner.pk else group.deputy
        d.change(group, owner=owner, deputy=deputy)
        _tell_of_hand_over(d, group, before)
        return group


def _tell_of_hand_over(d: Deed, group: MicroGroup, before: User) -> None:
    with translation.override("zh-hans"):
        title = _("微网群 {code} 换了群主").format(code=group.code)
        body = _("从{before}交给{owner}，覆盖 {households} 户：{stairs}。").format(
            before=before.name,
            owner=group.owner.name,
            households=group.households,
            stairs="、".join(group.stair_list),
        )
    key = f"almanac.hand_over:{d.key}"
    post(
        d,
        key=key,
        kind="almanac.hand_over",
        title=title,
        body=body,
        to=[group.owner, before],
        area=group.area,
    )


def send_notice(
    by: By, *, area: Area, title: str, body: str, to: Iterable[Any], urgency: Urgency = Urgency.NORMAL
) -> Message:
    """Send a notice to chats, mailboxes and accounts (``to``). Raises ``Fault`` as ``outbox.post``."""
    with deed(by, "almanac.notice.send") as d:
        rules.SEND.require(by, area)
        key = f"almanac.notice:{d.key}"
        return post(
            d, key=key, kind="almanac.notice", title=title, body=body, to=to, area=area, urgency=urgency
        )


def _two_people(owner: User, deputy: User | None) -> None:
    if deputy is not None and deputy.pk == owner.pk:
        raise Fault(
            "群主和副群主是同一个人",
            "owner and deputy are the same person",
            do_zh="请另选副群主，或先空着",
            do_en="Choose another deputy, or leave the place empty",
        )
