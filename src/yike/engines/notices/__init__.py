"""Short public notices: proof-read, written for chats within their limits, and read out by a loud-speaker.

No clock and no web: what is known of the house's pages comes in as a question that can be asked.
"""

from yike.engines.notices.chat import CHANNELS, LINE, line, parts, segments
from yike.engines.notices.notice import Notice
from yike.engines.notices.proof import Remark, proofread
from yike.engines.notices.spoken import script, spoken

__all__ = [
    "CHANNELS",
    "LINE",
    "Notice",
    "Remark",
    "line",
    "parts",
    "proofread",
    "script",
    "segments",
    "spoken",
]
