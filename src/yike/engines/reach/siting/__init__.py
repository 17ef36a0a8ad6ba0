"""Where new points should go: MCLP, LSCP, p-median and p-center, each with proof or a certified gap."""

from yike.engines.reach.siting.explain import Group, explain, verdict
from yike.engines.reach.siting.model import EXISTING, NOBODY, OBJECTIVES, Objective, Plan, Problem
from yike.engines.reach.siting.plan import site
from yike.engines.reach.siting.search import Effort

__all__ = [
    "EXISTING",
    "NOBODY",
    "OBJECTIVES",
    "Effort",
    "Group",
    "Objective",
    "Plan",
    "Problem",
    "explain",
    "site",
    "verdict",
]
