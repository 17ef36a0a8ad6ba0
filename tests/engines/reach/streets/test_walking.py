"""The walking filter, tag by tag: what is walked, and with which marks."""

from __future__ import annotations

import pytest

from yike.engines.reach.streets.model import Mark
from yike.engines.reach.streets.walking import (
    BARRIERS,
    HIGHWAYS,
    KERBS,
    PERMISSIONS,
    May,
    NodeVerdict,
    Row,
    WayVerdict,
    conditional_hours,
    is_square,
    node_verdict,
    permitted,
    way_verdict,
)

FOOTWAY, STEPS, KERB = Mark.FOOTWAY, Mark.STEPS, Mark.KERB
BRIDGE, TUNNEL, GATE = Mark.BRIDGE, Mark.TUNNEL, Mark.GATE
ROUGH, ONE_WAY = Mark.NO_WHEELCHAIR, Mark.ONE_WAY_FOOT
CROSSING, LIT = Mark.CROSSING, Mark.CROSSING | Mark.SIGNALS
NONE = Mark(0)


def tags_in(text: str) -> dict[str, str]:
    """Return the tags written as ``highway=footway foot=no``; spaces in values are written as _."""
    return {
        key: value.replace("_", " ") if "@" in value else value
        for key, value in (part.split("=", 1) for part in text.split())
    }


CLOSED = [
    "highway=motorway",
    "highway=motorway_link foot=yes",
    "highway=construction",
    "highway=proposed",
    "highway=residential foot=no",
    "highway=residential foot=no access=yes",
    "highway=residential foot=use_sidepath",
    "highway=residential access=no",
    "highway=service access=private",
    "highway=footway access=military",
    "highway=service service=private",
    "highway=trunk motorroad=yes",
    "highway=raceway",
    "highway=busway",
    "highway=something_new",
    "highway=service area=yes",
    "highway=footway route=ferry",
    "route=ferry foot=yes",
    "waterway=canal",
    "railway=platform",
    "highway=footway barrier=wall",
    "highway=footway barrier=gate access=no",
]
OPEN = [
    ("highway=residential", NONE),
    ("highway=residential oneway=yes", NONE),
    ("highway=residential sidewalk=separate", NONE),
    ("highway=service service=driveway", NONE),
    ("highway=residential foot=yes access=private", NONE),
    ("highway=residential access=destination", NONE),
    ("highway=track access=forestry", NONE),
    ("highway=trunk motorroad=yes foot=designated", NONE),
    ("highway=busway foot=yes", NONE),
    ("highway=unclassified;tertiary", NONE),
    ("highway=living_street", NONE),
    ("highway=footway", FOOTWAY),
    ("highway=footway oneway=yes", FOOTWAY),
    ("highway=path bridge=yes", FOOTWAY | BRIDGE),
    ("highway=path bridge=no", FOOTWAY),
    ("highway=residential tunnel=yes", TUNNEL),
    ("highway=pedestrian tunnel=building_passage", FOOTWAY),
    ("man_made=pier", FOOTWAY),
    ("highway=steps", FOOTWAY | STEPS),
    ("highway=steps ramp:wheelchair=yes", FOOTWAY),
    ("highway=steps wheelchair=yes", FOOTWAY),
    ("highway=steps conveying=reversible", FOOTWAY | STEPS | ROUGH),
    ("highway=footway wheelchair=no", FOOTWAY | ROUGH),
    ("highway=footway wheelchair=limited", FOOTWAY),
    ("highway=footway smoothness=bad", FOOTWAY | ROUGH),
    ("highway=footway smoothness=intermediate", FOOTWAY),
    ("highway=footway smoothness=bad wheelchair=yes", FOOTWAY),
    ("highway=path surface=sand", FOOTWAY | ROUGH),
    ("highway=path surface=asphalt", FOOTWAY),
    ("highway=footway width=0.6", FOOTWAY | ROUGH),
    ("highway=footway width=1.5m", FOOTWAY),
    ("highway=footway width=narrow", FOOTWAY),
    ("highway=footway kerb=raised", FOOTWAY | KERB),
    ("highway=footway barrier=gate", FOOTWAY | GATE),
    ("highway=footway oneway:foot=yes", FOOTWAY | ONE_WAY),
    ("highway=footway foot:backward=no", FOOTWAY | ONE_WAY),
]


