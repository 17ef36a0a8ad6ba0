"""What is said of a campaign, made plain, and what cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from yike.engines.faults import Fault
from yike.rooms.grid.flows.campaigns import OPEN
from yike.rooms.grid.models import Campaign

MOST_QUESTIONS, LONGEST_QUESTION = 8, 60
MOST_DAYS, MOST_AFTER = 60, 90  # the clock of deadlines carries 69 days


def plain(text: str, most: int, zh: str, en: str, *, needed: bool = True) -> str:
    """Return words in one line. Raises ``Fault`` for none where some are ``needed``, and for too many."""
    said = " ".join(text.replace("\0", "").split())
    if needed and not said:
        raise Fault(f"没有写“{zh}”", f"{en} is missing", do_zh="请补上", do_en="Please add it")
    if len(said) > most:
        raise Fault(
            f"“{zh}”写了 {len(said)} 个字，太长了",
            f"{en}: {len(said)} characters are too many",
            do_zh=f"请不超过 {most} 字",
            do_en=f"Write at most {most}",
        )
    return said


def questions(lines: Sequence[str]) -> list[str]:
    """Return what to look at, each question once. Raises ``Fault`` for more than eight, and for long ones."""
    found = [plain(line, LONGEST_QUESTION, "看什么", "a question") for line in lines if line.strip()]
    found = list(dict.fromkeys(found))
    if len(found) > MOST_QUESTIONS:
        raise Fault(
            f"写了 {len(found)} 条，现场看不过来",
            f"{len(found)} questions are too many for one look",
            do_zh=f"请不超过 {MOST_QUESTIONS} 条",
            do_en=f"Ask at most {MOST_QUESTIONS}",
        )
    return found


def require_days(since: date, until: date) -> None:
    """Raise ``Fault`` where the last day comes before the first, or over two months later."""
    if until < since:
        raise Fault(
            "最后一天早于第一天",
            "the last day comes before the first",
            do_zh="请对调，或改一个日期",
            do_en="Swap them, or change one of them",
        )
    if (until - since).days >= MOST_DAYS:
        raise Fault(
            f"一次行动最多 {MOST_DAYS} 天",
            f"a campaign lasts at most {MOST_DAYS} days",
            do_zh="请分成几次，每次都有结果",
            do_en="Make several of it, each with its own result",
        )


def require_open(campaign: Campaign) -> None:
    """Raise ``Fault`` where teams and points cannot be changed any more."""
    if campaign.state not in OPEN:
        raise Fault(
            f"这次行动{campaign.get_state_display()}，不能再改",
            f"the campaign is over for changes: {campaign.state}",
            do_zh="可以照着它再做一次",
            do_en="You can make another one from it",
        )
