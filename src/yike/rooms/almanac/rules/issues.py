"""Who may write the monthly calendar, look it over, publish it, and see to its forwarding."""

from __future__ import annotations

from yike.core.rights.right import Right
from yike.core.rights.roles import COMMUNITY, GRID, STAFF, Role

SEE = Right(
    "almanac.issues.see",
    zh="查看便民月历和转发进度",
    en="see the monthly calendar and how far it has got",
    roles=STAFF,
)
PROPOSE = Right(
    "almanac.issues.propose",
    zh="给便民月历报条目",
    en="hand in entries of the monthly calendar",
    roles=COMMUNITY | {Role.CLERK, Role.STREET_ADMIN},
)
COMPILE = Right(
    "almanac.issues.compile",
    zh="编便民月历：征集、校对、送审、发布",
    en="compile the monthly calendar: gather, proof-read, send to review, publish",
    roles={Role.CLERK, Role.STREET_ADMIN},
)
FIRST = Right(
    "almanac.issues.first",
    zh="初审便民月历",
    en="look the monthly calendar over first",
    roles={Role.CLERK, Role.AGENT, Role.STREET_ADMIN},
)
SECOND = Right(
    "almanac.issues.second",
    zh="复审便民月历",
    en="look the monthly calendar over a second time",
    roles={Role.STREET_ADMIN, Role.LEADER},
)
SIGN = Right(
    "almanac.issues.sign",
    zh="签发便民月历",
    en="sign the monthly calendar",
    roles={Role.LEADER, Role.STREET_ADMIN},
)
RETURN = Right(
    "almanac.issues.return",
    zh="把便民月历退回修改",
    en="send the monthly calendar back to be mended",
    roles={Role.CLERK, Role.AGENT, Role.STREET_ADMIN, Role.LEADER},
)
TICK = Right(
    "almanac.packs.tick",
    zh="替群主记已转发，答复群里的提问",
    en="note for keepers that a group has it, and answer what groups ask",
    roles=COMMUNITY | GRID | {Role.CLERK, Role.STREET_ADMIN},
)
