"""How much of the catalogue people can have done (事项可办率), and how grave a share of blind households is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yike.core.areas.models import Area
from yike.rooms.circle.board.tables import NOTHING, scope
from yike.rooms.circle.queries.items import catalogue

if TYPE_CHECKING:
    from yike.rooms.circle.walking.asks import Question
    from yike.rooms.circle.walking.town import Town

FAIR, POOR = 10.0, 25.0  # percent of households left out from which a street is fair, and to be improved
BANDS = {"ok": _("良好"), "warn": pgettext_lazy("盲区占比", "一般"), "stop": _("待改善")}


@dataclass(frozen=True)
class Doable:
    """The mean share 0..1 of ``items`` items that households and elders can have done; None where nobody lives."""

    items: int
    households: float | None
    elders: float | None

    @property
    def households_text(self) -> str:
        """The share of households in percent."""
        return _percent(self.households)

    @property
    def elders_text(self) -> str:
        """The share of elders in percent."""
        return _percent(self.elders)


def _percent(share: float | None) -> str:
    return NOTHING if share is None else f"{100 * share:.1f}%"


def doable(town: Town, question: Question, areas: Iterable[Area]) -> Doable:
    """Return what part of the items in use can be done by who lives in some communities."""
    items = catalogue()
    found, weights = town.doability(question, items), town.homes.buildings.weights_within(scope(town, areas))
    means = (_mean(found.share, weights[name]) for name in ("households", "elders"))
    return Doable(len(items), *(means if items else (None, None)))


def _mean(share: np.ndarray, weight: np.ndarray) -> float | None:
    total = float(weight.sum())
    return float((share * weight).sum() / total) if total else None


def band(missed: float) -> str:
    """Return the tone of so many percent of households left out, as other cities' health checks grade them."""
    return "ok" if missed < FAIR else "warn" if missed < POOR else "stop"
