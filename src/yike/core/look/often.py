"""How often one address may send something: counted for a while, never kept in a form that tells who it was.

All processes of one server count together, in a table of memory that they share from before they part.
"""

from __future__ import annotations

import hashlib
import hmac
import mmap
import secrets
import struct
import threading
import time
from ipaddress import IPv6Address

WINDOW = 600  # seconds
MOST = 8  # in one window: a family, or a hall with one network
LONG = 3_600  # seconds: who is counted for longer than that is not forgotten for a crowd that comes and goes
_SALT = secrets.token_bytes(32)  # of this server; gone with it, so that nothing can be traced back later
_ROW = struct.Struct("<QII")  # a keyed digest, until when (seconds of the machine), how often
_WAYS, _PLACES = 8, 8_192  # rows in each place of the table: a megabyte for 65,536 counts
_TABLE = mmap.mmap(-1, _WAYS * _PLACES * _ROW.size)
_LOCK = (
    threading.Lock()
)  # of this process: two processes in one moment may count one too few, and nobody waits


def too_often(address: str, what: str, most: int = MOST, window: int = WINDOW) -> bool:
    """Count one more, and return whether that is more than ``most`` within ``window`` seconds.

    What is held meanwhile is a keyed digest in memory; the window does not grow by asking again. An address of
    IPv6 counts by its network: whoever has one has all of them. Of what is no address nothing is cut.
    """
    digest = hmac.digest(_SALT, f"{what}|{_network(address)}".encode(), hashlib.sha256)
    with _LOCK:
        return _one_more(digest, int(time.monotonic()), window) > most


def forget() -> None:
    """Begin to count anew."""
    with _LOCK:
        _TABLE[:] = bytes(len(_TABLE))


def _network(address: str) -> str:
    """Return the /64 of an address of IPv6, the address of IPv4 that one stands for, and all else as it is."""
    if ":" not in address:
        return address
    try:
        whole = IPv6Address(address)
    except ValueError:
        return address
    return str(whole.ipv4_mapped or IPv6Address(int(whole) >> 64 << 64))


def _one_more(digest: bytes, at: int, window: int) -> int:
    """Return how often it was with this time. What is over makes room first, then what was least often.

    What has more than ``LONG`` to go makes room only where nothing else is there.
    """
    own, place = struct.unpack_from("<QI", digest)
    begin = place % _PLACES * _WAYS * _ROW.size
    least, room = (True, 1 << 32), begin
    for offset in range(begin, begin + _WAYS * _ROW.size, _ROW.size):
        kept, until, count = _ROW.unpack_from(_TABLE, offset)
        if until <= at:
            count, until = 0, at
        elif kept == own:
            _ROW.pack_into(_TABLE, offset, own, until, count + 1)
            return int(count) + 1
        if (until - at > LONG, count) < least:
            least, room = (until - at > LONG, count), offset
    _ROW.pack_into(_TABLE, room, own, at + window, 1)
    return 1
