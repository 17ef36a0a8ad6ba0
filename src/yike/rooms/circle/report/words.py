"""The report's words in Chinese and English, and how it writes numbers, times and shares."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from math import isinf, isnan

from yike.engines.faults import Language
from yike.engines.reach.pace import UNREACHED
from yike.engines.reach.standards import RULESETS, rule_for
from yike.rooms.circle.report.phrases import KIND_NAMES, PACE_NAMES, PHRASES, WEEKDAYS, WEIGHT_NAMES

DASH = "–"


def language_of(name: str) -> Language:
    """Return "zh" for any kind of Chinese ("zh-hans", "zh_CN" …), "en" for everything else."""
    return "zh" if name.lower().startswith("zh") else "en"


class Words:
    """One language. Call it with a key of ``PHRASES`` to get the text, blanks filled."""

    def __init__(self, language: str) -> None:
        self.language: Language = language_of(language)
        self._column = 0 if self.language == "zh" else 1
        self.html_lang = "zh-Hans" if self.language == "zh" else "en"

    def __call__(self, key: str, **blanks: object) -> str:
        """Return a phrase. Raises ``KeyError`` for a key nobody has written."""
        text = PHRASES[key][self._column]
        return text.format(**blanks) if blanks else text

    def _known(self, names: dict[str, tuple[str, str]], name: str) -> str:
        found = names.get(name.strip().casefold())
        return found[self._column] if found else name

    def weight(self, name: str) -> str:
        """Return what a weight column counts, in words; the column's own name where it is not a usual one."""
        return self._known(WEIGHT_NAMES, name)

    def kind(self, name: str) -> str:
        """Return a kind in words, from here or from the radius tables; its own name where neither knows it."""
        if name.strip().casefold() in KIND_NAMES:
            return self._known(KIND_NAMES, name)
        if name.isascii() == (self.language == "en"):
            return name
        rules = (rule_for(name, ruleset) for ruleset in RULESETS)
        rule = next((rule for rule in rules if rule), None)
        return (rule.zh if self.language == "zh" else rule.en) if rule else name

    def pace(self, name: str) -> str:
        """Return a pace in words."""
        return self._known(PACE_NAMES, name)

    def number(self, value: float) -> str:
        """Return a count with thousands marked; one decimal only where the value is not whole."""
        if isnan(value):
            return DASH
        whole = round(value)
        return f"{whole:,}" if abs(value - whole) < 0.05 else f"{value:,.1f}"

    def percent(self, share: float | None) -> str:
        """Return a share; never 100 % where somebody is left out, never 0 % where somebody is in."""
        if share is None or isnan(share):
            return DASH
        text = f"{share * 100:.1f}%"
        if text == "100.0%":
            return "100%" if share >= 1.0 else ">99.9%"
        return ("0%" if share <= 0.0 else "<0.1%") if text == "0.0%" else text

    def minutes(self, ds: float | None) -> str:
        """Return deciseconds as minutes with one decimal, and what is not reached in words."""
        if ds is None or isnan(ds) or ds >= UNREACHED:
            return self("unreached")
        return self("min", n=f"{ds / 600.0:.1f}")

    def limit(self, ds: float) -> str:
        """Return a limit in deciseconds as minutes, whole where it is whole."""
        return self("min", n=plain(round(ds / 600.0, 1)))

    def metres(self, metres: float) -> str:
        """Return metres."""
        return self("m", n=f"{round(metres):,}")

    def kilometres(self, kilometres: float) -> str:
        """Return kilometres."""
        return self("km", n=plain(round(kilometres, 1)))

    def length(self, metres: float) -> str:
        """Return a length in the unit a reader would choose."""
        return self.metres(metres) if metres < 1000.0 else self.kilometres(metres / 1000.0)

    def times(self, ratio: float) -> str:
        """Return a ratio of two shares."""
        return "∞" if isinf(ratio) else DASH if isnan(ratio) else f"{ratio:.2f}"

    def moment(self, at: datetime | None) -> str:
        """Return a moment with its weekday, or that hours were not looked at."""
        if at is None:
            return self("any_time")
        day = WEEKDAYS[at.weekday()][self._column]
        if self.language == "zh":
            return f"{at.year} 年 {at.month} 月 {at.day} 日（{day}）{at:%H:%M}"
        return f"{day} {at.day} {at:%B %Y}, {at:%H:%M}"

    def day(self, at: datetime) -> str:
        """Return a date."""
        if self.language == "zh":
            return f"{at.year} 年 {at.month} 月 {at.day} 日"
        return f"{at.day} {at:%B %Y}"

    def weekday(self, day: int) -> str:
        """Return the name of a weekday, Monday 0."""
        return WEEKDAYS[day][self._column]

    def listed(self, items: Iterable[str]) -> str:
        """Return items in a row."""
        return ("、" if self.language == "zh" else ", ").join(items)


def plain(value: float) -> str:
    """Return a number without a needless ``.0``."""
    return f"{value:g}"
