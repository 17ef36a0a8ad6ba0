"""What a command line left behind, for the tests of the command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Heard:
    """Exit code and both streams."""

    code: int
    out: str
    err: str


Yike = Callable[..., Heard]
