"""What the deeds of this room are called."""

from __future__ import annotations

from yike.core.record.verbs import name_verbs

name_verbs({})
