"""What is on: by day, week or month, for whom, where, by strand; and as a calendar that a phone subscribes to."""

from __future__ import annotations

import calendar as calendars
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from yike.core.areas.models import Area
from yike.core.look import site
from yike.core.outbox.register import mail_ready
from yike.core.record.clock import today
from yike.core.record.queries import last_written
from yike.core.rights.guard import public
from yike.engines.calendarfile import Event
from yike.rooms.almanac.calendars import activity_event, calendar_of, entry_event
from yike.rooms.almanac.forms.subscriptions import SubscribeForm
from yike.rooms.almanac.models.activities import Audience, Strand
from yike.rooms.almanac.nearness import minutes_to
from yike.rooms.almanac.queries import whats_on as queries
from yike.rooms.almanac.queries.whats_on import Item, Wanted
from yike.rooms.almanac.views.door.conditional import unchanged

WHY = "what is on is for everybody"
SPANS: dict[str, str | Promise] = {
    "day": gettext_lazy("一天"),
    "week": gettext_lazy("一周"),
    "month": gettext_lazy("一个月"),
}
FEED = timedelta(days=196)  # how far a subscribed calendar goes: half a year ahead
MOST = 150  # things on one page
FAR = timedelta(days=730)  # how far one may leaf
AHEAD = timedelta(days=62)  # how far the first thing after empty days is looked for


