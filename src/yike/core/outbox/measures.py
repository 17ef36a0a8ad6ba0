"""What the outbox counts."""

from __future__ import annotations

from yike.core.record.measures import Measure, register

SENT = register(
    Measure("outbox.sent", zh="送达的消息", en="messages delivered", unit_zh="条", unit_en="messages")
)
FAILED = register(
    Measure("outbox.failed", zh="没送到的消息", en="messages not delivered", unit_zh="条", unit_en="messages")
)
