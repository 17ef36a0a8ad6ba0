"""``yike ask``: the office's own circle: the nearest open points, the ground reached, who is covered."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from yike.faces.cli import options
from yike.faces.cli.language import Say
from yike.faces.cli.screen import Screen
from yike.faces.cli.shape import Command, Group
from yike.faces.cli.values import Moment, Number, OneOf, Place

if TYPE_CHECKING:
    from yike.rooms.circle.walking.answers import Found, Near

PATIENCE = 600.0  # seconds until the streets are read
DAYS = ("now", "any", "0", "1", "2", "3", "4", "5", "6")
RULES = ("15", "5", "10", "30", "gb50180", "tdt1062", "commerce")


def build(say: Say) -> click.Command:
    """Return the group in the language of ``say``."""
    text = say(
        "问本街道的圈：最近开着的点、走得到的地面、覆盖多少人；用办公系统里的站点、居民和街道图",
        "Ask the office's own circle: nearest open points, ground reached, who is covered, by its own data",
    )
    short = say("问本街道的圈", "ask the office's own circle")
    group = Group("ask", say=say, help=text, short_help=short, params=[options.language(say)])
    for make in (_nearest, _reach, _cover):
        group.add_command(make(say))
    return group


def _at(say: Say) -> click.Option:
    text = say("哪一刻；不写就是现在", "At which moment; now where not given")
    return click.Option(["--at"], type=Moment(), metavar='"YYYY-MM-DD HH:MM"', help=text)


def _walk(say: Say) -> list[click.Parameter]:
    return [options.start(say), _at(say), options.pace(say), options.as_json(say), options.language(say)]


def _nearest(say: Say) -> click.Command:
    text = say("最近的、那时开着的站点", "The nearest points that are open then")
    item = say("能办这件事的：事项编码", "That offer this item: its code")
    kind = say("这一类的：bank、service_station……", "Of this kind: bank, service_station …")
    count = say("几个（默认 5）", "How many (default 5)")
    params: list[click.Parameter] = [
        click.Option(["--item"], metavar="CODE", help=item),
        click.Option(["--kind"], metavar="KIND", help=kind),
        click.Option(["--count"], type=Number(1, 50, whole=True), default=5, metavar="K", help=count),
    ]
    return Command(
        "nearest", say=say, help=text, short_help=text, params=[*params, *_walk(say)], callback=run_nearest
    )


def _reach(say: Say) -> click.Command:
    text = say("几分钟走得到的地面，GeoJSON", "The ground reached in so many minutes, as GeoJSON")
    params = [options.minutes(say), *_walk(say)]
    return Command("reach", say=say, help=text, short_help=text, params=params, callback=run_reach)


def _cover(say: Say) -> click.Command:
    text = say(
        "各社区多少户、多少老人走得到；少于五的数不说",
        "How many households and elders of each community reach it; numbers below five are not told",
    )
    name = say("哪一类站点，或哪一篮子（daily、elder）", "Which kind of point, or basket (daily, elder)")
    day = say(
        "星期几：0 是周一；now 现在，any 不看时间",
        "Day of the week, 0 is Monday; now; any: whatever the hours",
    )
    hour = say("几点（默认 10）", "Hour of the day (default 10)")
    near = say("多近算够得着：分钟，或标准", "How near is near enough: minutes, or a standard")
    params: list[click.Parameter] = [
        click.Option(["--name"], default="service_station", metavar="NAME", help=name),
        click.Option(["--day"], type=OneOf(DAYS), default="now", metavar="|".join(DAYS), help=day),
        click.Option(["--hour"], type=Number(0, 23, whole=True), default=10, metavar="H", help=hour),
        click.Option(["--rules"], type=OneOf(RULES), default="15", metavar="|".join(RULES), help=near),
        options.pace(say),
        options.within(say),
        options.as_json(say),
        options.language(say),
    ]
    return Command("cover", say=say, help=text, short_help=text, params=params, callback=run_cover)


def _moment(at: datetime | None) -> datetime:
    """Return the moment asked about in the office's own time, naive; the present one where none is."""
    from django.utils import timezone

    from yike.core.record.clock import now

    return at or timezone.localtime(now()).replace(tzinfo=None, second=0, microsecond=0)


@click.pass_context
def run_nearest(
    context: click.Context,
    /,
    *,
    start: Place,
    at: datetime | None,
    pace: str,
    item: str | None,
    kind: str | None,
    count: int,
    as_json: bool,
) -> None:
    """Ask and show."""
    from yike.faces.cli.office import enter

    screen = Screen(context.obj, as_json=as_json)
    enter(screen.language)
    from yike.rooms.circle import standing
    from yike.rooms.circle.walking.asks import Wish

    key = None if item is None else _item(item)
    wish = Wish(start.lon, start.lat, _moment(at), pace, key, kind, count=count)
    near = standing.town(PATIENCE).nearest(wish)
    found = _lines(near.found)
    if as_json:
        screen.answer({"walked": near.walked, "open": found, "later": _lines(near.later)})
        return
    if not found:
        screen.line(*_none_open(near))
        return
    head = [
        screen.say("站点", "Point"),
        screen.say("到", "Until"),
        screen.say("分钟", "min") if near.walked else screen.say("分钟（直线估算）", "min (straight line)"),
        screen.say("米", "m"),
    ]
    rows = [
        [one["name"], one["closes"] or "", f"{one['seconds'] / 60:.1f}", str(one["metres"])] for one in found
    ]
    screen.table(screen.say("最近开着的", "Nearest open points"), head, rows, right=2)