@pytest.mark.parametrize("text", CLOSED)
def test_a_way_that_walkers_may_not_use_is_left_out(text: str) -> None:
    assert way_verdict(tags_in(text)) is None


@pytest.mark.parametrize(("text", "mark"), OPEN)
def test_a_way_that_walkers_may_use_carries_its_marks(text: str, mark: Mark) -> None:
    assert way_verdict(tags_in(text)) == WayVerdict(mark)


@pytest.mark.parametrize("row", HIGHWAYS, ids=lambda row: row.values[0])
def test_every_class_of_way_does_what_its_table_says(row: Row) -> None:
    for value in row.values:
        plain, said = way_verdict({"highway": value}), way_verdict({"highway": value, "foot": "yes"})
        assert (plain is not None, said is not None) == (row.may is May.YES, row.may is not May.NEVER)
        if plain is not None:
            assert plain.mark | plain.crossing == row.mark


@pytest.mark.parametrize("key", ["foot", "access"])
@pytest.mark.parametrize("row", PERMISSIONS, ids=lambda row: row.values[0])
def test_every_permission_does_what_its_table_says(key: str, row: Row) -> None:
    assert {permitted({key: value}) for value in row.values} == {row.may is May.YES}


@pytest.mark.parametrize("row", BARRIERS, ids=lambda row: row.values[0])
def test_every_barrier_does_what_its_table_says(row: Row) -> None:
    for value in row.values:
        verdict = node_verdict({"barrier": value})
        kerb = value == "kerb"
        assert verdict == NodeVerdict(blocks=row.may is May.NEVER, mark=row.mark, kerb=kerb)


@pytest.mark.parametrize("row", KERBS, ids=lambda row: row.values[0])
def test_every_kerb_does_what_its_table_says(row: Row) -> None:
    for value in row.values:
        assert node_verdict({"kerb": value}) == NodeVerdict(kerb=bool(row.mark))


def test_permission_is_silent_where_neither_foot_nor_access_is_known() -> None:
    assert (permitted({}), permitted({"foot": "odd"}), permitted({"foot": "odd", "access": "no"})) == (
        None,
        None,
        False,
    )


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("barrier=gate", NodeVerdict(mark=GATE)),
        ("barrier=gate access=private", NodeVerdict(blocks=True)),
        ("barrier=gate access=private foot=yes", NodeVerdict(mark=GATE)),
        ("barrier=gate locked=yes", NodeVerdict(blocks=True)),
        ("barrier=gate opening_hours=06:00-22:00", NodeVerdict(mark=GATE, hours="06:00-22:00")),
        ("barrier=gate access=no opening_hours=06:00-22:00", NodeVerdict(blocks=True)),
        ("barrier=lift_gate", NodeVerdict()),
        ("barrier=bollard opening_hours=06:00-22:00", NodeVerdict(mark=GATE, hours="06:00-22:00")),
        ("barrier=stile wheelchair=yes", NodeVerdict()),
        ("barrier=fence foot=yes", NodeVerdict()),
        ("barrier=kerb kerb=lowered", NodeVerdict()),
        ("barrier=kerb wheelchair=yes", NodeVerdict()),
        ("barrier=never_heard_of", NodeVerdict()),
        ("highway=crossing", NodeVerdict(crossing=CROSSING)),
        ("highway=crossing crossing=no", NodeVerdict()),
        ("highway=crossing crossing=traffic_signals", NodeVerdict(crossing=LIT)),
        ("highway=crossing crossing:signals=yes", NodeVerdict(crossing=LIT)),
        ("highway=traffic_signals;crossing", NodeVerdict(crossing=LIT)),
        ("highway=traffic_signals", NodeVerdict(crossing=LIT)),
        ("highway=bus_stop", NodeVerdict()),
    ],
)
def test_a_node_does_to_walkers_what_its_tags_say(text: str, verdict: NodeVerdict) -> None:
    assert node_verdict(tags_in(text)) == verdict


