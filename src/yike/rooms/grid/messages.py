"""The kinds of messages this room sends."""

from __future__ import annotations

from yike.core.outbox.messages import name_kinds

name_kinds({})
