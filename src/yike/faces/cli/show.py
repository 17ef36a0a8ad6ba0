"""How answers look on a terminal: shares, minutes and tables. Only words here, no sums."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from yike.faces.cli.language import Say
from yike.faces.cli.screen import Screen

if TYPE_CHECKING:
    from yike.rooms.circle.surveys.bands import Bands
    from yike.rooms.circle.surveys.batch import Batch, Result
    from yike.rooms.circle.surveys.nearby import Nearby
    from yike.rooms.circle.surveys.plans import Difference
    from yike.rooms.circle.surveys.preparing import Prepared
    from yike.rooms.circle.surveys.sites import Chosen
    from yike.rooms.circle.surveys.surveyed import Note, Survey

GAPS_SHOWN = 8
STATES = {"done": ("算好", "done"), "kept": ("已有", "kept"), "failed": ("失败", "failed")}


def share_text(share: float | None) -> str:
    """Return a share as a percentage, a dash where there is none to speak of."""
    return "–" if share is None or math.isnan(share) else f"{100 * share:.1f} %"


def minutes_text(ds: int | None, say: Say) -> str:
    """Return deciseconds as minutes, or the words for a place nobody reaches."""
    return say("不可达", "not reachable") if ds is None else f"{ds / 600:.1f}"


def points_text(change: float | None) -> str:
    """Return a change of share in percentage points, with its sign."""
    return "–" if change is None or math.isnan(change) else f"{100 * change:+.1f}"


def count_text(number: float) -> str:
    """Return a count with thousands apart."""
    return f"{number:,.0f}" if float(number).is_integer() else f"{number:,.1f}"


def weight_text(name: str, say: Say) -> str:
    """Return a weight as a heading: a column's own name, or the word for homes where no column was named."""
    return say("户", name) if name == "homes" else name


def show_notes(screen: Screen, notes: Iterable[Note]) -> None:
    """Show what has to be known beside the numbers."""
    for note in notes:
        screen.note(f"· {note.zh}", f"· {note.en}")


def show_prepared(screen: Screen, made: Prepared) -> None:
    """Show what was found in the streets."""
    say, streets = screen.say, made.streets
    rows = [
        (say("节点", "Nodes"), count_text(streets.nodes)),
        (say("路段", "Segments"), count_text(streets.segments)),
        (say("长度", "Length"), f"{streets.length.sum() / 1000:,.1f} km"),
        (say("有名字的街道", "Named streets"), count_text(len(streets.names))),
        (say("连通片", "Components"), f"{made.components:,}"),
        (say("最大一片占", "Largest holds"), share_text(made.largest)),
        (say("步速", "Paces"), ", ".join(made.paces)),
    ]
    rows += [
        (say("另一片：", "Another: ") + (part.name or say("无名道路", "unnamed")), share_text(part.share))
        for part in made.parts[1:4]
    ]
    screen.table("", (say("街道", "Streets"), ""), rows, right=1)
    from yike.rooms.circle.surveys.remarks import street_note

    for note in map(street_note, streets.source.notes):
        screen.note(note.zh, note.en)
    screen.line(f"存成：{made.out}", f"Saved: {made.out}")


def show_cover(screen: Screen, survey: Survey) -> None:
    """Show the table of cover: a line a kind, a column a weight."""
    say, cover = screen.say, survey.cover
    weights = [weight_text(name, say) for name in cover.weights]
    limits = survey.limits.ds
    rows = [
        (
            kind,
            count_text((survey.points.kind == k).sum()),
            f"{limits[k] / 600:g}",
            *map(share_text, cover.share[k]),
        )
        for k, kind in enumerate(cover.kinds)
    ]
    if survey.baskets is not None:
        names = [say("全部类别", "all kinds") if one == "all" else one for one in survey.baskets.kinds]
        shares = survey.baskets.share
        rows += [(name, "", "", *map(share_text, shares[i])) for i, name in enumerate(names)]
    headers = (say("类别", "Kind"), say("点数", "Points"), say("时限（分）", "Limit (min)"), *weights)
    screen.table(say("走得到的占比", "Share within reach"), headers, rows, right=1)


def show_gaps(screen: Screen, survey: Survey) -> None:
    """Show the heaviest gaps."""
    if not survey.gaps:
        return
    say, weight = screen.say, survey.cover.weights[0]
    rows = [
        (
            survey.kinds[gap.kind],
            gap.where or say("无名路", "unnamed street"),
            count_text(gap.weights.get(weight, float(len(gap.homes)))),
            minutes_text(gap.worst_ds, say),
        )
        for gap in sorted(survey.gaps, key=lambda gap: -gap.weights.get(weight, 0.0))[:GAPS_SHOWN]
    ]
    title = say(f"最大的盲区（共 {len(survey.gaps)} 片）", f"Largest gaps (of {len(survey.gaps)})")
    worst = say("最远（分）", "Worst (min)")
    screen.table(
        title, (say("类别", "Kind"), say("在", "Where"), weight_text(weight, say), worst), rows, right=2
    )