@dataclass(frozen=True)
class Asked:
    """What a reader asks, as it stands in the address; what cannot be understood is as if it were not there."""

    span: str
    day: date
    area: Area | None
    audience: str
    strand: str
    where: tuple[float, float] | None

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day."""
        if self.span == "day":
            return self.day, self.day
        if self.span == "month":
            last = calendars.monthrange(self.day.year, self.day.month)[1]
            return self.day.replace(day=1), self.day.replace(day=last)
        monday = self.day - timedelta(days=self.day.weekday())
        return monday, monday + timedelta(days=6)

    @property
    def wanted(self) -> Wanted:
        """The question to the queries."""
        return Wanted(*self.days, self.area, self.audience, self.strand)

    def query(self, **more: str) -> str:
        """Return the question as the end of an address."""
        told = {
            "span": self.span if self.span != "week" else "",
            "day": "" if self.day == today() else self.day.isoformat(),
            "area": self.area.code if self.area else "",
            "for": self.audience,
            "strand": self.strand,
            "where": f"{self.where[0]:.5f},{self.where[1]:.5f}" if self.where else "",
        }
        kept = {name: value for name, value in (told | more).items() if value}
        return f"?{urlencode(kept)}" if kept else "?"


def asked(given: Mapping[str, str]) -> Asked:
    """Return what an address asks."""
    return Asked(
        given.get("span", "") if given.get("span", "") in SPANS else "week",
        _day(given.get("day", "")),
        _area(given.get("area", "")),
        given.get("for", "") if given.get("for", "") in Audience.values else "",
        given.get("strand", "") if given.get("strand", "") in Strand.values else "",
        _where(given.get("where", "")),
    )


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today()
    return day if abs(day - today()) <= FAR else today()


def _area(code: str) -> Area | None:
    return next((one for one in queries.communities() if one.code == code), None) if code else None


def _where(text: str) -> tuple[float, float] | None:
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        return None
    return (lon, lat) if -180 <= lon <= 180 and -90 <= lat <= 90 else None


@public(WHY)
def whats_on(request: HttpRequest) -> HttpResponse:
    """Show what is on in the days one asks for, day by day; the nearest first where one says where one is."""
    ask = asked(request.GET)
    found = queries.listed(ask.wanted)
    rows = found[:MOST]
    since, until = ask.days
    far = minutes_to(ask.where, [row.where for row in rows]) if ask.where else [None] * len(rows)
    shown: dict[str, Any] = {
        "ask": ask,
        "since": since,
        "until": until,
        "days": list(_by_day(list(zip(rows, far, strict=True)), since)),
        "count": len(found),
        "next": None if found else _next(ask),
        "most": MOST if len(found) > MOST else 0,
        "spans": [
            (name, words, ask.query(span="" if name == "week" else name)) for name, words in SPANS.items()
        ],
        "earlier": ask.query(day=_leaf(ask, -1).isoformat()),
        "later": ask.query(day=_leaf(ask, 1).isoformat()),
        "areas": queries.communities(),
        "audiences": Audience.choices,
        "strands": Strand.choices,
        "english": (get_language() or "").startswith("en"),
        "feed": site.address(request, reverse("on:feed") + _feed(ask)),
        "issues": queries.issues_out(),
        "here": ask.query(where=""),
        "mail": _mail(ask) if mail_ready() else None,
    }
    return render(request, "on/whats_on.html", shown)


def _next(ask: Asked) -> tuple[Item, str] | None:
    """Return the first thing after days on which nothing is, with the address of its days."""
    until = ask.days[1]
    wanted = replace(ask.wanted, since=until + timedelta(days=1), until=until + AHEAD)
    first = next((one for one in queries.listed(wanted) if not one.off and one.day > until), None)
    return (first, ask.query(day=first.day.isoformat())) if first else None


def _mail(ask: Asked) -> SubscribeForm:
    """Return the form that takes an address, with what is chosen on the page."""
    area = ask.area.code if ask.area else ""
    return SubscribeForm(initial={"area": area, "audience": ask.audience, "strand": ask.strand})


def _leaf(ask: Asked, step: int) -> date:
    """Return a day of the span before or after."""
    since, until = ask.days
    return since - timedelta(days=1) if step < 0 else until + timedelta(days=1)


def _feed(ask: Asked) -> str:
    kept = {"area": ask.area.code if ask.area else "", "for": ask.audience, "strand": ask.strand}
    kept = {name: value for name, value in kept.items() if value}
    return f"?{urlencode(kept)}" if kept else ""


def _by_day(
    rows: list[tuple[Item, int | None]], since: date
) -> Iterator[tuple[date, list[tuple[Item, int | None]]]]:
    """Yield each day with what begins on it; what began before stands under the first day."""
    for day, some in groupby(rows, key=lambda pair: max(pair[0].day, since)):
        yield day, sorted(some, key=lambda pair: (pair[1] is None, pair[1] or 0, pair[0].start or time()))


@public(WHY)
def calendar(request: HttpRequest) -> HttpResponse:
    """Answer what is on as a calendar to subscribe to, by community, audience and strand.

    It begins on the Monday of last week and goes on from week to week: within one, only what changes makes it new.
    """
    ask = asked(request.GET)
    begin = today() - timedelta(days=today().weekday() + 7)
    wanted = Wanted(begin, begin + FEED, ask.area, ask.audience, ask.strand)
    tag = f"{queries.edition(wanted)}|{begin}|{_feed(ask)}|{site.address(request)}|{get_language()}"
    return unchanged(request, tag, None, lambda: _made(request, wanted))


def _made(request: HttpRequest, wanted: Wanted) -> bytes:
    names = [_("一刻 · 什么活动"), wanted.area.name if wanted.area else ""]
    name = " · ".join(filter(None, names))
    rows = [*queries.items(wanted), *queries.struck_out(wanted)]
    last = last_written(row.activity for row in rows if row.activity)
    return calendar_of((event for row in rows if (event := _event(request, row, last))), name)


def _event(request: HttpRequest, row: Item, last: Mapping[int, tuple[datetime, int]]) -> Event | None:
    if row.activity is not None:
        path = reverse("on:activity", args=[row.activity.code])
        return activity_event(row.activity, site.address(request, path), last.get(row.activity.pk))
    if row.line is None or row.version is None:
        return None
    path = reverse("on:issue", args=[row.version.issue_id])
    url, version = site.address(request, path), row.version
    return entry_event(row.line, version.published_at, url, version.turn, cancelled=row.struck)
