"""Chats and mailboxes of the office, and what was sent to them: most of it arrived, some of it did not."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from yike.core.outbox.actions import add_endpoint, change_endpoint
from yike.core.outbox.models import Endpoint, Kind, Urgency
from yike.core.outbox.worker import Worker
from yike.core.record.clock import moved_to
from yike.demonstration.load.weeks import Cast
from yike.rooms.almanac.actions import send_notice

KEY = "00000000-0000-4000-8000-0000000000"
NOTICES = (
    (1, "社保待遇资格认证", "未认证的老人请带身份证到社区便民服务站，或请网格员上门办理。"),
    (4, "便民市集", "本周六上午九点到十一点，大公园社区广场：理发、磨刀、修伞、量血压。"),
    (9, "停水通知", "因管道检修，明天 8:00 到 15:00 停水，请各户提前储水。"),
    (15, "流感疫苗", "六十五岁以上老人可到社区卫生服务站免费接种，请群主提醒楼道里的老人。"),
    (22, "吴语小课堂", "四个社区联办，每周三晚上七点，欢迎新苏州人。"),
    (29, "燃气安全检查", "下周起逐户入户检查，工作人员佩戴证件，请核对后再开门。"),
    (36, "冬季防滑", "桥面和石板路易结冰，请提醒老人出门穿防滑鞋。"),
)


def open_channels(cast: Cast) -> dict[str, Endpoint]:
    """Add the endpoints of the office and return them by a short name."""
    by, street = cast.by("system"), cast.areas[""]

    def add(kind: Kind, name: str, address: str, secret: str = "") -> Endpoint:
        return add_endpoint(by, kind=kind, name=name, area=street, address=address, secret=secret)

    return {
        "pioneers": add(Kind.WECOM, "海棠先锋工作群", f"{KEY}01"),
        "grids": add(Kind.DINGTALK, "网格员工作群", "d" * 64, "SEC" + "0" * 64),
        "clerks": add(Kind.FEISHU, "便民中心窗口群", f"{KEY}03"),
        "removed": add(Kind.WECOM, "共建单位群（机器人已被移除）", f"{KEY}04"),
        "silent": add(Kind.WECOM, "里河片区群（时好时坏）", f"{KEY}05"),
        "letters": add(Kind.EMAIL, "街道值班邮箱", "duty@shuangta.example"),
    }


def send_notices(cast: Cast, first: date) -> None:
    """Send the notices of the weeks, and let the worker carry each on its day."""
    by, street = cast.by("clerk"), cast.areas[""]
    for order, (after, title, body) in enumerate(NOTICES):
        moment = timezone.make_aware(datetime.combine(first + timedelta(days=after), time(9, 30)))
        with moved_to(moment):
            chats = _endpoints(order)
            send_notice(by, area=street, title=title, body=body, to=chats)
        _carry(moment + timedelta(minutes=1))


def leave_trouble(cast: Cast, chats: dict[str, Endpoint]) -> None:
    """Let two chats fail from now on, each in its way, with a notice on its way to both."""
    system = cast.by("system")
    change_endpoint(system, chats["removed"], rehearsal="removed")
    change_endpoint(system, chats["silent"], rehearsal="unreachable")
    send_notice(
        cast.by("clerk"),
        area=cast.areas[""],
        title="明天停电两小时",
        body="望星桥变压器检修，明天 13:00 到 15:00 停电，请照看使用呼吸机的住户。",
        to=[chats["removed"], chats["silent"], chats["pioneers"], cast.users["secretary"]],
        urgency=Urgency.AT_ONCE,
    )


def _endpoints(order: int) -> list[Endpoint]:
    rows = list(Endpoint.objects.filter(enabled=True).order_by("pk"))
    return [row for i, row in enumerate(rows) if (order + i) % 3]


def _carry(moment: datetime) -> None:
    """Let the worker carry what is due, a few seconds between two calls."""
    worker = Worker((), name="演示")
    while True:
        with moved_to(moment):
            if not worker.deliver():
                return
        moment += timedelta(seconds=4)
