"""Sweeps are registered once, by name."""

from __future__ import annotations

import pytest

from yike.core.record import sweeps
from yike.core.record.sweeps import Sweep, register


def test_sweeps_are_listed_by_name_and_a_name_is_taken_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeps, "_SWEEPS", {})
    late, early = Sweep("b.late", 60.0, list), Sweep("a.early", 1.0, dict)
    for one in (late, early, late):
        register(one)
    assert sweeps.sweeps() == [early, late]
    with pytest.raises(ValueError, match="twice"):
        register(Sweep("b.late", 5.0, list))
