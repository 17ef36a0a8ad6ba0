"""Calendar files: every event ends, whole days end on the day after, lines are folded at 75 bytes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from hypothesis import given
from hypothesis import strategies as st

from yike.engines.calendarfile import Event, folded, written

AT = datetime(2026, 11, 27, 1, 2, 3, tzinfo=UTC)


def rows(event: Event) -> dict[str, str]:
    return dict(line.split(":", 1) for line in event.lines())


def test_a_whole_day_ends_on_the_day_after() -> None:
    found = rows(Event("1@yike", "缴费", date(2026, 12, 1), AT, until=date(2026, 12, 15)))
    assert (found["DTSTART;VALUE=DATE"], found["DTEND;VALUE=DATE"]) == ("20261201", "20261216")
    single = rows(Event("1@yike", "体检", date(2026, 12, 31), AT))
    assert (single["DTSTART;VALUE=DATE"], single["DTEND;VALUE=DATE"]) == ("20261231", "20270101")


def test_an_hour_is_given_where_nobody_says_when_it_ends() -> None:
    found = rows(Event("1@yike", "市集", date(2026, 12, 5), AT, start=time(9)))
    assert found["DTSTART;TZID=Asia/Shanghai"] == "20261205T090000"
    assert found["DTEND;TZID=Asia/Shanghai"] == "20261205T100000"


def test_what_is_called_off_is_struck_out() -> None:
    assert rows(Event("1@yike", "市集", date(2026, 12, 5), AT, cancelled=True))["STATUS"] == "CANCELLED"
    assert rows(Event("1@yike", "市集", date(2026, 12, 5), AT))["STATUS"] == "CONFIRMED"


def test_a_whole_file() -> None:
    event = Event(
        "e1@yike",
        "市集；磨刀, 缝补",
        date(2026, 12, 5),
        AT,
        None,
        time(9),
        time(11),
        "巷口",
        "带\n伞",
        "/on/",
        ("老年人",),
    )
    assert written([event], name="双塔").decode().split("\r\n") == [
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Yike//Almanac//ZH", "METHOD:PUBLISH"),
        *("X-WR-CALNAME:双塔", "REFRESH-INTERVAL;VALUE=DURATION:PT12H"),
        *("BEGIN:VTIMEZONE", "TZID:Asia/Shanghai", "BEGIN:STANDARD", "DTSTART:19920101T000000"),
        *("TZOFFSETFROM:+0800", "TZOFFSETTO:+0800", "END:STANDARD", "END:VTIMEZONE"),
        *("BEGIN:VEVENT", "UID:e1@yike", "DTSTAMP:20261127T010203Z", "SEQUENCE:0"),
        *("DTSTART;TZID=Asia/Shanghai:20261205T090000", "DTEND;TZID=Asia/Shanghai:20261205T110000"),
        *(
            "SUMMARY:市集；磨刀\\, 缝补",
            "LOCATION:巷口",
            "DESCRIPTION:带\\n伞",
            "CATEGORIES:老年人",
            "URL:/on/",
        ),
        *("STATUS:CONFIRMED", "TRANSP:TRANSPARENT", "END:VEVENT", "END:VCALENDAR", ""),
    ]


@given(st.text(st.characters(blacklist_characters="\r\n", codec="utf-8"), max_size=300))
def test_a_folded_line_is_the_line_and_no_piece_is_over_75_bytes(line: str) -> None:
    pieces = list(folded(line))
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line
