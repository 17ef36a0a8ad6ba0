"""The registry of sweeps: work the machine does by itself, again and again. Each app has its own in ``sweeps``.

A sweep finds what is due by itself, may run twice at once or be killed at any moment, and does no harm then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from yike.core.record.actions import roll_up, seal_all


@dataclass(frozen=True)
class Sweep:
    """``name`` is ``app.what``; ``work`` is done every so many ``seconds`` and takes no arguments."""

    name: str
    seconds: float
    work: Callable[[], object]


_SWEEPS: dict[str, Sweep] = {}


def register(sweep: Sweep) -> Sweep:
    """Register a sweep. Raises ``ValueError`` where another one has its name."""
    if _SWEEPS.setdefault(sweep.name, sweep) != sweep:
        raise ValueError(f"sweep {sweep.name} is registered twice, differently")
    return sweep


def sweeps() -> list[Sweep]:
    """Return all sweeps by name."""
    return [_SWEEPS[name] for name in sorted(_SWEEPS)]


register(Sweep("record.seal", 20, seal_all))
register(Sweep("record.roll_up", 6 * 3600.0, roll_up))
