"""The record and the worker: does the chain hold, is somebody working, does anything stick."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from yike.core.outbox.flows import State
from yike.core.outbox.models import Delivery
from yike.core.outbox.queries import workers
from yike.core.record.clock import now
from yike.core.record.models import HistoryEntry
from yike.core.record.seals import verify_chain
from yike.core.upkeep.findings import Finding, bad, of_fault, watch, well
from yike.engines.faults import Fault

LATE = timedelta(hours=1)
ALIVE = timedelta(minutes=2)


def chain() -> Iterator[Finding]:
    """Read the whole history and look whether every seal over it holds."""
    try:
        state = verify_chain()
    except Fault as fault:
        yield of_fault(fault)
        return
    if state.whole:
        yield well(
            f"留痕完好：{state.sealed:,} 条在 {state.seals:,} 条封条下，链头 {state.head[:16]}",
            f"the history is whole: {state.sealed:,} rows under {state.seals:,} seals, head {state.head[:16]}",
        )
        return
    first = state.breaches[0]
    yield bad(
        f"留痕被改动过：{len(state.breaches)} 处，第一处在第 {first.seal} 号封条",
        f"the history was changed in {len(state.breaches)} places, the first under seal {first.seal}",
        "请保护现场，告诉审计员，和备份里的链头对照",
        "Leave everything as it is, tell the audit officer, compare with the heads in the backups",
    )


def sealed() -> Iterator[Finding]:
    """Look whether the history is sealed in time."""
    oldest = HistoryEntry.objects.filter(seal=None).order_by("id").values_list("at", flat=True).first()
    if oldest is not None and now() - oldest > LATE and not _working():
        yield watch(
            "有留痕等了一个多小时还没有封条",
            "history has waited for its seal for more than an hour",
            "请开后台：yike work",
            "Start the worker: yike work",
        )


def worker() -> Iterator[Finding]:
    """Look whether a worker gives signs of life."""
    found = workers()
    if not _working():
        last = f"，上次是 {found[0].at:%Y-%m-%d %H:%M}" if found else ""
        last_en = f", the last sign was on {found[0].at:%Y-%m-%d %H:%M}" if found else ""
        yield bad(
            f"后台没有开{last}：消息送不出去，留痕没有封条",
            f"no worker is running{last_en}: messages do not go out, history is not sealed",
            "请开后台：yike work",
            "Start one: yike work",
        )
    elif trouble := next((beat.trouble for beat in found if beat.trouble), ""):
        yield watch(
            f"后台开着，有一件事没做成：{trouble}",
            f"the worker runs, but something failed: {trouble}",
            "请看后台的记录",
            "See what the worker has logged",
        )
    else:
        yield well("后台开着", "the worker is running")


def outbox() -> Iterator[Finding]:
    """Look whether messages were set aside because they cannot be delivered."""
    stuck = Delivery.objects.filter(state__in=(State.SHELVED, State.UNSURE)).count()
    if stuck:
        yield watch(
            f"有 {stuck} 条消息送不出去，等人处理",
            f"{stuck} messages could not be delivered and wait for somebody",
            "请在“消息”里看原因，改好再送",
            "See why under Messages, mend it and send again",
        )
    else:
        yield well("没有卡住的消息", "no message is stuck")


def _working() -> bool:
    return any(now() - beat.at < ALIVE for beat in workers())