@pytest.mark.parametrize(
    ("text", "crossing"),
    [
        ("highway=footway footway=crossing", CROSSING),
        ("highway=path path=crossing crossing=traffic_signals", LIT),
        ("highway=cycleway cycleway=crossing crossing:signals=yes", LIT),
        ("highway=crossing", CROSSING),
    ],
)
def test_a_crossing_drawn_as_a_way_is_no_footway_away_from_traffic(text: str, crossing: Mark) -> None:
    assert way_verdict(tags_in(text)) == WayVerdict(NONE, crossing=crossing)


@pytest.mark.parametrize("text", ["oneway:foot=-1", "foot:forward=no", "conveying=backward wheelchair=yes"])
def test_a_way_walked_only_against_its_drawing_is_turned_round(text: str) -> None:
    assert way_verdict(tags_in(f"highway=footway {text}")) == WayVerdict(FOOTWAY | ONE_WAY, backwards=True)


@pytest.mark.parametrize(
    ("text", "otherwise", "hours"),
    [
        ("yes @ (06:00-22:00)", False, "06:00-22:00"),
        ("yes @ (Mo-Fr 06:00-22:00); yes @ (Su 08:00-12:00)", False, "Mo-Fr 06:00-22:00; Su 08:00-12:00"),
        ("no @ (22:00-06:00)", True, "06:00-22:00"),
        ("no @ 22:00-06:00", True, "06:00-22:00"),
        ("no @ (Mo-Fr 22:00-06:00)", True, "24/7; Mo-Fr 22:00-06:00 off"),
        ("no @ (weight>7.5)", True, ""),
        ("no @ (07:30-19:00 AND weight>7.5)", True, ""),
        ("destination @ (06:00-22:00)", False, "06:00-22:00"),
        ("yes @ (06:00-22:00)", True, ""),
        ("no @ (06:00-22:00)", False, ""),
        ("", True, ""),
        ("yes @ (", False, ""),
    ],
)
def test_a_conditional_restriction_becomes_opening_hours(text: str, otherwise: bool, hours: str) -> None:
    assert conditional_hours(text, otherwise) == hours


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("highway=footway opening_hours=06:00-22:00", "06:00-22:00"),
        ("highway=footway access=no access:conditional=yes_@_(06:00-22:00)", "06:00-22:00"),
        ("highway=service access:conditional=no_@_(22:00-06:00)", "06:00-22:00"),
        ("highway=residential access:conditional=no_@_(22:00-06:00)", ""),
        ("highway=residential foot:conditional=no_@_(22:00-06:00)", "06:00-22:00"),
        ("highway=footway foot=yes access:conditional=no_@_(22:00-06:00)", ""),
        ("highway=trunk foot=no foot:conditional=yes_@_(Su_00:00-24:00)", "Su 00:00-24:00"),
    ],
)
def test_a_way_open_at_times_carries_its_hours(text: str, hours: str) -> None:
    verdict = way_verdict(tags_in(text))
    assert verdict is not None
    assert verdict.hours == hours


def test_a_way_closed_but_for_a_condition_that_is_no_time_stays_closed() -> None:
    assert way_verdict({"highway": "footway", "access": "no", "access:conditional": "yes @ (permit)"}) is None


@pytest.mark.parametrize(
    ("text", "square"),
    [
        ("highway=pedestrian area=yes", True),
        ("highway=footway area=yes", True),
        ("place=square", True),
        ("highway=pedestrian", False),
        ("highway=service area=yes", False),
        ("place=square highway=residential", False),
    ],
)
def test_squares_are_pedestrian_areas_and_places_of_that_name(text: str, square: bool) -> None:
    assert is_square(tags_in(text)) is square
