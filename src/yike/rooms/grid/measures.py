"""What the grid room counts."""

from __future__ import annotations

from yike.core.deadlines.measures import declare
from yike.core.record.measures import Measure, register

declare("grid.case.handle", "处置案件", "cases to handle")
declare("grid.case.urgent", "处置紧急案件", "urgent cases to handle")


def _requests(code: str, zh: str, en: str) -> Measure:
    return register(Measure(f"grid.{code}", zh=zh, en=en, unit_zh="件", unit_en="requests"))


REQUESTS = _requests("requests", "诉求", "requests")
REPLIED = _requests("requests.replied", "已回应的诉求", "requests replied to")
REPLIED_24H = _requests("requests.replied_24h", "24 小时内回应的诉求", "requests replied to within 24 hours")
SIGNED = _requests("requests.signed", "已签收的诉求", "requests signed for")
ANSWERED = _requests("requests.answered", "已答复的诉求", "requests answered")
ON_TIME = _requests("requests.on_time", "按期答复的诉求", "requests answered in time")
CLOSED = _requests("requests.closed", "已办结的诉求", "requests closed")
REVISITED = _requests("requests.revisited", "有效回访的诉求", "requests with a valid call back")
SOLVED = _requests("requests.solved", "回访认定已解决的诉求", "requests found solved when asked back")
SATISFIED = _requests("requests.satisfied", "回访满意的诉求", "requests with content people")
SECOND = _requests("requests.second", "二次办理的诉求", "requests handled a second time")
SUPERVISED = _requests("requests.supervised", "督办的诉求", "requests supervised")
WITHDRAWN = _requests("requests.withdrawn", "撤回的诉求", "requests withdrawn")
ECHOES = register(
    Measure(
        "grid.requests.echoes", zh="附议", en="people with the same trouble", unit_zh="人次", unit_en="times"
    )
)
REFUSALS = register(
    Measure("grid.requests.refusals", zh="退单申请", en="refusals", unit_zh="次", unit_en="times")
)
EXTENSIONS = register(
    Measure(
        "grid.requests.extensions", zh="同意的延期", en="extensions granted", unit_zh="次", unit_en="times"
    )
)
SECRETS_READ = register(
    Measure("grid.requests.read", zh="查看诉求人", en="readings of who asks", unit_zh="次", unit_en="times")
)
WHISTLES = register(
    Measure("grid.whistles", zh="吹哨", en="whistles", unit_zh="哨", unit_en="whistles", by_record=True)
)
UNITS_CALLED = register(
    Measure("grid.whistle.calls", zh="应报到", en="calls of units", unit_zh="单位次", unit_en="calls")
)
ARRIVALS = register(
    Measure("grid.whistle.arrived", zh="已报到", en="arrivals", unit_zh="单位次", unit_en="arrivals")
)
ARRIVED_IN_TIME = register(
    Measure(
        "grid.whistle.on_time", zh="按时报到", en="arrivals in time", unit_zh="单位次", unit_en="arrivals"
    )
)
WHISTLES_AGAIN = register(
    Measure("grid.whistle.again", zh="复发的哨", en="whistles blown again", unit_zh="哨", unit_en="whistles")
)
WHISTLES_SOLVED = register(
    Measure("grid.whistle.solved", zh="哨解决", en="whistles solved", unit_zh="哨", unit_en="whistles")
)


def _cases(code: str, zh: str, en: str, *, by_record: bool = False) -> Measure:
    counted = Measure(f"grid.cases.{code}", zh=zh, en=en, unit_zh="件", unit_en="cases", by_record=by_record)
    return register(counted)


CASES = {
    "report": _cases("reported", "上报的案件", "cases reported"),
    "file": _cases("filed", "立案的案件", "cases filed"),
    "refuse": _cases("refused", "不予立案的案件", "cases refused"),
    "dispatch": _cases("dispatched", "派遣的案件", "cases dispatched", by_record=True),
    "answer": _cases("answered", "处置反馈的案件", "cases answered", by_record=True),
    "return": _cases("returned", "退回的案件", "cases returned"),
    "allow": _cases("extended", "延期的案件", "cases given more time"),
    "suspend": _cases("postponed", "挂账的案件", "cases postponed"),
    "resume": _cases("resumed", "恢复处置的案件", "postponed cases taken up again"),
    "rework": _cases("reworked", "返工的案件", "cases reworked"),
    "verify": _cases("closed", "结案的案件", "cases closed"),
    "void": _cases("voided", "作废的案件", "cases voided"),
}
"""What an arrow of the flow counts, by its verb: once each time it is gone."""
CASES_ON_TIME = _cases("closed_on_time", "按期结案的案件", "cases closed in time")
CASES_ON_SPOT = _cases("on_spot", "自行处置的案件", "cases put right on the spot")
CASES_URGENT_ON_SPOT = _cases("urgent_on_spot", "自行处置的紧急案件", "urgent cases put right on the spot")


def _campaigns(code: str, zh: str, en: str, unit: tuple[str, str]) -> Measure:
    return register(Measure(code, zh=zh, en=en, unit_zh=unit[0], unit_en=unit[1]))


POINTS = ("点", "points")
FINDINGS = ("件", "findings")
CAMPAIGNS = _campaigns("grid.campaigns", "专项行动", "campaigns", ("次", "campaigns"))
CAMPAIGN_POINTS = _campaigns("grid.campaign.points", "行动要走的点", "points of campaigns", POINTS)
CAMPAIGN_WALKED = _campaigns("grid.campaign.walked", "行动走到的点", "points walked in campaigns", POINTS)
CAMPAIGN_FINDINGS = _campaigns("grid.campaign.findings", "行动中的发现", "findings of campaigns", FINDINGS)
CAMPAIGN_RECURRING = _campaigns(
    "grid.campaign.recurring", "行动中复发的发现", "findings of campaigns that recur", FINDINGS
)
