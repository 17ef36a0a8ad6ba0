"""What the service points are: kinds, hours, how many, and the few whose place facts give; the rest is invented."""

from __future__ import annotations

from typing import NamedTuple

from yike.rooms.circle.sketch.frame import Vec

OFFICE = "Mo-Fr 09:00-12:00,13:30-17:00"
OFFICE_SAT = "Mo-Fr 09:00-12:00,13:30-17:00; Sa 09:00-12:00"
OFFICE_EVENING = "Mo,Tu,Th,Fr 09:00-12:00,13:30-17:00; We 09:00-12:00,13:30-17:00,18:30-20:30"
COUNTER = "Mo-Fr 09:00-17:00; Sa 09:30-16:00"
ALWAYS = "24/7"


class Service(NamedTuple):
    """A kind of point. ``name`` takes {c} community, {s} street; ``hours`` are used in turn."""

    kind: str
    name: str
    hours: tuple[str, ...]
    communities: int  # how many communities have one
    host: str = ""  # kind of the point in the same community that it is inside of


class Known(NamedTuple):
    """A point whose place public facts give, to 100 m or so. ``host`` is the name of the point it is inside of."""

    kind: str
    name: str
    at: Vec
    address: str
    hours: str
    host: str = ""


KNOWN = (
    Known("便民服务中心", "双塔街道便民服务中心", (120.6243, 31.3040), "十梓街463号", OFFICE_SAT),
    Known(
        "自助区24h",
        "双塔街道24小时政务自助区",
        (120.6243, 31.3040),
        "十梓街463号一楼",
        ALWAYS,
        "双塔街道便民服务中心",
    ),
    Known("公益空间", "锦帆路社区一平米公益空间", (120.6216, 31.3078), "", "Mo-Sa 09:00-17:30"),
    Known(
        "就业服务站",
        "家门口的就业服务站（锦帆路）",
        (120.6216, 31.3078),
        "",
        "Tu,Th 09:00-11:30,13:30-16:30",
        "锦帆路社区一平米公益空间",
    ),
    Known("集中登记点", "大公园社区集中登记点“子城创客、悦邻小铺”", (120.6257, 31.3066), "", OFFICE),
    Known("卫生服务站", "沧浪亭社区卫生服务中心", (120.6229, 31.2968), "", "Mo-Su 08:00-17:00"),
    Known("卫生服务站", "横街社区卫生服务中心", (120.6430, 31.2984), "", "Mo-Su 08:00-17:00"),
    Known("卫生服务站", "杨枝社区卫生服务站", (120.6442, 31.2953), "", "Mo-Sa 08:00-11:30,13:00-16:30"),
    Known("卫生服务站", "钟楼社区卫生服务站", (120.6320, 31.3100), "", "Mo-Sa 08:00-11:30,13:00-16:30"),
    Known("银行网点", "工行里河支行", (120.6428, 31.3004), "", "Mo-Fr 09:00-17:00"),
)

SERVICES = (
    Service("便民服务站", "{c}社区便民服务站", (OFFICE, OFFICE, OFFICE_EVENING, OFFICE_SAT), 21),
    Service("党群服务站", "{c}社区党群服务站", (OFFICE, "Mo-Sa 09:00-12:00,13:30-17:00", OFFICE_EVENING), 21),
    Service(
        "邻里之家",
        "{c}邻里之家",
        ("Mo-Su 08:30-17:00", "Tu-Su 09:00-11:30,13:00-20:30", "Mo-Sa 13:00-17:00"),
        13,
    ),
    Service(
        "养老助餐",
        "{c}社区助餐点",
        ("Mo-Su 10:30-13:00", "Mo-Su 10:30-13:00,16:30-18:00", "Mo-Fr 10:30-12:30"),
        11,
    ),
    Service(
        "法律服务点",
        "{c}板凳会议法律服务点",
        ("We 14:00-16:30", "Mo,Th 09:00-11:30", "Fr 13:30-16:30; Sa 09:00-11:00"),
        7,
    ),
    Service("法律服务点", "{c}无人律所（自助）", (ALWAYS,), 2),
    Service("公益空间", "{c}公益空间", ("Mo-Sa 09:00-17:30", "We-Su 10:00-20:00"), 5),
    Service(
        "就业服务站",
        "{c}家门口的就业服务站",
        ("Tu,Th 09:00-11:30,13:30-16:30", "Mo-Fr 13:30-16:30"),
        3,
        "公益空间",
    ),
    Service("集中登记点", "{c}个体工商户集中登记点（示例）", (OFFICE,), 1),
    Service("银行网点", "示例银行{s}网点", (COUNTER, "Mo-Fr 09:00-17:00"), 10),
    Service("自助区24h", "{c}24小时自助服务区", (ALWAYS,), 4, "银行网点"),
    Service("邮政网点", "邮政{s}网点（示例）", ("Mo-Su 09:00-17:00", COUNTER), 4),
    Service("卫生服务站", "{c}卫生服务点（示例）", ("Mo-Fr 08:00-11:30,13:00-16:30",), 2),
)