def show_survey(screen: Screen, survey: Survey) -> None:
    """Show cover, gaps and what has to be known beside them."""
    from yike.rooms.circle.surveys.remarks import remarks

    show_cover(screen, survey)
    show_gaps(screen, survey)
    show_notes(screen, remarks(survey))


def show_nearby(screen: Screen, answer: Nearby) -> None:
    """Show the nearest points and, if asked for, how to walk there."""
    say = screen.say
    rows = [
        (one.kind, one.name or one.id, one.id, f"{one.ds / 600:.1f}")
        + ((count_text(round(one.way.metres)),) if one.way else ())
        for one in answer.found
    ]
    rows += [(kind, say("不可达", "not reachable"), "", "") for kind in answer.missing]
    headers = [say("类别", "Kind"), say("服务点", "Point"), say("编号", "Id"), say("分钟", "Minutes")]
    if any(one.way for one in answer.found):
        headers.append(say("米", "Metres"))
    screen.table("", headers, [row + ("",) * (len(headers) - len(row)) for row in rows], right=3)
    for one in answer.found:
        if one.way:
            screen.line(f"\n{one.kind} · {one.name or one.id}", f"\n{one.kind} · {one.name or one.id}")
            for line in one.way.lines(screen.language):
                screen.line(f"  {line}", f"  {line}")


def show_bands(screen: Screen, bands: Bands, out: Path) -> None:
    """Show how large each band is."""
    say = screen.say
    rows = [
        (f"{minutes:g}", f"{size:.3f}")
        for minutes, size in zip(bands.minutes, bands.square_km(), strict=True)
    ]
    screen.table("", (say("分钟", "Minutes"), say("平方公里", "km²")), rows, right=0)
    screen.line(f"存成：{out}", f"Saved: {out}")


def show_sites(screen: Screen, chosen: Chosen, out: Path | None) -> None:
    """Show the sites, a sentence for each, and how sure we are."""
    say = screen.say
    rows = [
        (str(rank), say(site.zh, site.en), f"{site.lon:.6f},{site.lat:.6f}")
        for rank, site in enumerate(chosen.sites, 1)
    ]
    headers = ("", say("地点", "Place"), say("经度,纬度", "LON,LAT"))
    screen.table(say("新设的点", "New points"), headers, rows, right=3)
    for site in chosen.sites:
        screen.line(f"· {site.why_zh}", f"· {site.why_en}")
    screen.line(chosen.sure_zh, chosen.sure_en)
    show_notes(screen, chosen.notes)
    if out is not None:
        screen.line(f"存成：{out}", f"Saved: {out}")


def show_difference(screen: Screen, answer: Difference) -> None:
    """Show cover before and after, who gains and who loses."""
    say, changes = screen.say, answer.comparison.changes
    moved = {one.kind for one in changes if one.difference}
    rows = [
        (
            one.kind,
            one.area or say("全部", "all"),
            weight_text(one.weight, say),
            share_text(one.before),
            share_text(one.after),
            points_text(one.difference),
        )
        for one in changes
        if one.kind in moved and (one.area is None or one.difference)
    ]
    headers = [say("类别", "Kind"), say("片区", "Area"), say("权重", "Weight")]
    headers += [say("原来", "Before"), say("以后", "After"), say("变化（百分点）", "Change (points)")]
    if rows:
        screen.table(say("覆盖的变化", "Change of cover"), headers, rows, right=3)
    if same := [kind for kind in dict.fromkeys(one.kind for one in changes) if kind not in moved]:
        screen.line(f"覆盖不变：{'、'.join(same)}", f"Cover unchanged: {', '.join(same)}")
    for one in answer.comparison.moved:
        gained, lost = (
            say("，", ", ").join(f"{weight_text(w, say)} {count_text(v)}" for w, v in part.items())
            for part in (one.gained, one.lost)
        )
        if len(one.gain) or len(one.lose):
            screen.line(f"{one.kind}：得益 {gained}；受损 {lost}", f"{one.kind}: gain {gained}; lose {lost}")
    show_notes(screen, answer.notes)


def one_line(screen: Screen, result: Result) -> str:
    """Return one city's outcome in a line; why a city failed is told in the end, once."""
    return f"{result.name} {screen.say(*STATES[result.state])} {result.seconds:.1f} s"


def show_batch(screen: Screen, batch: Batch, out: Path) -> None:
    """Show the cities that failed, by reason, and where the results are."""
    say = screen.say
    why: dict[str, list[str]] = {}
    for one in batch.results:
        if one.state == "failed":
            why.setdefault(say(one.zh, one.en), []).append(one.name)
    for reason, names in why.items():
        screen.line(f"没算成：{'、'.join(names)}。{reason}", f"Failed: {', '.join(names)}. {reason}")
    done, all_ = len(batch.results) - batch.failed, len(batch.results)
    screen.line(f"{all_} 座城，算成 {done} 座：{out}", f"{done} of {all_} cities done: {out}")
