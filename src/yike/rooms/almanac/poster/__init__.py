"""The poster of an issue on A4 and A3, and its picture for a telephone; set by typst from one text."""

from yike.rooms.almanac.poster.sheet import Poster, poster_of

__all__ = ["Poster", "poster_of"]
