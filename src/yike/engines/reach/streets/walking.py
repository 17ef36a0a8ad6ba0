"""The walking filter: which drawn way a person may walk, and what they meet there, tag by tag.

Everything is a table. ``docs/walking-filter.md`` prints the same tables and a test keeps the two equal.
Meanings follow the OpenStreetMap wiki ("Key:highway", "Key:foot", "Key:access", "Key:barrier",
"OSM tags for routing/Access restrictions"); where it leaves a choice, the reason stands in the table.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from yike.engines.faults import Fault
from yike.engines.reach.hours import Hours
from yike.engines.reach.streets.model import Mark

Tags = Mapping[str, str]
NONE = Mark(0)


class May(Enum):
    """Whether a class of way is for walking."""

    YES = "yes"
    IF_SAID = "if foot says so"
    NEVER = "never"


@dataclass(frozen=True)
class Row:
    """One line of a table: the values of a tag, what follows, and why, in Chinese and English."""

    values: tuple[str, ...]
    may: May
    mark: Mark
    zh: str
    en: str


def _row(values: str, may: May, mark: Mark, zh: str, en: str) -> Row:
    return Row(tuple(values.split()), may, mark, zh, en)


ROADS = "trunk trunk_link primary primary_link secondary secondary_link tertiary tertiary_link"
HIGHWAYS: tuple[Row, ...] = (
    _row("footway path pedestrian", May.YES, Mark.FOOTWAY, "步行道", "for walkers"),
    _row("steps", May.YES, Mark.FOOTWAY | Mark.STEPS, "台阶", "stairs"),
    _row("corridor platform elevator access_ramp", May.YES, Mark.FOOTWAY, "建筑与车站内的步行道",
         "ways inside buildings and stations"),
    _row("cycleway bridleway", May.YES, Mark.FOOTWAY, "多数地方允许步行，不许时有 foot=no",
         "mostly open to walkers; foot=no says where not"),
    _row("living_street residential unclassified service road", May.YES, NONE, "街巷", "streets and lanes"),
    _row("track byway minor unsurfaced ford", May.YES, NONE, "机耕路与旧标签", "tracks and old tags"),
    _row(ROADS, May.YES, NONE, "有人行道或可靠边走", "walked along the side or the pavement"),
    _row("crossing", May.YES, Mark.CROSSING, "画成线的过街处", "a crossing drawn as a way"),
    _row("busway bus_guideway raceway escape via_ferrata rest_area services", May.IF_SAID, NONE,
         "只有 foot=* 写明可走才算", "only where foot=* says so"),
    _row("motorway motorway_link", May.NEVER, NONE, "高速公路", "motorways"),
    _row("construction proposed planned abandoned razed demolished disused removed", May.NEVER, NONE,
         "还没有或已不在", "not there yet, or no more"),
)  # fmt: skip
PUBLIC = frozenset(("living_street", "residential", "unclassified", "road", *ROADS.split()))
UNKNOWN = Row(
    ("*",),
    May.IF_SAID,
    NONE,
    "不认识的值：只有 foot=* 写明可走才算",
    "any other value: only where foot=* says so",
)

PERMISSIONS: tuple[Row, ...] = (
    _row("yes designated permissive official public destination customers residents discouraged", May.YES, NONE,
         "可走；去那里的人、住那里的人都算", "open, also to those who live or have business there"),
    _row("agricultural forestry delivery", May.YES, NONE, "实际上只管车辆", "binds vehicles, in practice"),
    _row("no private permit restricted use_sidepath military emergency staff employees", May.NEVER, NONE,
         "不许走", "closed to walkers"),
)  # fmt: skip

BARRIERS: tuple[Row, ...] = (
    _row("gate sally_port wicket_gate sliding_gate door", May.YES, Mark.GATE, "门：写了开放时间就按时间",
         "gates: by their hours where given"),
    _row("hampshire_gate bump_gate", May.YES, Mark.GATE | Mark.NO_WHEELCHAIR, "农场门", "farm gates"),
    _row("lift_gate swing_gate bollard block chain cable barrier_board toll_booth border_control entrance "
         "height_restrictor jersey_barrier planter bus_trap spikes rope no yes", May.YES, NONE,
         "挡车不挡人", "stops cars, not walkers"),
    _row("cycle_barrier motorcycle_barrier chicane kissing_gate stile horse_stile turnstile log cattle_grid "
         "full-height_turnstile debris", May.YES, Mark.NO_WHEELCHAIR, "人能过，轮椅过不去",
         "a walker passes, a wheelchair does not"),
    _row("kerb", May.YES, NONE, "看 kerb=*，没写按高路缘", "see kerb=*; raised where it is missing"),
    _row("fence wall hedge city_wall retaining_wall ditch guard_rail", May.NEVER, NONE,
         "墙与栏，除非 foot/access 写明可过", "walls and fences, unless foot or access says otherwise"),
)  # fmt: skip

KERBS: tuple[Row, ...] = (
    _row("raised regular normal high", May.YES, Mark.KERB, "高路缘", "a raised kerb"),
    _row("lowered flush no rolled yes", May.YES, NONE, "低路缘或没写高低", "lowered, or height not said"),
)
SQUARES: tuple[tuple[str, str], ...] = (
    ("highway", "pedestrian"),
    ("highway", "footway"),
    ("highway", "path"),
    ("place", "square"),
)  # with area=yes or as a multipolygon; place=square needs no more
ROUGH: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("wheelchair", ("no",)),
    ("smoothness", ("bad", "very_bad", "horrible", "very_horrible", "impassable")),
    ("surface", ("sand", "mud", "rock", "rocks", "gravel", "pebblestone", "grass", "dirt", "earth", "ground",
                 "snow", "ice", "unhewn_cobblestone", "stepping_stones", "woodchips")),
    ("conveying", ("yes", "forward", "backward", "reversible")),
    ("sac_scale", ("mountain_hiking", "demanding_mountain_hiking", "alpine_hiking",
                   "demanding_alpine_hiking", "difficult_alpine_hiking")),
)  # fmt: skip
NARROWEST = 0.8  # metres a wheelchair needs, GB 50763-2012 names 0.9 for doors after fitting
CROSSING_KEYS = ("footway", "path", "cycleway")  # footway=crossing and its kin
LIGHTS = ("traffic_signals", "pelican", "puffin", "toucan", "pegasus")

NODE_KEYS = ("barrier", "highway", "crossing", "crossing:signals", "kerb", "ele")
WAY_KEYS = ("highway", "place", "man_made", "natural", "waterway")
# The only keys the filter looks at: ways that agree in these get one verdict.
READ_KEYS = frozenset(
    (
        *(
            "highway",
            "area",
            "place",
            "man_made",
            "foot",
            "access",
            "motorroad",
            "service",
            "route",
            "footway",
        ),
        *(
            "path",
            "cycleway",
            "crossing",
            "crossing:signals",
            "barrier",
            "bridge",
            "tunnel",
            "kerb",
            "locked",
        ),
        *("opening_hours", "access:conditional", "foot:conditional", "oneway:foot", "foot:forward", "width"),
        *(
            "foot:backward",
            "conveying",
            "wheelchair",
            "smoothness",
            "surface",
            "sac_scale",
            "ramp:wheelchair",
        ),
    )
)


def _by_value(rows: tuple[Row, ...]) -> dict[str, Row]:
    return {value: row for row in rows for value in row.values}


_HIGHWAY, _PERMISSION = _by_value(HIGHWAYS), _by_value(PERMISSIONS)
_BARRIER, _KERB = _by_value(BARRIERS), _by_value(KERBS)


@dataclass(frozen=True)
class WayVerdict:
    """A way that may be walked. ``hours`` is empty where nothing limits them.

    ``crossing`` belongs on one piece of the way only, so that its wait is charged once.
    """

    mark: Mark
    hours: str = ""
    backwards: bool = False  # one-way for walkers against the drawing
    crossing: Mark = NONE  # CROSSING, and SIGNALS where it has lights
    area: bool = False  # a square: crossed, not walked along


@dataclass(frozen=True)
class NodeVerdict:
    """What a node does to the walkers that pass it. ``crossing`` as above."""

    blocks: bool = False
    mark: Mark = NONE
    hours: str = ""
    crossing: Mark = NONE
    kerb: bool = False


def _first(value: str) -> str:
    return value.split(";", 1)[0].strip()


def permitted(tags: Tags) -> bool | None:
    """Return what ``foot``, or where it is silent ``access``, says; None where both are silent."""
    for key in ("foot", "access"):
        row = _PERMISSION.get(_first(tags.get(key, "")))
        if row is not None:
            return row.may is May.YES
    return None


_RULE = re.compile(r"\s*(\w+)\s*@\s*(\([^)]*\)|[^;(]+)")
_SPAN = re.compile(r"(\d{1,2}:\d{2})-(\d{1,2}:\d{2})$")


def _rules(text: str) -> dict[bool, list[str]]:
    """Return the times at which a conditional restriction says yes and says no; other conditions are left out."""
    times: dict[bool, list[str]] = {True: [], False: []}
    for value, when in _RULE.findall(text):
        if value in _PERMISSION and _are_hours(when.strip("() ")):
            times[_PERMISSION[value].may is May.YES].append(when.strip("() "))
    return times


def _are_hours(text: str) -> bool:
    try:
        Hours.parse(text)
    except Fault:
        return False
    return True


def conditional_hours(text: str, otherwise: bool) -> str:
    """Return the opening hours that a conditional restriction comes to, empty where it says none.

    ``yes @ (06:00-22:00)`` where closed otherwise → ``06:00-22:00``; ``no @ (22:00-06:00)`` where open
    otherwise → ``06:00-22:00``. Conditions other than times (weight, weather, destination) are no hours.
    """
    times = _rules(text)
    if not otherwise:
        return "; ".join(times[True])
    shut = times[False]
    if len(shut) == 1 and (span := _SPAN.match(shut[0])):
        return f"{span[2]}-{span[1]}"
    return "; ".join(["24/7", *(f"{when} off" for when in shut)]) if shut else ""


def _open_when(tags: Tags, otherwise: bool, public: bool = False) -> tuple[bool, str]:
    """Return whether walkers may ever pass, and the hours that limit them.

    ``public`` streets that ``access:conditional`` shuts at times are shut to vehicles: school streets, market
    days, Sundays for strolling. Only ``foot:conditional`` shuts them to walkers.
    """
    hours = conditional_hours(tags.get("foot:conditional", ""), otherwise)
    if not hours and "foot" not in tags and not (public and otherwise):
        hours = conditional_hours(tags.get("access:conditional", ""), otherwise)
    if hours:
        return True, hours
    return otherwise, tags.get("opening_hours", "") if otherwise else ""


def _rough(tags: Tags) -> bool:
    if tags.get("wheelchair") in ("yes", "designated"):
        return False
    if any(tags.get(key) in values for key, values in ROUGH):
        return True
    try:
        return float(tags.get("width", "9").removesuffix("m")) < NARROWEST
    except ValueError:
        return False


def _there(value: str | None) -> bool:
    return value not in (None, "no")


def _lights(tags: Tags) -> bool:
    lit = tags.get("crossing:signals", "no") != "no" or tags.get("crossing") in LIGHTS
    return lit or "traffic_signals" in tags.get("highway", "").split(";")


def _crossing(tags: Tags) -> Mark:
    return Mark.CROSSING | Mark.SIGNALS if _lights(tags) else Mark.CROSSING


def _one_way(tags: Tags) -> tuple[bool, bool]:
    """Return (one-way for walkers, against the drawing). The plain ``oneway`` binds vehicles only."""
    forward = tags.get("oneway:foot") in ("yes", "1") or tags.get("foot:backward") == "no"
    backward = tags.get("oneway:foot") == "-1" or tags.get("foot:forward") == "no"
    forward = forward or tags.get("conveying") == "forward"
    backward = backward or tags.get("conveying") == "backward"
    return forward != backward, backward and not forward


def _way_marks(tags: Tags, mark: Mark) -> Mark:
    if tags.get("ramp:wheelchair") == "yes" or tags.get("wheelchair") in ("yes", "designated"):
        mark &= ~Mark.STEPS
    for key, bit in (("bridge", Mark.BRIDGE), ("tunnel", Mark.TUNNEL)):
        if _there(tags.get(key)) and tags.get(key) != "building_passage":
            mark |= bit
    if _KERB.get(tags.get("kerb", ""), UNKNOWN).mark:
        mark |= Mark.KERB
    return mark | Mark.NO_WHEELCHAIR if _rough(tags) else mark


def _class(tags: Tags) -> Row | None:
    """Return the row of the way's class, None where it is no way at all."""
    if tags.get("route") == "ferry":
        return None
    if "highway" in tags:
        return _HIGHWAY.get(_first(tags["highway"]), UNKNOWN)
    if tags.get("place") == "square" or tags.get("man_made") == "pier":
        return _HIGHWAY["footway"]
    return None


