"""From proof-reading through three looks by three people to the signature; back again where something is wrong."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from yike.core.outbox.actions import post
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.almanac.actions.issues.keeping import locked
from yike.rooms.almanac.flows.issues import ISSUE, LOOKS
from yike.rooms.almanac.models.issues import Approval, ApprovalStep, Issue, IssueState
from yike.rooms.almanac.proofing import grave_of
from yike.rooms.almanac.queries.issues import reviewers
from yike.rooms.almanac.rules import issues as rules

NEXT = {IssueState.FIRST: rules.FIRST, IssueState.SECOND: rules.SECOND, IssueState.SIGNING: rules.SIGN}


def proof(by: By, issue: Issue) -> Issue:
    """Close the gathering and begin to proof-read; from now on only the office writes entries."""
    with deed(by, "almanac.issue.proof") as d:
        issue = locked(d, issue)
        rules.COMPILE.require(by, issue.area)
        return d.change(issue, state=ISSUE.step("proof", issue.state).to)


def submit(by: By, issue: Issue) -> Issue:
    """Send an issue (or its correction) to its reviewers, and tell them.

    Raises ``Fault`` where it is empty or a grave remark stands beside an entry.
    """
    with deed(by, "almanac.issue.submit") as d:
        issue = locked(d, issue)
        rules.COMPILE.require(by, issue.area)
        verb = "resubmit" if issue.state == IssueState.CORRECTING else "submit"
        to = ISSUE.step(verb, issue.state).to
        _refuse_unfit(issue)
        d.change(issue, state=to, round=issue.round + 1)
        _tell_next(d, issue)
        return issue


def _refuse_unfit(issue: Issue) -> None:
    rows = list(issue.entries.filter(dropped=False).select_related("activity__venue", "activity__area"))
    if not rows:
        raise Fault(
            "这一期还没有条目",
            "this issue has no entry yet",
            do_zh="请先征集或写上一条",
            do_en="Gather or write one first",
        )
    wrong = [row.title or str(row.order) for row in rows if grave_of(row, issue)]
    if wrong:
        raise Fault(
            f"还有 {len(wrong)} 条没有改对：{'、'.join(wrong[:5])}",
            f"{len(wrong)} entries still have grave remarks: {', '.join(wrong[:5])}",
            do_zh="请按旁边的提示改好，或者不登",
            do_en="Mend them as the remarks say, or drop them",
        )


def look(by: By, issue: Issue, *, step: str) -> Issue:
    """Say yes to one step (``first second sign``), and tell who comes next.

    Raises ``Fault`` where the same person has said yes in this round already: three looks are three people.
    """
    with deed(by, f"almanac.issue.{step}") as d:
        issue = locked(d, issue)
        arrow = ISSUE.step(step, issue.state)
        if arrow.right is not None:
            arrow.right.require(by, issue.area)
        _keep_yes(d, issue, step)
        d.change(issue, state=arrow.to)
        _tell_next(d, issue)
        return issue


def _keep_yes(d: Deed, issue: Issue, step: str) -> None:
    if d.by.user is None:
        raise ValueError("a person has to look")
    try:
        with transaction.atomic():
            d.add(
                Approval(issue=issue, round=issue.round, step=ApprovalStep(step), by_id=d.by.user.pk, at=d.at)
            )
    except IntegrityError:
        raise Fault(
            "您已经审过这一期：三审要三个人",
            "you have looked at this issue already: the three looks are by three people",
            do_zh="请换一位同事",
            do_en="Ask a colleague",
        ) from None


def back(by: By, issue: Issue, *, reason: str) -> Issue:
    """Send an issue back to be mended, with the reason; whoever said yes has to look again."""
    with deed(by, "almanac.issue.back", reason=reason) as d:
        issue = locked(d, issue)
        rules.RETURN.require(by, issue.area)
        to = ISSUE.step("back", issue.state).to
        to = IssueState.CORRECTING if issue.version else to
        d.change(issue, state=to, reason=_reasoned(reason), publish_at=None, publish_base="")
        if issue.made_by is not None and issue.made_by != by.user:
            _post(d, issue, [issue.made_by], _back(issue))
        return issue


def correct(by: By, issue: Issue, *, reason: str) -> Issue:
    """Open a published issue for a correction. Residents read the former version until the new one is signed."""
    with deed(by, "almanac.issue.correct", reason=reason) as d:
        issue = locked(d, issue)
        rules.COMPILE.require(by, issue.area)
        return d.change(issue, state=ISSUE.step("correct", issue.state).to, reason=_reasoned(reason))


def _reasoned(reason: str) -> str:
    reason = reason.strip()
    if not 1 <= len(reason) <= 200:
        raise Fault(
            "要写明原因，不超过 200 个字",
            "a reason is needed, of at most 200 characters",
            do_zh="请写清为什么",
            do_en="Say why in a few words",
        )
    return reason


def reasoned(reason: str) -> str:
    """Return the reason. Raises ``Fault`` where none is given or it is too long."""
    return _reasoned(reason)


def _back(issue: Issue) -> str:
    with translation.override("zh-hans"):
        return _("{title}退回修改：{reason}").format(title=issue.title, reason=issue.reason)


def _tell_next(d: Deed, issue: Issue) -> None:
    """Tell who may take the next step; of the look before nobody is asked again."""
    right = NEXT.get(IssueState(issue.state))
    with translation.override("zh-hans"):
        if right is None:
            people = [issue.made_by] if issue.made_by else []
            title = _("{title}已签发，可以发布").format(title=issue.title)
        else:
            people = reviewers(issue, right)
            title = _("{title}：{state}").format(title=issue.title, state=issue.get_state_display())
    if people:
        _post(d, issue, people, title)


def _post(d: Deed, issue: Issue, people: list[object], title: str) -> None:
    key = f"almanac.issue:{d.key}"
    post(d, key=key, kind="almanac.issue", title=title, body="", to=people, area=issue.area)


__all__ = ["LOOKS", "back", "correct", "look", "proof", "reasoned", "submit"]
