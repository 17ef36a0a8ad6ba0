"""The indicators of this room: exact shares of what is counted, with the words that say how.

``part`` and ``whole`` are sums of measures; both count under the same day, so that a part is never of another
month than its whole. What is paused (缓办、挂账) is due on no day and so leaves the whole by itself; what had
passed before its clock was stopped stays in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FEWEST = 10
"""Below so many no rate is told and nobody is ranked: counts are."""
HUNDRED = Decimal(100)
Counts = Mapping[str, Decimal]


@dataclass(frozen=True)
class Indicator:
    """A share. ``formula`` says it in words; ``low`` where less is better; ``band`` where neither much nor little.

    ``each``: each record counts once, however often it happened to it (a case reworked twice is one).
    """

    code: str
    label: str | Promise
    formula: str | Promise
    part: tuple[str, ...]
    whole: tuple[str, ...]
    low: bool = False
    band: tuple[int, int] | None = None
    each: bool = False


@dataclass(frozen=True)
class Share:
    """An indicator's numbers in one place and time."""

    indicator: Indicator
    part: int
    whole: int

    @property
    def rate(self) -> Decimal | None:
        """The share in per cent; None of nothing."""
        return HUNDRED * self.part / self.whole if self.whole else None

    @property
    def enough(self) -> bool:
        """Whether there are enough to tell a rate by."""
        return self.whole >= FEWEST

    @property
    def tone(self) -> str:
        """The tone of a band: within, or outside of it."""
        if self.indicator.band is None or self.rate is None or not self.enough:
            return ""
        low, high = self.indicator.band
        return "ok" if low <= self.rate <= high else "warn"


def share(indicator: Indicator, counts: Counts) -> Share:
    """Return the share of counts by measure."""
    return Share(indicator, _sum(indicator.part, counts), _sum(indicator.whole, counts))


def _sum(codes: tuple[str, ...], counts: Counts) -> int:
    return int(sum(counts.get(code, Decimal(0)) for code in codes))


CASE, URGENT = "grid.case.handle", "grid.case.urgent"
SPOT, URGENT_SPOT = "grid.cases.on_spot", "grid.cases.urgent_on_spot"
REQUESTS, CASES, WHISTLES = _("诉求"), _("案件"), _("吹哨报到")
GROUPS: tuple[tuple[str | Promise, tuple[Indicator, ...]], ...] = (
    (
        REQUESTS,
        (
            Indicator(
                "replied_24h",
                _("24 小时答复率"),
                _("24 小时内回应的 ÷ 到了 24 小时的"),
                ("grid.request.reply.met",),
                ("grid.request.reply.due",),
            ),
            Indicator(
                "signed",
                _("及时签收率"),
                _("按时签收的 ÷ 应签收的"),
                ("grid.request.sign.met",),
                ("grid.request.sign.due",),
            ),
            Indicator(
                "contacted",
                _("诉求响应率"),
                _("签收后按时联系诉求人的 ÷ 应联系的"),
                ("grid.request.contact.met",),
                ("grid.request.contact.due",),
            ),
            Indicator(
                "answered_on_time",
                _("按时办结率"),
                _("按期答复的 ÷ 应答复的（暂停计时的不算）"),
                ("grid.request.answer.met",),
                ("grid.request.answer.due",),
            ),
            Indicator(
                "solved",
                _("解决率"),
                _("回访说解决了的 ÷ 有效回访"),
                ("grid.requests.solved",),
                ("grid.requests.revisited",),
            ),
            Indicator(
                "satisfied",
                _("满意率"),
                _("回访说满意的 ÷ 有效回访"),
                ("grid.requests.satisfied",),
                ("grid.requests.revisited",),
            ),
        ),
    ),
    (
        CASES,
        (
            Indicator(
                "closed_on_time",
                _("按期结案率"),
                _("按期结案 ÷（应结案 − 缓办）"),
                (f"{CASE}.met", f"{URGENT}.met", SPOT),
                (f"{CASE}.due", f"{URGENT}.due", SPOT),
            ),
            Indicator(
                "closed",
                _("结案率"),
                _("结案 ÷（应结案 − 缓办）"),
                (f"{CASE}.met", f"{CASE}.late", f"{URGENT}.met", f"{URGENT}.late", SPOT),
                (f"{CASE}.due", f"{URGENT}.due", SPOT),
            ),
            Indicator(
                "urgent_closed_on_time",
                _("紧急按期结案率"),
                _("按期结案的紧急案件 ÷（应结案的紧急案件 − 缓办）"),
                (f"{URGENT}.met", URGENT_SPOT),
                (f"{URGENT}.due", URGENT_SPOT),
            ),
            Indicator(
                "urgent_closed",
                _("紧急结案率"),
                _("结案的紧急案件 ÷（应结案的紧急案件 − 缓办）"),
                (f"{URGENT}.met", f"{URGENT}.late", URGENT_SPOT),
                (f"{URGENT}.due", URGENT_SPOT),
            ),
            Indicator(
                "reworked",
                _("返工率"),
                _("返工的案件 ÷ 处置的案件"),
                ("grid.cases.reworked",),
                ("grid.cases.answered",),
                low=True,
                each=True,
            ),
            Indicator(
                "extended",
                _("延期率"),
                _("延期的案件 ÷ 派遣的案件"),
                ("grid.cases.extended",),
                ("grid.cases.dispatched",),
                low=True,
                each=True,
            ),
        ),
    ),
    (
        WHISTLES,
        (
            Indicator(
                "responded",
                _("响应率"),
                _("按时报到的单位次 ÷ 应报到的单位次"),
                ("grid.whistle.arrive.met",),
                ("grid.whistle.arrive.due",),
            ),
            Indicator(
                "whistle_solved",
                _("哨解决率"),
                _("解决的哨 ÷ 吹响的哨"),
                ("grid.whistle.solved",),
                ("grid.whistles",),
                each=True,
            ),
            Indicator(
                "whistle_again",
                _("复发率"),
                _("30 天内 100 米以内又吹的同一种哨 ÷ 吹响的哨"),
                ("grid.whistle.again",),
                ("grid.whistles",),
                low=True,
                each=True,
            ),
            Indicator(
                "whistled",
                _("吹哨率"),
                _("吹响的哨 ÷ 立案的案件和诉求；太低、太高都不好，不排名"),
                ("grid.whistles",),
                ("grid.cases.filed", "grid.requests"),
                band=(1, 10),
            ),
        ),
    ),
)
INDICATORS = tuple(one for _name, group in GROUPS for one in group)
RANKED = tuple(one for one in INDICATORS if one.band is None)
EACH = frozenset(code for one in INDICATORS if one.each for code in (*one.part, *one.whole))
CODES = frozenset(code for one in INDICATORS for code in (*one.part, *one.whole))


def percentile(values: list[float], percent: int) -> float | None:
    """Return the smallest value that so many per cent do not exceed; None of none."""
    if not values:
        return None
    return sorted(values)[max(0, -(-len(values) * percent // 100) - 1)]
