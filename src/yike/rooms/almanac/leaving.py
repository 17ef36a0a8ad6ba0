"""Somebody leaves: groups, questions, activities, agreements and issues pass on with everything else."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from yike.core.accounts import handover
from yike.core.accounts.models import User
from yike.core.outbox.actions import post
from yike.core.record.deed import Deed
from yike.engines.faults import Fault
from yike.rooms.almanac.models import MicroGroup
from yike.rooms.almanac.models.activities import OVER, Activity, ActivityState
from yike.rooms.almanac.models.agreements import Agreement, AgreementState
from yike.rooms.almanac.models.issues import Issue, IssueState
from yike.rooms.almanac.queries import candidates
from yike.rooms.almanac.queries.after import mine

_UNAPPROVED = frozenset({ActivityState.PLAN, ActivityState.ASKED})
_PAST: dict[type[Agreement | Issue], frozenset[str]] = {
    Agreement: frozenset({AgreementState.RENEWED, AgreementState.TERMINATED, AgreementState.DROPPED}),
    Issue: frozenset({IssueState.WITHDRAWN, IssueState.ARCHIVED}),
}


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
    "almanac.groups.owned",
    "当群主的微网群",
    "micro-groups they own",
    _count_owned,
    _pass_owned,
    of=("almanac.MicroGroup.owner",),
)
handover.register(
    "almanac.groups.seconded",
    "当副群主的微网群",
    "micro-groups they are the deputy of",
    _count_seconded,
    _pass_seconded,
    of=("almanac.MicroGroup.deputy",),
)


def _pass_tasks(d: Deed, user: User, to: User) -> int:
    """Let ``to`` answer the questions that wait for it; their deadlines pass on with all that run."""
    tasks = list(mine(user).select_for_update(of=("self",)))
    for task in tasks:
        d.change(task, owner=to)
    return len(tasks)


handover.register(
    "almanac.tasks",
    "要答的提问",
    "questions to answer",
    lambda user: mine(user).count(),
    _pass_tasks,
    of=("almanac.Task.owner",),
)


def _led(user: User) -> QuerySet[Activity]:
    """Return the activities that are not over and that somebody leads, or planned while nobody leads them.

    One that is not approved yet belongs to who planned it, whoever is to lead it.
    """
    whose = Q(leader=user) | Q(made_by=user, leader=None) | Q(made_by=user, state__in=_UNAPPROVED)
    return Activity.objects.filter(whose).exclude(state__in=sorted(OVER)).defer("area__polygon")


def _pass_activities(d: Deed, user: User, to: User) -> int:
    """Let ``to`` lead them, and plan those that wait to be approved: then ``to`` does not approve them.

    Who planned what was approved before stays as it was.
    """
    rows = list(_led(user).select_for_update(of=("self",)))
    for row in rows:
        planned = row.made_by_id == user.pk and row.state in _UNAPPROVED
        leads = row.leader_id == user.pk or (row.leader_id is None and not planned)
        d.change(row, **({"leader": to} if leads else {}), **({"made_by": to} if planned else {}))
    return len(rows)


handover.register(
    "almanac.activities",
    "负责和策划的活动",
    "activities they lead or plan",
    lambda user: _led(user).count(),
    _pass_activities,
    of=("almanac.Activity.leader", "almanac.Activity.made_by"),
)


def _kept_by(model: type[Agreement | Issue], user: User) -> QuerySet[Any]:
    """Return the rows of one model that somebody looks after and that can still go on."""
    return model._default_manager.filter(made_by=user).exclude(state__in=_PAST[model])


def _pass_kept(model: type[Agreement | Issue]) -> handover.Hand:
    def hand(d: Deed, user: User, to: User) -> int:
        rows = list(_kept_by(model, user).select_for_update(of=("self",)))
        for row in rows:
            d.change(row, made_by=to)
        return len(rows)

    return hand


handover.register(
    "almanac.agreements",
    "经办的共建协议",
    "agreements they look after",
    lambda user: _kept_by(Agreement, user).count(),
    _pass_kept(Agreement),
    of=("almanac.Agreement.made_by",),
)
handover.register(
    "almanac.issues",
    "在编的活动月历",
    "monthly calendars they compile",
    lambda user: _kept_by(Issue, user).count(),
    _pass_kept(Issue),
    of=("almanac.Issue.made_by",),
)
