"""API keys: issued, revoked, used."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from yike.core.accounts.models import Unit
from yike.core.apikeys import rules, tokens
from yike.core.apikeys.models import ApiKey, Scope
from yike.core.record.clock import now, today
from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.engines.faults import Fault

LONGEST_DAYS = 3 * 366
MOST, LEAST = 6000, 1  # questions a minute


def issue(
    by: By, unit: Unit, *, name: str, scopes: Collection[str], expires_on: date, per_minute: int = 600
) -> tuple[ApiKey, str]:
    """Issue a key and return it with its text, which nobody can read again.

    Raises ``Fault`` for a unit that is closed, no scope, a day that is over or years away, an odd pace.
    """
    text, mark, digest = tokens.new()
    key = ApiKey(
        name=name.strip(),
        unit=unit,
        scopes=[code for code in Scope.values if code in scopes],
        per_minute=per_minute,
        mark=mark,
        digest=digest,
        expires_on=expires_on,
    )
    with deed(by, "apikeys.issue") as d:
        rules.KEEP.require(by, unit.area)
        _require_sound(key)
        return d.add(key), text


def revoke(by: By, key: ApiKey, *, reason: str) -> ApiKey:
    """Let a key open nothing any more, from the next question on. Revoked twice, it stays as it was."""
    with deed(by, "apikeys.revoke", reason=reason) as d:
        key = d.lock(key)
        rules.KEEP.require(by, key.unit.area)
        return key if key.revoked_at is not None else d.change(key, revoked_at=now())


def used(key: ApiKey) -> None:
    """Keep the day of its last use: one write a day."""
    if key.last_used_on != today():
        with deed(By.machine("API"), "apikeys.use") as d:
            key.last_used_on = today()
            d.tick_many([key], ["last_used_on"])


def _require_sound(key: ApiKey) -> None:
    if not key.unit.active:
        raise Fault("单位已停用", "the unit is closed", do_zh="请另选单位", do_en="Choose another unit")
    if not key.scopes:
        raise Fault(
            "没有选能做什么",
            "nothing was chosen that it may do",
            do_zh="请至少选一项",
            do_en="Choose at least one",
        )
    if not today() <= key.expires_on <= today() + timedelta(days=LONGEST_DAYS):
        raise Fault(
            "有效日期不对",
            "the last day cannot be",
            do_zh="请选今天以后三年以内的日期",
            do_en="Choose a day from today on, within three years",
        )
    if not LEAST <= key.per_minute <= MOST:
        raise Fault(
            "每分钟的次数不对",
            "the number of questions a minute cannot be",
            do_zh=f"请写 {LEAST} 到 {MOST} 的整数",
            do_en=f"Give a whole number from {LEAST} to {MOST}",
        )
