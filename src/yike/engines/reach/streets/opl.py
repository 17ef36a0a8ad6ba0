"""OpenStreetMap files by way of OPL, libosmium's one-object-a-line text.

libosmium decodes and filters in C++ and writes OPL; numpy reads the numbers back. That is ten times quicker
than a Python call for every node. Format: https://osmcode.org/opl-file-format/.
"""

from __future__ import annotations

import ctypes
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import osmium

from yike.engines.faults import Fault
from yike.engines.reach.streets.drawn import Ids
from yike.engines.reach.streets.model import Floats

CHUNK = 1 << 24  # bytes of OPL read at a time
# What its C++ exceptions become in Python: out_of_range is an IndexError, bad_alloc a MemoryError.
LIBOSMIUM_RAISES = (
    *(RuntimeError, OSError, ValueError, LookupError, ArithmeticError, MemoryError, TypeError),
    osmium.InvalidLocationError,
)
_ESCAPE = re.compile(r"%([0-9a-fA-F]+)%")
# Kind and id, deleted or visible, time, tags, nodes or members; spaces within them are escaped.
_LINE = re.compile(r"([nwr])(-?\d+) d(.) t(\S*)(?: T(\S*))?(?: [NM](\S*))?")
_UP_TO_X = re.compile(rb" [^\n]* x")


@dataclass(slots=True)
class Object:
    """One way, relation or node. ``body`` is the list of nodes or members as OPL writes it."""

    kind: str  # n, w or r
    id: int
    tags: dict[str, str]
    body: str
    date: str


def no_room(reason: str) -> Fault:
    """Return the fault of a temporary folder that cannot be written."""
    return Fault(
        f"临时文件夹写不进去（{reason}）",
        f"the temporary folder cannot be written ({reason})",
        do_zh="请腾出空间，或用环境变量 TMPDIR 指定别处",
        do_en="Make room, or name another folder with TMPDIR",
    )


@contextmanager
def scratch() -> Iterator[Path]:
    """Yield a temporary folder that vanishes afterwards. Raises ``Fault`` where none can be made."""
    try:
        folder = tempfile.TemporaryDirectory(prefix="yike-")
    except OSError as error:
        raise no_room(error.strerror or str(error)) from error
    with folder as name:
        yield Path(name)


def damaged(path: Path, error: Exception) -> Fault:
    """Return the fault of a street file that libosmium cannot read, or for which there is no room to work."""
    reason = str(error)
    if "Write failed" in reason:
        return no_room(reason)
    return Fault(
        f"街道文件读不下去，可能没下载完或已损坏（{reason}）",
        f"the street file cannot be read; it may be damaged or cut short ({reason})",
        do_zh="请重新下载这个文件",
        do_en="Download the file again",
        file=path,
    )


@contextmanager
def _writer(target: Path) -> Iterator[osmium.SimpleWriter]:
    writer = osmium.SimpleWriter(osmium.io.File(str(target), "opl,add_metadata=timestamp"))
    try:
        yield writer
        writer.close()
    except Exception:
        # A writer that failed (disk full) throws again from its C++ destructor, which would end the
        # process: it is kept from ever being collected.
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(writer))
        raise


def write_ways(source: Path, form: str, keys: tuple[str, ...], target: Path) -> None:
    """Write the ways and relations that carry one of ``keys`` (every way where empty)."""
    kinds = osmium.osm.WAY | osmium.osm.RELATION if keys else osmium.osm.WAY
    chain = (osmium.filter.KeyFilter(*keys),) if keys else ()
    with (
        _reading(source),
        _writer(target) as writer,
        osmium.io.Reader(osmium.io.File(str(source), form), kinds) as reader,
    ):
        osmium.apply(reader, *chain, writer)


def write_nodes(source: Path, form: str, keys: tuple[str, ...], every: Path, tagged: Path) -> None:
    """Write all nodes to ``every`` and those that carry one of ``keys`` to ``tagged``."""
    with (
        _reading(source),
        _writer(every) as all_nodes,
        _writer(tagged) as some_nodes,
        osmium.io.Reader(osmium.io.File(str(source), form), osmium.osm.NODE) as reader,
    ):
        osmium.apply(reader, all_nodes, osmium.filter.KeyFilter(*keys), some_nodes)


@contextmanager
def _reading(source: Path) -> Iterator[None]:
    try:
        yield
    except LIBOSMIUM_RAISES as error:
        raise damaged(source, error) from error


def header_date(source: Path, form: str) -> str:
    """Return the day of the data that the file's header names (ISO), empty where it names none."""
    with _reading(source), osmium.io.Reader(osmium.io.File(str(source), form), osmium.osm.NOTHING) as reader:
        header = reader.header()
        return (header.get("osmosis_replication_timestamp") or header.get("timestamp") or "")[:10]


def header_credit(source: Path, form: str) -> str:
    """Return whom to credit where the header calls the file a sketch, no OpenStreetMap data; else empty."""
    with _reading(source), osmium.io.Reader(osmium.io.File(str(source), form), osmium.osm.NOTHING) as reader:
        generator = reader.header().get("generator") or ""
    return generator if "sketch" in generator.casefold() else ""


def _plain(text: str) -> str:
    return _ESCAPE.sub(_character, text) if "%" in text else text


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return chr(code) if code <= sys.maxunicode else "\ufffd"


def _tags(text: str) -> dict[str, str]:
    if not text:
        return {}
    tags = dict([pair.split("=", 1) for pair in text.split(",")])
    return {_plain(key): _plain(value) for key, value in tags.items()} if "%" in text else tags


def objects(path: Path) -> Iterator[Object]:
    """Yield the objects of an OPL file; deleted ones are left out."""
    with path.open(encoding="utf-8", errors="replace", newline="\n") as lines:
        for line in lines:
            kind, number, state, date, tags, body = _LINE.match(line).groups("")  # type: ignore[union-attr]
            if state != "D":
                yield Object(kind, int(number), _tags(tags), body, date)


def _blocks(path: Path) -> Iterator[bytes]:
    """Yield the file in large blocks of whole lines."""
    with path.open("rb") as file:
        while block := file.read(CHUNK):
            yield block + file.readline()


def _table(block: bytes) -> Floats:
    """Return id, longitude and latitude of every node line, shape (n, 3); NaN where a place is missing."""
    text = _UP_TO_X.sub(b" ", block.replace(b" x y\n", b" xnan ynan\n"))
    numbers = np.fromstring(text.replace(b"\nn", b" ").replace(b" y", b" ")[1:], sep=" ")
    return numbers.reshape(-1, 3)


def places(path: Path, wanted: Ids) -> tuple[Floats, Floats]:
    """Return longitude and latitude of the ``wanted`` (sorted, unique) node ids, NaN where they are missing."""
    lon, lat = np.full(len(wanted), np.nan), np.full(len(wanted), np.nan)
    for block in _blocks(path):
        ids, x, y = _table(block).T
        row = np.minimum(np.searchsorted(wanted, ids), len(wanted) - 1)
        hit = wanted[row] == ids
        lon[row[hit]], lat[row[hit]] = x[hit], y[hit]
    return lon, lat


def node_lists(bodies: list[str]) -> tuple[Ids, Ids]:
    """Return all node ids of the ways, way after way, and how many each way has."""
    counts = np.array([body.count(",") + 1 if body else 0 for body in bodies], np.int64)
    text = ",".join(body for body in bodies if body).replace("n", "")
    return np.fromstring(text, np.int64, sep=",") if text else np.empty(0, np.int64), counts
