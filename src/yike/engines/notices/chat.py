"""Text for chats: a line for each notice, and parts that fit a channel, counted as the channel counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from yike.engines.notices.notice import Notice, when

LINE = 50
"""The most characters of one notice in a chat: what an old neighbour reads in one look."""
LONG_SMS, ONE_SMS = 67, 70

Weigh = Callable[[str], int]


def utf8(text: str) -> int:
    """Return the bytes of a text in UTF-8: a Chinese character has three."""
    return len(text.encode())


@dataclass(frozen=True)
class Channel:
    """How much one message of a channel holds, and how that is counted."""

    room: int
    weigh: Weigh = utf8


CHANNELS: Mapping[str, Channel] = {
    "wechat": Channel(2048),  # nobody documents it; the strictest of the others
    "wecom": Channel(2048),
    "wecom_customer": Channel(2048),
    "dingtalk": Channel(2048),  # far more is taken, but robots of one office share one text
    "feishu": Channel(20 * 1024),
    "sms": Channel(LONG_SMS, len),
    "offline": Channel(1 << 20),
}


def line(notice: Notice) -> str:
    """Return a notice on one line: when, what, where."""
    return " ".join(filter(None, (when(notice), notice.title.strip(), notice.place.strip())))


def parts(head: str, lines: Sequence[str], foot: str, channel: Channel = CHANNELS["wecom"]) -> list[str]:
    """Return messages that fit a channel: the head on the first, the foot on the last, no line cut where it fits.

    More than one are marked (1/2) at their beginning. A line that is heavier than a whole message is cut between
    characters. Raises ``ValueError`` where the channel is too small for a mark and one character.
    """
    blocks = [part for part in (head, *lines, foot) if part]
    whole = "\n".join(blocks)
    if channel.weigh(whole) <= channel.room:
        return [whole]
    count = 1
    while True:  # marks grow with the number of parts, and parts with the marks
        mark = f"({count}/{count})\n"
        room = channel.room - channel.weigh(mark)
        made = list(_packed(blocks, room, channel.weigh))
        if len(str(len(made))) <= len(str(count)):
            return [f"({row}/{len(made)})\n{text}" for row, text in enumerate(made, 1)]
        count = len(made)


def _packed(blocks: Sequence[str], room: int, weigh: Weigh) -> Iterator[str]:
    """Yield texts of at most ``room`` out of whole blocks, as full as they get."""
    held = ""
    for block in (piece for one in blocks for piece in _pieces(one, room, weigh)):
        joined = f"{held}\n{block}" if held else block
        if weigh(joined) > room:
            yield held
            joined = block
        held = joined
    if held:
        yield held


def _pieces(block: str, room: int, weigh: Weigh) -> Iterator[str]:
    """Yield a block as it is, or cut between characters where it is too heavy for a message of its own."""
    if weigh(block) <= room:
        yield block
        return
    piece = ""
    for character in block:
        if weigh(character) > room:
            raise ValueError("a character is heavier than the room for a part")
        if weigh(piece + character) > room:
            yield piece
            piece = ""
        piece += character
    yield piece


def segments(text: str) -> int:
    """Return of how many short messages a text is made: 70 characters in one, 67 in each of several."""
    return 1 if len(text) <= ONE_SMS else -(-len(text) // LONG_SMS)
