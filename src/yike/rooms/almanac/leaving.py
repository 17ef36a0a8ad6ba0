"""Somebody leaves: micro-groups and questions to answer pass to the successor, with everything else they leave."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from yike.core.accounts import handover
from yike.core.accounts.models import User
from yike.core.outbox.actions import post
from yike.core.record.deed import Deed
from yike.engines.faults import Fault
from yike.rooms.almanac.models import MicroGroup
from yike.rooms.almanac.queries import candidates
from yike.rooms.almanac.queries.after import mine


def _owned(user: User) -> QuerySet[MicroGroup]:
    return MicroGroup.objects.select_related("area", "deputy").defer("area__polygon").filter(owner=user)


def _seconded(user: User) -> QuerySet[MicroGroup]:
    return MicroGroup.objects.select_related("area", "owner").defer("area__polygon").filter(deputy=user)


def _refuse_strangers(groups: list[MicroGroup], to: User) -> None:
    """Raise ``Fault`` where ``to`` may not own one of the groups: the rule is that of every hand-over."""
    for group in groups:
        if not candidates(group).filter(pk=to.pk).exists():
            raise Fault(
                f"{to.name}不是{group.area.name}的海棠先锋，接不了微网群 {group.code}",
                f"{to.name} is no crabapple pioneer of {group.area.name} and cannot take over {group.code}",
                do_zh="请先请安全管理员授予“海棠先锋”角色，或先在微网群页上逐个更换群主",
                do_en="Ask the security officer to grant the role first, or change the owners on the groups' pages",
            )


def _pass_owned(d: Deed, user: User, to: User) -> int:
    """Make ``to`` the owner; a deputy who becomes the owner leaves the deputy's place empty. Tells ``to`` once."""
    groups = list(_owned(user).select_for_update(of=("self",)))
    _refuse_strangers(groups, to)
    for group in groups:
        d.change(group, owner=to, deputy=None if group.deputy_id == to.pk else group.deputy)
    if groups:
        _tell(d, user, to, groups)
    return len(groups)


def _tell(d: Deed, user: User, to: User, groups: list[MicroGroup]) -> None:
    with translation.override("zh-hans"):
        title = _("{name}离开，{count} 个微网群交给您").format(name=user.name, count=len(groups))
        body = "、".join(group.code for group in groups[:50])
    key = f"almanac.leaving:{d.key}"
    post(d, key=key, kind="almanac.hand_over", title=title, body=body, to=[to], area=groups[0].area)


def _pass_seconded(d: Deed, user: User, to: User) -> int:
    """Make ``to`` the deputy; where ``to`` is the owner, the deputy's place stays empty."""
    groups = list(_seconded(user).select_for_update(of=("self",)))
    for group in groups:
        d.change(group, deputy=None if group.owner_id == to.pk else to)
    return len(groups)


def _count_owned(user: User) -> int:
    return _owned(user).count()


def _count_seconded(user: User) -> int:
    return _seconded(user).count()


handover.register(
    "almanac.groups.owned", "当群主的微网群", "micro-groups they own", _count_owned, _pass_owned
)
handover.register(
    "almanac.groups.seconded",
    "当副群主的微网群",
    "micro-groups they are the deputy of",
    _count_seconded,
    _pass_seconded,
)


def _pass_tasks(d: Deed, user: User, to: User) -> int:
    """Let ``to`` answer the questions that wait for it; their deadlines pass on with all that run."""
    tasks = list(mine(user).select_for_update(of=("self",)))
    for task in tasks:
        d.change(task, owner=to)
    return len(tasks)


handover.register(
    "almanac.tasks", "要答的提问", "questions to answer", lambda user: mine(user).count(), _pass_tasks
)