def is_square(tags: Tags) -> bool:
    """Return whether a closed way with these tags is an area that walkers cross."""
    if tags.get("place") == "square" and "highway" not in tags:
        return True
    return tags.get("area") == "yes" and any(tags.get(key) == value for key, value in SQUARES)


def way_verdict(tags: Tags) -> WayVerdict | None:
    """Return what a way with these tags means for walkers, None where they may not use it."""
    row = _class(tags)
    if row is None or row.may is May.NEVER or tags.get("service") == "private":
        return None
    default = row.may is May.YES and tags.get("motorroad") != "yes"
    said = permitted(tags)
    public = _first(tags.get("highway", "")) in PUBLIC
    may, hours = _open_when(tags, default if said is None else said, public)
    if not may or (tags.get("area") == "yes" and not is_square(tags)):
        return None
    gate = node_verdict(tags) if "barrier" in tags else NodeVerdict()
    if gate.blocks:
        return None
    crossing = _crossing(tags) if row.mark & Mark.CROSSING or _is_crossing_way(tags) else NONE
    mark = _way_marks(tags, row.mark & ~Mark.CROSSING) | gate.mark
    if crossing:
        mark &= ~Mark.FOOTWAY
    one_way, backwards = _one_way(tags)
    mark = mark | Mark.ONE_WAY_FOOT if one_way else mark
    return WayVerdict(mark, hours or gate.hours, backwards, crossing, is_square(tags))


