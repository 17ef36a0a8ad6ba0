"""Hours as people write them: 09:00-12:00 13:00-17:00, 9点～12点、13点～17点, 全天, 休."""

from __future__ import annotations

import re
import unicodedata

from yike.engines.faults import Fault
from yike.engines.worktime import Span
from yike.engines.worktime.hours import Spans, check_spans

SHUT = {"", "休", "休息", "不上班", "关", "closed", "shut", "off", "-"}
WHOLE = {"全天", "24小时", "24h", "24/7"}
TIME = r"(\d{1,2})(?:[:点时]([0-5]\d)?分?)?"
SPAN = re.compile(rf"{TIME}\s*(?:-|~|–|—|至|到|to)\s*{TIME}")
BETWEEN = re.compile(r"[\s,、;和]*")


def read_spans(text: str) -> Spans:
    """Return the spans that ``text`` names; nothing, 休 and the like mean shut.

    Raises ``Fault`` where it cannot be read, and for spans that cross or leave the day.
    """
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    if plain in SHUT:
        return ()
    if plain in WHOLE:
        return (Span(0, 24 * 60),)
    if BETWEEN.fullmatch(SPAN.sub("", plain)) is None:
        raise _unreadable(text)
    spans = tuple(_span(found) for found in SPAN.finditer(plain))
    check_spans(spans)
    return spans


def write_spans(spans: Spans) -> str:
    """Return spans as they are kept: ``09:00-12:00 13:00-17:00``, nothing for shut."""
    return " ".join(f"{_clock(span.opens)}-{_clock(span.closes)}" for span in spans)


def _span(found: re.Match[str]) -> Span:
    hours = [int(part or 0) for part in found.groups()]
    return Span(hours[0] * 60 + hours[1], hours[2] * 60 + hours[3])


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _unreadable(text: str) -> Fault:
    return Fault(
        f"看不懂“{text.strip()}”",
        f'"{text.strip()}" cannot be read as hours',
        do_zh="请写成 09:00-12:00 13:00-17:00，不上班就空着",
        do_en="Write 09:00-12:00 13:00-17:00, or nothing where it is shut",
    )
