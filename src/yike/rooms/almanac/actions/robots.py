"""Let the robot of a community's chat subscribe to the monthly calendar, and let it leave again."""

from __future__ import annotations

from yike.core.areas.models import AreaLevel
from yike.core.outbox.models import Endpoint, Kind
from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.almanac.models.groups import CommunityRobot
from yike.rooms.almanac.rules import groups as rules


def subscribe_robot(by: By, endpoint: Endpoint) -> CommunityRobot:
    """Let a robot say every issue from now on; done again, it changes nothing.

    Raises ``Fault`` for a mailbox, and for a robot that is no community's or a micro-group's own.
    """
    with deed(by, "almanac.robot.subscribe") as d:
        rules.KEEP.require(by, endpoint.area)
        end = d.lock(endpoint)
        there: CommunityRobot | None = CommunityRobot.objects.filter(endpoint=end).first()
        if there is not None:
            return there
        if (
            end.kind == Kind.EMAIL
            or end.owner_id
            or end.area.level != AreaLevel.COMMUNITY
            or end.micro_groups.exists()
        ):
            raise Fault(
                f"“{end.name}”不是社区群的机器人",
                f'"{end.name}" is not the robot of a community\'s chat',
                do_zh="请选社区的群机器人；楼道群的机器人在微网群页上设",
                do_en="Choose a robot of a community; that of a micro-group is set on the group's page",
            )
        return d.add(CommunityRobot(endpoint=end))


def unsubscribe_robot(by: By, robot: CommunityRobot) -> None:
    """Let a robot say no more issues."""
    with deed(by, "almanac.robot.unsubscribe") as d:
        rules.KEEP.require(by, robot.endpoint.area)
        d.remove(d.lock(robot))
