"""Who may see and keep the areas."""

from __future__ import annotations

from yike.core.rights.right import Right
from yike.core.rights.roles import Role

SEE = Right(
    "areas.see",
    zh="查看本辖区的区域和地图",
    en="see one's areas and their map",
    roles=frozenset(Role),  # names and borders of grids are posted publicly by law
)
KEEP = Right(
    "areas.keep",
    zh="维护区域：新增、改名、画界、划转、关闭、导入",
    en="keep the areas: add, rename, draw, move, close, import",
    roles={Role.STREET_ADMIN},
)
