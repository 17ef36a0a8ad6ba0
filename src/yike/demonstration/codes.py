"""Names and codes of the areas above the grids.

Codes have the form and length of the national ones (9 digits for a street, 12 for a community) and begin with
99, which no province has.
"""

from __future__ import annotations

CITY = ("9905", "苏州市（演示）")
DISTRICT = ("990508", "姑苏区（演示）")
STREET = ("990508001", "双塔街道（演示）")


def community_code(order: int) -> str:
    """Return the code of the community that is ``order``-th in the sketch, from 1."""
    return f"{STREET[0]}{order:03d}"


def community_name(name: str) -> str:
    """Return what a community of the sketch is called in full: some names say already that they are one."""
    return name if "社区" in name else f"{name}社区"
