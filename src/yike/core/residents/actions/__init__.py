"""What can be done to residents: the only door that writes the register."""

from __future__ import annotations

from yike.core.residents.actions.loading import load_register

__all__ = ["load_register"]
