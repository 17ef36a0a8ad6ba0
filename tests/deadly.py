"""A stand-in for a city's work whose process dies, in a module that other processes can import."""

from __future__ import annotations

import os

from yike.rooms.circle.surveys.batch import Result
from yike.rooms.circle.surveys.cities import City


def killed(one: City) -> Result:
    """End this process at the city 乙, as the system does when memory runs out."""
    if one.name == "乙":
        os._exit(9)
    return Result(one.name, "done", "{}")
