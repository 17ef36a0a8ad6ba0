"""How alike two short texts are, by the pairs of neighbouring characters they share: no dictionary is needed."""

from yike.engines.likeness.pairs import Alike, alike, likeness, pairs

__all__ = ["Alike", "alike", "likeness", "pairs"]