def _none_open(near: Near) -> tuple[str, str]:
    """Say that nothing is open, and which of the nearest points opens first."""
    if not near.offered:
        return "没有合要求的站点。", "There is no such point."
    opening = sorted((one for one in near.later if one.opens), key=lambda one: (one.opens, one.ds))
    if not opening:
        zh = "那时没有开着的站点，近处的也没有说什么时候再开。"
        return zh, "No point is open then, and none of the near ones says when it opens again."
    (first,) = _lines(tuple(opening[:1]))
    when, minutes = f"{opening[0].opens:%Y-%m-%d %H:%M}", f"{first['seconds'] / 60:.1f}"
    walk_zh, walk_en = f"走 {minutes} 分钟", f"{minutes} minutes' walk"
    if not near.walked:
        walk_zh, walk_en = (
            f"按直线估算约 {minutes} 分钟",
            f"some {minutes} minutes, estimated along a straight line",
        )
    return (
        f"那时没有开着的站点。近处最早再开的是{first['name']}：{when} 开门，{walk_zh}。",
        f"No point is open then. Of the near ones {first['name']} opens first: {when}, {walk_en}.",
    )


def _item(code: str) -> int:
    """Return the key of an item in use. Raises ``Fault`` for a code nobody has."""
    from yike.engines.faults import Fault
    from yike.rooms.circle.queries import items

    key = items().filter(code=code).values_list("pk", flat=True).first()
    if key is None:
        raise Fault(
            f"没有编码是“{code[:40]}”的事项",
            f"no item has the code {code[:40]}",
            do_zh="yike export points 可以列出全部",
            do_en="yike export points lists all",
        )
    return int(key)


def _lines(found: tuple[Found, ...]) -> list[dict[str, Any]]:
    from yike.rooms.circle.models import ServicePoint

    points = ServicePoint.objects.in_bulk([one.id for one in found])
    return [
        {
            "code": points[one.id].code,
            "name": points[one.id].name,
            "seconds": one.ds / 10,
            "metres": round(one.metres),
            "closes": one.closes and one.closes.isoformat(),
            "opens": one.opens and one.opens.isoformat(),
        }
        for one in found
    ]


@click.pass_context
def run_reach(
    context: click.Context,
    /,
    *,
    start: Place,
    minutes: float,
    at: datetime | None,
    pace: str,
    as_json: bool,
) -> None:
    """Ask and show."""
    from yike.faces.cli.office import enter

    screen = Screen(context.obj, as_json=as_json)
    enter(screen.language)
    import shapely

    from yike.rooms.circle import standing
    from yike.rooms.circle.walking.asks import Wish

    wish = Wish(start.lon, start.lat, _moment(at), pace)
    (ground,) = standing.town(PATIENCE).grounds(wish, (minutes,))
    screen.answer(
        {
            "type": "Feature",
            "properties": {"minutes": minutes, "pace": pace},
            "geometry": shapely.geometry.mapping(ground),
        }
    )


@click.pass_context
def run_cover(
    context: click.Context,
    /,
    *,
    name: str,
    day: str,
    hour: int,
    rules: str,
    pace: str,
    within: str | None,
    as_json: bool,
) -> None:
    """Ask and show."""
    from yike.faces.cli.office import area_of, enter

    screen = Screen(context.obj, as_json=as_json)
    enter(screen.language)
    from yike.rooms.circle import standing
    from yike.rooms.circle.board import tables
    from yike.rooms.circle.board.asked import Asked

    said = Asked(_known(name), pace, "" if day == "now" else day, hour, "" if rules == "15" else rules)
    areas = tables.communities_in(area_of(within)) if within else tables.all_communities()
    board = standing.town(PATIENCE).board(said.question)
    lines = tables.lines(board, said.name, areas, frozenset())
    if as_json:
        screen.answer({"communities": [_told(line) for line in lines]})
        return
    head = [screen.say(*words) for words in HEAD]
    rows = [[str(line.area), *(text for one in _shares(line) for text in _texts(one))] for line in lines]
    screen.table(said.label, head, rows, right=1)


HEAD = (
    ("社区", "Community"),
    ("户", "households"),
    ("走得到", "reach it"),
    ("老人", "elders"),
    ("走得到", "reach it"),
)


def _known(name: str) -> str:
    """Return what is asked about. Raises ``Fault`` for what is neither a kind nor a basket."""
    from yike.engines.faults import Fault
    from yike.rooms.circle.board.asked import names

    known = [one for one, _words in names()]
    if name in known:
        return name
    listed = "、".join(known)
    raise Fault(
        f"没有“{name[:20]}”这一类",
        f"there is no kind {name[:20]}",
        do_zh=f"请用其中之一：{listed}",
        do_en=f"Use one of: {listed.replace('、', ', ')}",
    )


def _shares(line: Any) -> tuple[Any, Any]:
    return line.households, line.elders


def _texts(share: Any) -> tuple[str, str]:
    return share.total_text, share.covered_text


def _told(line: Any) -> dict[str, Any]:
    return {
        "code": line.area.code,
        "name": line.area.name,
        "households": line.households.total_told,
        "households_covered": line.households.covered_told,
        "elders": line.elders.total_told,
        "elders_covered": line.elders.covered_told,
    }