def _is_crossing_way(tags: Tags) -> bool:
    return any(tags.get(key) == "crossing" for key in CROSSING_KEYS)


def _kerb_raised(tags: Tags) -> bool:
    if tags.get("wheelchair") in ("yes", "designated"):
        return False
    default = "raised" if tags.get("barrier") == "kerb" else ""
    return bool(_KERB.get(tags.get("kerb", default), UNKNOWN).mark)


def node_verdict(tags: Tags) -> NodeVerdict:
    """Return what a node with these tags does to walkers that pass it."""
    kerb = _kerb_raised(tags)
    kinds = tags.get("highway", "").split(";")
    crossed = ("crossing" in kinds and tags.get("crossing") != "no") or "traffic_signals" in kinds
    crossing = _crossing(tags) if crossed else NONE
    if "barrier" not in tags:
        return NodeVerdict(crossing=crossing, kerb=kerb)
    row = _BARRIER.get(_first(tags["barrier"]), _BARRIER["bollard"])
    said = permitted(tags)
    may, hours = _open_when(tags, row.may is May.YES if said is None else said)
    if not may or tags.get("locked") == "yes":
        return NodeVerdict(blocks=True)
    mark = row.mark | Mark.GATE if hours else row.mark
    if tags.get("wheelchair") in ("yes", "designated"):
        mark &= ~Mark.NO_WHEELCHAIR
    return NodeVerdict(mark=mark, hours=hours, crossing=crossing, kerb=kerb)
