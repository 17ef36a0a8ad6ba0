from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from workdays import at, written
from yike.engines.faults import Fault
from yike.engines.worktime import Quiet, next_allowed

NOON = Quiet(time(12, 0), time(14, 0))


@pytest.mark.parametrize(
    ("quiet", "moment", "allowed"),
    [
        (Quiet(), "2026-11-26 Thu 20:59", "2026-11-26 Thu 20:59"),
        (Quiet(), "2026-11-26 Thu 21:00", "2026-11-27 Fri 08:00"),
        (Quiet(), "2026-11-26 Thu 23:59", "2026-11-27 Fri 08:00"),
        (Quiet(), "2026-11-27 Fri 00:00", "2026-11-27 Fri 08:00"),
        (Quiet(), "2026-11-27 Fri 07:59", "2026-11-27 Fri 08:00"),
        (Quiet(), "2026-11-27 Fri 08:00", "2026-11-27 Fri 08:00"),
        (Quiet(), "2026-12-31 Thu 22:00", "2027-01-01 Fri 08:00"),
        (NOON, "2026-11-26 Thu 11:59", "2026-11-26 Thu 11:59"),
        (NOON, "2026-11-26 Thu 12:30", "2026-11-26 Thu 14:00"),
        (NOON, "2026-11-26 Thu 14:00", "2026-11-26 Thu 14:00"),
        (Quiet(time(8), time(8)), "2026-11-26 Thu 08:00", "2026-11-26 Thu 08:00"),
        (Quiet(time(21), time(0)), "2026-11-26 Thu 23:00", "2026-11-27 Fri 00:00"),
    ],
)
def test_a_message_waits_until_the_quiet_hours_end(quiet: Quiet, moment: str, allowed: str) -> None:
    assert written(next_allowed(at(moment), quiet)) == allowed


def test_the_zone_of_the_moment_does_not_matter() -> None:
    evening = datetime(2026, 11, 26, 13, 30, tzinfo=UTC)  # Thursday 21:30 in Shanghai
    assert written(next_allowed(evening)) == "2026-11-27 Fri 08:00"


def test_an_allowed_moment_keeps_its_seconds() -> None:
    for text in ("2026-11-26 Thu 09:00", "2026-11-26 Thu 08:00"):
        moment = at(text).replace(second=42)
        assert next_allowed(moment) == moment


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(Fault) as caught:
        next_allowed(datetime(2026, 11, 26, 16, 0))  # Thursday
    assert caught.value.text("zh").startswith("时刻 2026-11-26 16:00 没有时区")
