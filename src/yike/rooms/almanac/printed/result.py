"""What stands on the result sheet of a contest: places, each score, deductions, what told ties apart, who signs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yike.engines.contest.ranking import rounded
from yike.engines.contest.scoring import total
from yike.rooms.almanac.models.appeals import ResultSheet
from yike.rooms.almanac.models.contests import Contest
from yike.rooms.almanac.printed.setting import typeset
from yike.rooms.almanac.queries import contests as queries
from yike.rooms.almanac.worksheets import Sheet, workbook

PRIZES = 3  # places on the prize list
WIDE = 5  # judges beyond whom the sheet lies on its side


@dataclass(frozen=True)
class Result:
    """One version of a result with all that is printed of it. ``last`` is the number of the version that stands."""

    contest: Contest
    sheet: ResultSheet
    last: int

    @property
    def judges(self) -> list[str]:
        """Return the judges whose scores stand on the sheet: none on a version that was replaced since."""
        rows = self.contest.judges.values_list("name", flat=True)
        return list(rows) if self.sheet.number == self.last else []

    def heads(self) -> list[str]:
        """Return the heads of the columns."""
        return [_("名次"), _("队名"), *self.judges, _("平均"), _("扣分"), _("得分"), _("同分时看")]

    def rows(self) -> list[list[str]]:
        """Return a row for each team, the best first; a judge's score that was dropped stands in brackets."""
        given = self._given() if self.judges else {}
        return [self._row(one, given) for one in self.sheet.rows]

    def _row(self, one: dict[str, Any], given: dict[tuple[str, str], Decimal]) -> list[str]:
        scores = [self._score(one, judge, given) for judge in self.judges]
        tie = one["tied_by"] or (_("并列") if one["shared"] else "")
        return [str(one["place"]), one["team"], *scores, one["mean"], one["deducted"], one["score"], tie]

    def _score(self, one: dict[str, Any], judge: str, given: dict[tuple[str, str], Decimal]) -> str:
        score = given.get((one["team"], judge))
        told = "" if score is None else str(score)
        return f"({told})" if judge in one["dropped"] else told

    def _given(self) -> dict[tuple[str, str], Decimal]:
        rules = queries.rules_of(self.contest)
        sheets = queries.sheets_of(self.contest)
        return {(one.team, one.judge): rounded(total(rules, one), rules.decimals) for one in sheets}

    def said(self) -> list[str]:
        """Return how it was judged, a line each."""
        return list(self._said())

    def _said(self) -> Iterator[str]:
        row = self.contest
        parts = [
            _("{name} {weight}%（满分 {most}）").format(name=name, weight=weight, most=most)
            for name, weight, most in row.criteria
        ]
        yield _("评分项：{parts}").format(parts=_("、").join(parts))
        yield _("去掉 {high} 个最高分、{low} 个最低分，其余平均；括号里是去掉的分。").format(
            high=row.drop_highest, low=row.drop_lowest
        )
        if row.ties:
            yield _("同分时先看：{names}；仍然相同就并列，后面的名次空出。").format(
                names=_("、").join(row.ties)
            )
        else:
            yield _("同分就并列，后面的名次空出。")

    def deductions(self) -> list[str]:
        """Return what was taken off whom, and why."""
        rows = self.contest.deductions.select_related("team")
        return [f"{one.team.name} −{one.points} {one.reason}" for one in rows]

    def prizes(self) -> list[list[str]]:
        """Return the first places with their teams."""
        found: dict[int, list[str]] = {}
        for one in self.sheet.rows:
            if one["place"] <= PRIZES:
                found.setdefault(one["place"], []).append(one["team"])
        return [[_("第 {n} 名").format(n=n), _("、").join(teams)] for n, teams in sorted(found.items())]

    def signatures(self) -> list[str]:
        """Return who signs: each judge, who checked it, and the leader of the contest with the day."""
        judges = [
            _("评委 {name}").format(name=name) for name in self.contest.judges.values_list("name", flat=True)
        ]
        checker = self.contest.checked_by
        return [*judges, _("复核人 {name}").format(name=checker.name if checker else ""), _("日期")]

    def _told(self) -> dict[str, Any]:
        activity, sheet = self.contest.activity, self.sheet
        when = f"{timezone.localtime(sheet.at):%Y-%m-%d %H:%M}"
        version = _("第 {n} 版，{when} 公布").format(n=sheet.number, when=when)
        old = sheet.number != self.last
        return {
            "lang": (get_language() or "zh")[:2],
            "title": _("{title} 成绩单").format(title=activity.shown_title),
            "about": f"{timezone.localtime(activity.starts_at):%Y-%m-%d} · {activity.where} · {version}",
            "replaced": _("这一版已由第 {n} 版代替").format(n=self.last) if old else "",
            "wide": len(self.judges) > WIDE,
            "heads": self.heads(),
            "rows": self.rows(),
            "rules": self.said(),
            "deductions": [] if old else self.deductions(),
            "prizes": self.prizes(),
            "signatures": self.signatures(),
            "words": {"deductions": _("扣分"), "prizes": _("获奖名单"), "signed": _("签名")},
            "foot": f"{activity.code} · {version}",
        }

    def pdf(self) -> bytes:
        """Return the sheet as PDF, A4."""
        return typeset("result.typ", self._told())

    def png(self) -> bytes:
        """Return the first sheet as PNG."""
        return typeset("result.typ", self._told(), "png")

    def xlsx(self) -> bytes:
        """Return the table as a workbook. What begins like a formula is written as the text it is."""
        return workbook(Sheet(_("成绩单"), self.heads(), self.rows()))
