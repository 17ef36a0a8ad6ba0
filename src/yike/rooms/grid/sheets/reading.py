"""What a file says, row by row: read as all rooms read it."""

from __future__ import annotations

from yike.core.areas.exchange.rows import Drafts, Row, headers_of, read_drafts

__all__ = ["Drafts", "Row", "headers_of", "read_drafts"]
