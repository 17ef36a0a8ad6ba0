"""Result sheets: each version is written once, whole, and never edited."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from yike.core.record.deed import Deed
from yike.engines.contest import Standing
from yike.engines.faults import Fault
from yike.rooms.almanac.models.appeals import Appeal, ResultSheet
from yike.rooms.almanac.models.contests import Contest, Team
from yike.rooms.almanac.queries import contests as queries


def rows_of(standings: list[Standing]) -> list[dict[str, Any]]:
    """Return a result as it is kept in a sheet."""
    return [
        {
            "place": one.place,
            "team": one.team,
            "score": str(one.score),
            "mean": str(one.mean),
            "deducted": str(one.deducted) if one.deducted else "",
            "dropped": list(one.dropped),
            "tied_by": one.tied_by,
            "shared": one.shared,
        }
        for one in standings
    ]


def first_sheet(d: Deed, contest: Contest) -> ResultSheet:
    """Write the first version, and each team's place and score."""
    return _sheet(d, contest, 1, None)


def next_sheet(d: Deed, contest: Contest, appeal: Appeal) -> ResultSheet:
    """Write the next version after a ruling. Raises ``Fault`` where no score and no place would change."""
    last = ResultSheet.objects.filter(contest=contest).order_by("-number").first()
    if last is None:  # published before versions were kept: what the teams carry is the first one
        last = d.add(
            ResultSheet(
                contest=contest,
                number=1,
                rows=_as_it_stood(contest),
                by=contest.checked_by,
                at=contest.published_at or d.at,
            )
        )
    made = _sheet(d, contest, last.number + 1, appeal)
    if _told(made) == _told(last):
        raise Fault(
            "这样改，成绩和名次都不变",
            "no score and no place would change by that",
            do_zh="请核对；不影响成绩的，申诉不成立",
            do_en="Check it; what does not change the result is refused",
        )
    return made


def _told(sheet: ResultSheet) -> list[tuple[str, int, Decimal]]:
    return [(row["team"], row["place"], Decimal(row["score"])) for row in sheet.rows]


def _sheet(d: Deed, contest: Contest, number: int, appeal: Appeal | None) -> ResultSheet:
    standings = queries.standings(contest)
    teams = {team.name: team for team in Team.objects.filter(contest=contest)}
    for one in standings:
        d.change(teams[one.team], place=one.place, score=one.score)
    told = {"rows": rows_of(standings), "appeal": appeal, "by": d.by.user, "at": d.at}
    return d.add(ResultSheet(contest=contest, number=number, **told))


def _as_it_stood(contest: Contest) -> list[dict[str, Any]]:
    teams = Team.objects.filter(contest=contest, place__isnull=False).order_by("place", "order")
    blank = {"mean": "", "deducted": "", "dropped": [], "tied_by": "", "shared": False}
    step = Decimal(1).scaleb(-contest.decimals)
    return [
        {"place": one.place, "team": one.name, "score": str(one.score.quantize(step)), **blank}
        for one in teams
    ]
